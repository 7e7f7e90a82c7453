// The rows of the suite remat: which graphs, under which budgets, for how long, and what each row is to reach. What others have reached is in published.ts.
//
//   input           the papers' graphs with the order kept, C = 2: comparable with Moccasin and Checkmate
//   others          graphs for which nobody publishes anything, the same way
//   free            any order, comparable with FastSA
//   torch           training graphs captured from PyTorch, order kept, C = 2
//   scale           random layered graphs of 1 000 to 100 000 nodes (layered-graph.ts)
//   deterministic   two solves with equal seeds and --deterministic
//   moves           moves per second of the local search, with a profile

import { FREE_ORDER, type FreeOrderValues, INPUT_ORDER, prototypeTdi, TORCH_PROTOTYPE } from './published.ts';
import { matchesAny } from './words.ts';

export const SECTION_NAMES = ['input', 'others', 'free', 'torch', 'scale', 'deterministic', 'moves'] as const;
export type SectionName = (typeof SECTION_NAMES)[number];

/** What a row is to reach; a field that is left out is not asked for. */
export interface Aim {
  /** Any schedule within the budget. */
  readonly schedule?: true;
  /** A schedule, or the proof that there is none. */
  readonly answer?: true;
  /** A schedule of at most this duration. */
  readonly duration?: number;
  /** A schedule with at most this TDI, in per cent. */
  readonly overheadPercent?: number;
  /** A schedule whose TDI rounds to at most this one, in per cent and as printed. Nothing is missed where it is proven that there is no schedule. */
  readonly printedPercent?: string;
  /** The best schedule is proven to be the best. */
  readonly proven?: true;
  /** Proven that there is no schedule. */
  readonly infeasible?: true;
  /** Measures that are to be at most so many seconds. */
  readonly within?: Readonly<Record<string, number>>;
  /** Resident memory of the whole process below this, in MiB. */
  readonly peakMiB?: number;
  /** Reading and compiling the graph in less, in seconds. */
  readonly compileSeconds?: number;
  /** Two files that are equal but for the seconds in them. */
  readonly equalFiles?: true;
}

/** Where a row's graph is: the papers' graphs and the torch graphs are not in the repository, generated ones are made when they are needed. */
export type Folder = 'graphs' | 'torch' | 'examples' | 'generated';

export interface RematRow {
  readonly section: SectionName;
  /** Graph, share and, outside of the input order's rows, the section: "rlg1 0.8", "rlg1 0.8 free". */
  readonly name: string;
  readonly graph: string;
  /** Name of the file in its folder. */
  readonly file: string;
  readonly folder: Folder;
  /** Budget as a share of the input order's peak. */
  readonly share: number;
  readonly order: 'input' | 'free';
  readonly maxComputations: number;
  /** Seconds. */
  readonly limit: number;
  readonly workers: number;
  readonly aim: Aim;
  /** Solved by this strategy alone. */
  readonly strategy?: string;
}

/** For generated rows: nodes, and whether the links per node stay those of rlg4 or grow with the family. */
export const SCALE_SHAPES: Readonly<Record<string, { readonly nodes: number; readonly sparse: boolean }>> = {
  'layered-1000': { nodes: 1000, sparse: true },
  'layered-10000': { nodes: 10_000, sparse: true },
  'layered-10000-dense': { nodes: 10_000, sparse: false },
  'layered-100000': { nodes: 100_000, sparse: true },
  'layered-100000-dense': { nodes: 100_000, sparse: false },
};

/** FastSA sets no limit. The constraint model grows with the square: on cm1 at 0.7 (12 s, two workers) 2 and 4 lead to 1.59 %, 8 to 4.49 % (2026-11-22). */
const FREE_COMPUTATIONS = 4;
const MANY = { order: 'free', maxComputations: FREE_COMPUTATIONS } as const;
const TWO = { order: 'input', maxComputations: 2 } as const;

const FILES: Readonly<Record<string, string>> = {
  rlg1: 'rlg1.json',
  rlg2: 'rlg2.json',
  rlg3: 'rlg3.json',
  rlg4: 'rlg4.json',
  cm1: 'cm1-fcn8-train.json',
  cm2: 'cm2-resnet50-train.json',
  vgg16: 'vgg16-train.json',
  vgg19: 'vgg19-train.json',
  unet: 'unet-train.json',
  segnet: 'segnet-train.json',
  mobilenet: 'mobilenet-train.json',
};

const MINUTE = 60;
const ANY: Aim = { schedule: true };
/** Two files without a schedule would be equal, too. */
const REPEATED: Aim = { schedule: true, equalFiles: true };

/** Aims of the input order's rows beyond what is published. Those that are to be proven have two minutes. */
const INPUT_AIMS: Readonly<Record<string, Aim>> = {
  'rlg1 0.9': { duration: 48_146, proven: true },
  'rlg1 0.8': { duration: 48_866, proven: true },
  'rlg2 0.9': { duration: 126_704, proven: true },
  'rlg2 0.8': { overheadPercent: 4.9 },
  'rlg3 0.9': { overheadPercent: 0.7 },
  'rlg3 0.8': { overheadPercent: 3.12 },
  'rlg4 0.9': { overheadPercent: 0.687, peakMiB: 1536, compileSeconds: 5 },
  'rlg4 0.8': { overheadPercent: 2.7 },
  'cm1 0.9': { duration: 10_278_354_943_616, proven: true },
  'cm1 0.8': { duration: 10_289_323_652_736, proven: true },
  'cm2 0.9': { duration: 406_110, proven: true },
  'cm2 0.8': { duration: 406_800, proven: true },
};

/** A published schedule is to be found in this share of the published time. */
const TIME_SHARE = 0.1;

function inputRow(name: string): RematRow {
  const aim = INPUT_AIMS[name];
  const { moccasin, checkmate } = INPUT_ORDER[name];
  const within: Record<string, number> = { toMoccasinSeconds: TIME_SHARE * moccasin.seconds };
  if (checkmate !== null) within.toCheckmateSeconds = TIME_SHARE * checkmate.seconds;
  const limit = aim.proven ? 2 * MINUTE : MINUTE;
  return { ...row('input', name, 'graphs'), ...TWO, limit, aim: { ...aim, within } };
}

function freeRow(name: string): RematRow {
  const { fastsa, zeroExists }: FreeOrderValues = FREE_ORDER[name];
  const aim: Aim = { printedPercent: fastsa.tdi, ...(zeroExists ? { overheadPercent: 0 } : {}) };
  return { ...row('free', name, 'graphs'), ...MANY, limit: 30, aim };
}

function torchRows(graph: string): RematRow[] {
  return [0.8, 0.6, 0.5].map((share) => {
    const printedPercent = prototypeTdi(graph, share);
    const aim: Aim = { answer: true, ...(printedPercent === null ? {} : { printedPercent }) };
    return { ...row('torch', `${graph} ${share}`, 'torch', `${graph}.nodelink.json`), ...TWO, limit: MINUTE, aim };
  });
}

function scaleRow(graph: string, aim: Aim): RematRow {
  return { ...row('scale', `${graph} 0.8`, 'generated', `${graph}.json`), ...TWO, limit: 10 * MINUTE, aim };
}

const LARGE: Aim = { within: { readAndFirstSeconds: 60 }, peakMiB: 2048 };
const HUGE: Aim = { within: { readAndFirstSeconds: 600, readAndImprovedSeconds: 600 }, peakMiB: 6144 };

function movesRow(strategy: string, mode: typeof TWO | typeof MANY): RematRow {
  const base = row('moves', 'rlg4 0.8', 'graphs');
  const name = `${base.name}, ${strategy}, ${mode.order} order`;
  return { ...base, ...mode, name, strategy, limit: 10, workers: 1, aim: {} };
}

/** The part of a row that its name tells. */
function row(
  section: SectionName,
  graphAndShare: string,
  folder: Folder,
  file?: string,
): Pick<RematRow, 'section' | 'name' | 'graph' | 'file' | 'folder' | 'share' | 'workers'> {
  const [graph, share] = graphAndShare.split(' ');
  const alone = section === 'input' || section === 'others';
  const name = alone ? graphAndShare : `${graphAndShare} ${section}`;
  return { section, name, graph, file: file ?? FILES[graph], folder, share: Number(share), workers: 2 };
}

export const REMAT_ROWS: readonly RematRow[] = [
  ...Object.keys(INPUT_ORDER).map(inputRow),
  ...['vgg19 0.9', 'unet 0.9', 'unet 0.8', 'segnet 0.9', 'segnet 0.8', 'mobilenet 0.9', 'mobilenet 0.8'].map(
    (name): RematRow => ({ ...row('others', name, 'graphs'), ...TWO, limit: MINUTE, aim: ANY }),
  ),
  { ...row('others', 'vgg16 0.8', 'graphs'), ...TWO, limit: 10, workers: 1, aim: { infeasible: true } },
  ...['resnet50-b256 0.8', 'resnet50-b256 0.6'].map(
    (name): RematRow => ({
      ...{ ...row('others', name, 'examples', 'resnet50-b256.json'), ...TWO },
      ...{ limit: MINUTE, aim: ANY },
    }),
  ),
  ...Object.keys(FREE_ORDER).map(freeRow),
  ...Object.keys(TORCH_PROTOTYPE).flatMap(torchRows),
  scaleRow('layered-1000', { schedule: true }),
  scaleRow('layered-10000', LARGE),
  scaleRow('layered-10000-dense', LARGE),
  scaleRow('layered-100000', HUGE),
  scaleRow('layered-100000-dense', HUGE),
  ...['rlg2 0.8', 'rlg3 0.8'].map(
    (name): RematRow => ({
      ...{ ...row('deterministic', name, 'graphs'), ...TWO },
      ...{ limit: 20, aim: REPEATED },
    }),
  ),
  {
    ...{ ...row('deterministic', 'unet-b32 0.6', 'examples', 'unet-b32.json'), ...MANY },
    ...{ limit: 20, aim: REPEATED },
  },
  movesRow('ruin-recreate', TWO),
  movesRow('annealing', TWO),
  movesRow('annealing', MANY),
];

/** The rows a word of `--rows` names: all budgets of a graph ("rlg1") or one ("rlg1@0.9"); "*" stands for any characters. */
export function matchesWord({ graph, share }: Pick<RematRow, 'graph' | 'share'>, word: string): boolean {
  return matchesAny([graph, `${graph}@${share}`], word);
}
