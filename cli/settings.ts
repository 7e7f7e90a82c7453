// Strategies and options by name, which the commands that search have in common: `--strategies A,B`, `--set NAME=VALUE`, `--events FILE`, what they mean and what their
// help says.

import { assertWritable } from '../io/text-file.ts';
import { optionsHelp, parseOptions } from '../model/named-options.ts';
import type { SolveParameters } from '../model/parameters.ts';
import { STRATEGIES } from '../model/strategy-table.ts';
import type { EngineOptions } from '../solver/options.ts';
import { usageError } from './args.ts';
import { commandHelp, row } from './help.ts';
import type { CommandSpec } from './options.ts';
import { isSameFile, refuseStandard } from './same-file.ts';
import { suggestion } from './suggest.ts';

/** More workers than this are never started. */
export const MOST_WORKERS = 64;

export const SETTING_OPTIONS = {
  strategies: { type: 'text', value: 'A,B,...', help: 'strategies by name, one per worker, see below' },
  set: {
    type: 'text',
    value: 'NAME=VALUE',
    repeats: true,
    help: 'an option of the solver, see below; may be repeated',
  },
  events: { type: 'text', value: 'FILE', help: 'write events to this file, one JSON object per line' },
} as const;

/** For commands that make the model smaller first. */
export const PRESOLVE_OPTIONS = {
  'no-presolve': { type: 'flag', help: 'solve the model as it is: the same as --set cpModelPresolve=false' },
} as const;

/** What is the same for everybody who has named strategies. */
export interface NamedStrategy {
  readonly name: string;
  readonly help: string;
}

interface Given {
  readonly strategies: string | undefined;
  readonly set: string | undefined;
  readonly workers: number | undefined;
  readonly 'no-presolve'?: boolean;
}

/** The parameters that --strategies, --set, --no-presolve and --workers stand for; numWorkers is there if one of them says how many. `known`: the strategies that may be named; `without`: options that are none here. Throws InputError. */
export function settingsOf(
  command: string,
  given: Given,
  known: readonly NamedStrategy[] = STRATEGIES,
  without: readonly string[] = [],
): SolveParameters {
  const { strategies, set, workers } = given;
  const named = set === undefined ? {} : readingSet(command, () => parseOptions(set.split(','), without));
  if (given['no-presolve'] && named.cpModelPresolve !== undefined)
    usageError('--no-presolve', 'contradicts --set cpModelPresolve', 'give one of them');
  const parameters = given['no-presolve'] ? { ...named, cpModelPresolve: false } : named;
  if (strategies === undefined) return { ...parameters, ...(workers === undefined ? {} : { numWorkers: workers }) };
  const subsolvers = parseStrategies(strategies, workers, known);
  return { ...parameters, subsolvers, numWorkers: subsolvers.length };
}

/** The help of a command with these options. */
export function settingsHelp(
  spec: CommandSpec,
  strategies: readonly NamedStrategy[] = STRATEGIES,
  without: readonly string[] = [],
  defaults: Partial<EngineOptions> = {},
): string {
  const title = 'Options for --set, with their defaults:';
  return commandHelp(spec) + namesHelp(strategies, title, optionsHelp(without, defaults));
}

/** What --strategies and --set accept, as the end of a help text. */
export function namesHelp(strategies: readonly NamedStrategy[], title: string, options: readonly string[]): string {
  const lines = ['', 'Strategies:', ...strategies.flatMap(({ name, help }) => row(name, help)), '', title];
  for (const line of options) {
    const [term = '', help = ''] = line.split('  ');
    lines.push(...(help === '' ? [`  ${term}`] : row(term, help)));
  }
  return `${lines.join('\n')}\n`;
}

/** One name per worker. Throws InputError. */
export function parseStrategies(
  text: string,
  workers: number | undefined,
  strategies: readonly NamedStrategy[],
): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const known = strategies.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const mend = suggestion(unknown, known) ?? `known are ${known.join(', ')}`;
    usageError('--strategies', `unknown strategy "${unknown}"`, mend);
  }
  if (names.length > MOST_WORKERS) usageError('--strategies', `names ${names.length}`, `give at most ${MOST_WORKERS}`);
  if (workers !== undefined && workers !== names.length)
    usageError('--workers', `${workers} workers for ${names.length} strategies`, 'name one strategy per worker');
  return names;
}

/** Runs `read`; what it finds wrong with an assignment is a mistake in --set. */
export function readingSet<T>(command: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return usageError('--set', error.message, `see moccasin ${command} --help`);
  }
}

/** The file of events can be written, and is neither the input nor the output. Throws InputError. */
export function checkEventsFile(events: string | undefined, input: string, output?: string): void {
  if (events === undefined) return;
  refuseStandard('--events', events);
  assertWritable(events);
  if (isSameFile(events, input)) usageError('--events', 'is the file that is read', 'name another file');
  if (output !== undefined && isSameFile(events, output))
    usageError('--events', 'is the file of --output', 'name another file');
}
