// The option table: one line per option with name, default, range and help. It is the single source of the EngineOptions type, of validation and of the
// help text. A test asserts that every option is read somewhere.

interface NumberOption {
  readonly kind: 'integer' | 'number';
  readonly default: number;
  readonly lo: number;
  readonly hi: number;
  readonly help: string;
}

interface ChoiceOption<T extends string = string> {
  readonly kind: 'choice';
  readonly default: T;
  readonly choices: readonly T[];
  readonly help: string;
}

interface BooleanOption {
  readonly kind: 'boolean';
  readonly default: boolean;
  readonly help: string;
}

function integer(value: number, lo: number, hi: number, help: string): NumberOption {
  return { kind: 'integer', default: value, lo, hi, help };
}

function number(value: number, lo: number, hi: number, help: string): NumberOption {
  return { kind: 'number', default: value, lo, hi, help };
}

function choice<T extends string>(value: NoInfer<T>, choices: readonly T[], help: string): ChoiceOption<T> {
  return { kind: 'choice', default: value, choices, help };
}

function boolean(value: boolean, help: string): BooleanOption {
  return { kind: 'boolean', default: value, help };
}

/** Options of one engine; a portfolio gives each worker its own. */
export const ENGINE_OPTIONS = {
  restartPolicy: choice(
    'ema',
    ['ema', 'luby', 'switch', 'none'],
    'when to restart: moving averages of LBD, Luby sequence, these two in turn, never',
  ),
  restartBase: integer(
    50,
    1,
    1_000_000,
    'conflicts before a restart may happen (ema), or the unit of the Luby sequence',
  ),
  restartMargin: number(1.1, 1, 10, 'ema: restart when recent LBD exceeds this multiple of the long-term LBD'),
  stableBase: integer(1024, 1, 1_000_000, 'switch: the unit of the Luby sequence, in conflicts'),
  variableDecay: number(0.95, 0.5, 0.999, 'share of an activity that survives one conflict'),
  initialOrder: choice(
    'random',
    ['random', 'number'],
    'in which order variables are decided on that took part in no conflict yet: at random, or as they were made',
  ),
  clauseDecay: number(0.999, 0.5, 0.99999, 'share of a clause activity that survives one conflict'),
  reduceInterval: integer(2000, 50, 10_000_000, 'conflicts before the first clause-database reduction'),
  reduceIncrement: integer(300, 0, 10_000_000, 'conflicts by which that interval grows each time'),
  reduceShare: number(0.5, 0.05, 0.95, 'share of the clauses that may go which a reduction takes away'),
  phase: choice(
    'alternate',
    ['saved', 'best', 'hint', 'alternate', 'target'],
    'phases after a restart: as saved, best solution, hints, best and saved in turn, or as saved and, while restarts are few, at the longest trail without conflict',
  ),
  rephaseInterval: integer(
    1000,
    1,
    1_000_000_000,
    'target: conflicts before all phases are changed; it grows by as much each time',
  ),
  searchBranching: choice(
    'free',
    ['free', 'fixed', 'alternate', 'lead'],
    'free: activities; fixed: decision strategies first; alternate: in turn between restarts; lead: strategies for a thousand conflicts, then in turn',
  ),
  randomFrequency: number(0, 0, 1, 'share of restarts after which the phases are random'),
  shareLbd: integer(4, 0, 100, 'learned clauses with at most this LBD are told to the other workers'),
  shareSize: integer(20, 0, 1000, 'and with at most this many literals; bounds at the root count as one'),
  minimization: boolean(true, 'minimise learned clauses recursively'),
  learning: boolean(true, 'keep learned clauses; without, they only justify their own asserted literal'),
  vivification: number(0, 0, 1, 'share of the work that goes into making clauses shorter between stretches of search'),
  probing: number(0, 0, 1, 'share of the work that goes into literals which propagation refutes, between stretches'),
  equivalences: boolean(false, 'replace equal literals in clauses between stretches of search'),
  walk: boolean(true, 'formulas in clauses: local search before they are simplified'),
  elimination: integer(
    16,
    -1,
    1000,
    'formulas in clauses: how many clauses more there may be when a variable is eliminated; -1: no elimination',
  ),
} as const;

type OptionTable = Record<string, NumberOption | ChoiceOption | BooleanOption>;
type ValueOf<O> = O extends ChoiceOption<infer T> ? T : O extends BooleanOption ? boolean : number;
export type EngineOptions = { readonly [K in keyof typeof ENGINE_OPTIONS]: ValueOf<(typeof ENGINE_OPTIONS)[K]> };

/** The defaults, overridden by `given`. Throws a RangeError that names the option and what it accepts. */
export function engineOptions(given: Partial<EngineOptions> = {}): EngineOptions {
  const table: OptionTable = ENGINE_OPTIONS;
  const result: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(table)) result[name] = option.default;
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const option = Object.hasOwn(table, name) ? table[name] : undefined;
    if (option === undefined)
      throw new RangeError(`unknown option ${name}; known are ${Object.keys(table).join(', ')}`);
    const problem = problemWith(option, value);
    if (problem !== null) throw new RangeError(`option ${name}: ${problem}, got ${String(value)}`);
    result[name] = value;
  }
  return result as EngineOptions;
}

/** Reads `name=value` as the command line gives it. */
export function parseEngineOption(text: string): Partial<EngineOptions> {
  const at = text.indexOf('=');
  if (at < 1) throw new RangeError(`option "${text}" is not of the form name=value`);
  const name = text.slice(0, at);
  const raw = text.slice(at + 1);
  const table: OptionTable = ENGINE_OPTIONS;
  const option = Object.hasOwn(table, name) ? table[name] : undefined;
  let value: unknown = raw;
  if (option?.kind === 'integer' || option?.kind === 'number') value = raw.trim() === '' ? Number.NaN : Number(raw);
  if (option?.kind === 'boolean') value = raw === 'true' ? true : raw === 'false' ? false : raw;
  const given = { [name]: value } as Partial<EngineOptions>;
  engineOptions(given);
  return given;
}

/** One help line per option; `defaults` are those of the caller. */
export function engineOptionsHelp(defaults: Partial<EngineOptions> = {}): string[] {
  const table: OptionTable = ENGINE_OPTIONS;
  return Object.entries(table).map(([name, o]) => {
    const range = o.kind === 'choice' ? o.choices.join('|') : o.kind === 'boolean' ? 'true|false' : `${o.lo}..${o.hi}`;
    return `${name}=${range} (${String(defaults[name as keyof EngineOptions] ?? o.default)})  ${o.help}`;
  });
}

function problemWith(option: NumberOption | ChoiceOption | BooleanOption, value: unknown): string | null {
  if (option.kind === 'choice') {
    return option.choices.includes(value as string) ? null : `expected one of ${option.choices.join(', ')}`;
  }
  if (option.kind === 'boolean') return typeof value === 'boolean' ? null : 'expected true or false';
  if (typeof value !== 'number' || Number.isNaN(value) || value < option.lo || value > option.hi) {
    return `expected a number from ${option.lo} to ${option.hi}`;
  }
  return option.kind === 'integer' && !Number.isInteger(value) ? 'expected an integer' : null;
}
