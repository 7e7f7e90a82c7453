// The rows of the rematerialization benchmark: graphs, budgets, limits, what the row is to reach, and what others have published for it.
//
// The order of the graph is kept (`--order input`) and a node is computed at most twice, as in the papers. Published values come from the Moccasin paper (16
// cores, limits of 30 and 60 minutes) and its runs of Checkmate's MILP; see README.md.

/** What a row is to reach; a field that is left out is not asked for. */
export interface Aim {
  /** Any schedule within the budget. */
  readonly schedule?: true;
  /** A schedule of at most this duration. */
  readonly duration?: number;
  /** A schedule with at most this TDI, in per cent. */
  readonly overheadPercent?: number;
  /** The best schedule is proven to be the best. */
  readonly proven?: true;
  /** Proven that there is no schedule. */
  readonly infeasible?: true;
  /** Resident memory of the whole process below this, in MiB. */
  readonly peakMiB?: number;
  /** Reading and compiling the graph in less, in seconds. */
  readonly compileSeconds?: number;
}

export interface RematRow {
  /** Graph and share: "rlg1 0.9". */
  readonly name: string;
  readonly graph: string;
  /** Name of the file in its folder. */
  readonly file: string;
  /** examples: in the repository; graphs: the folder of the papers' graphs, which is not. */
  readonly folder: 'graphs' | 'examples';
  /** Budget as a share of the input order's peak. */
  readonly share: number;
  /** Seconds. */
  readonly limit: number;
  readonly workers: number;
  readonly aim: Aim;
  /** TDI % and seconds that others have published; empty if nobody did. */
  readonly published: string;
}

const SECONDS = 60;

type Pair = readonly [share: number, aim: Aim, published?: string];

function rowsOf(graph: string, file: string, workers: number, pairs: readonly Pair[]): RematRow[] {
  return pairs.map(([share, aim, published = '']) => ({
    ...{ name: `${graph} ${share}`, graph, file, folder: 'graphs' as const, share, limit: SECONDS, workers },
    ...{ aim, published },
  }));
}

const ANY: Aim = { schedule: true };

export const REMAT_ROWS: readonly RematRow[] = [
  ...rowsOf('rlg1', 'rlg1.json', 1, [
    [0.9, { duration: 48_146, proven: true }, 'Moccasin 0.8 (9.3 s), Checkmate 0.8 (18.5 s)'],
    [0.8, { duration: 48_866, proven: true }, 'Moccasin 2.3 (9.5 s), Checkmate 2.3 (22.7 s)'],
  ]),
  ...rowsOf('cm1', 'cm1-fcn8-train.json', 1, [
    [0.9, { duration: 10_278_354_943_616, proven: true }, 'Moccasin 0.0 (3.1 s), Checkmate 0.0 (6.3 s)'],
    [0.8, { duration: 10_289_323_652_736, proven: true }, 'Moccasin 0.1 (3.1 s), Checkmate 0.1 (5.6 s)'],
  ]),
  ...rowsOf('vgg19', 'vgg19-train.json', 2, [[0.9, ANY]]),
  ...rowsOf('unet', 'unet-train.json', 2, [
    [0.9, ANY],
    [0.8, ANY],
  ]),
  ...rowsOf('segnet', 'segnet-train.json', 2, [
    [0.9, ANY],
    [0.8, ANY],
  ]),
  ...rowsOf('mobilenet', 'mobilenet-train.json', 2, [
    [0.9, ANY],
    [0.8, ANY],
  ]),
  ...rowsOf('rlg2', 'rlg2.json', 2, [
    [0.9, { duration: 126_704, proven: true }, 'Moccasin 0.9 (55 s), Checkmate 0.9 (685 s)'],
    [0.8, { overheadPercent: 4.9 }, 'Moccasin 4.9 (640 s), Checkmate none'],
  ]),
  ...rowsOf('rlg3', 'rlg3.json', 2, [
    [0.9, { overheadPercent: 0.7 }, 'Moccasin 0.7 (1803 s), Checkmate none'],
    [0.8, { overheadPercent: 3.12 }, 'Moccasin 3.4 (1805 s), Checkmate none'],
  ]),
  ...rowsOf('rlg4', 'rlg4.json', 2, [
    [0.9, { overheadPercent: 0.687, peakMiB: 1536, compileSeconds: 5 }, 'Moccasin 0.7 (3613 s), Checkmate none'],
    [0.8, { overheadPercent: 2.7 }, 'Moccasin 3.4 (3612 s), Checkmate none'],
  ]),
  ...rowsOf('cm2', 'cm2-resnet50-train.json', 2, [
    [0.9, { duration: 406_110, proven: true }, 'Moccasin 0.2 (65 s), Checkmate 0.1 (434 s)'],
    [0.8, { duration: 406_800, proven: true }, 'Moccasin 0.3 (69 s), Checkmate 0.3 (485 s)'],
  ]),
  ...rowsOf('vgg16', 'vgg16-train.json', 1, [[0.8, { infeasible: true }]]).map((row) => ({ ...row, limit: 10 })),
  ...rowsOf('resnet50-b256', 'resnet50-b256.json', 2, [
    [0.8, ANY],
    [0.6, ANY],
  ]).map((row) => ({ ...row, folder: 'examples' as const })),
];

/** The rows a word of `--rows` names: all budgets of a graph ("rlg1") or one ("rlg1@0.9"). */
export function matchesWord(row: RematRow, word: string): boolean {
  return word === row.graph || word === `${row.graph}@${row.share}`;
}
