// The option table of a command: name, type, default, range and help of each option, in one place. Command-line
// parsing (args.ts), validation and help text (help.ts) are generated from it, and the types of the values follow from it.

interface Described {
  readonly help: string;
  /** What stands for the value in the help text: FILE, SECONDS. */
  readonly value?: string;
  /** One letter, for a single dash. */
  readonly short?: string;
}

export interface Flag extends Described {
  readonly type: 'flag';
}
export interface TextOption extends Described {
  readonly type: 'text';
  readonly default?: string;
  /** May be given several times; the values are joined by commas. */
  readonly repeats?: true;
  /** A file that is read. */
  readonly isInput?: true;
}
export interface ChoiceOption extends Described {
  readonly type: 'choice';
  readonly choices: readonly string[];
  readonly default?: string;
}
export interface NumberOption extends Described {
  readonly type: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
  readonly default?: number;
}

export type Option = Flag | TextOption | ChoiceOption | NumberOption;
export type OptionTable = Readonly<Record<string, Option>>;

export interface Positional {
  /** In capitals, as the help shows it. */
  readonly name: string;
  readonly help: string;
  /** The last one may be given several times. */
  readonly repeats?: true;
  /** The last one may be left out. */
  readonly optional?: true;
}

/** How a usage line shows it. */
export function positionalText({ name, repeats, optional }: Positional): string {
  if (optional) return `[${name}]`;
  return repeats ? `${name} [${name}...]` : name;
}

export interface CommandSpec<T extends OptionTable = OptionTable> {
  readonly name: string;
  readonly summary: string;
  readonly positionals: readonly Positional[];
  readonly options: T;
  /** Paragraphs after the table of options. */
  readonly notes?: readonly string[];
}

type Raw<O extends Option> = O extends Flag
  ? boolean
  : O extends NumberOption
    ? number
    : O extends { readonly choices: readonly (infer C)[] }
      ? C
      : string;

/** The values of a table's options: undefined only where an option was not given and has no default. */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends Flag | { readonly default: unknown } ? Raw<T[K]> : Raw<T[K]> | undefined;
};

/** Keep the literal types of a command's table, so that its values are typed. */
export function defineCommand<const T extends OptionTable>(spec: CommandSpec<T>): CommandSpec<T> {
  return spec;
}
