// Command-line arguments against an option table: parseArgs of node:util finds the words, this file gives them types,
// ranges and error messages that name the option and, for a mistyped one, the nearest option there is.

import { parseArgs } from 'node:util';
import { InputError } from '../io/input-error.ts';
import { STANDARD } from '../io/text-file.ts';
import { type CommandSpec, type NumberOption, type OptionTable, type OptionValues, positionalText } from './options.ts';
import { suggestion } from './suggest.ts';

export interface ParsedArguments<T extends OptionTable> {
  /** True if --help was asked for; then nothing else was checked. */
  readonly help: boolean;
  readonly options: OptionValues<T>;
  /** Names of the options that were given, with their defaults or without. */
  readonly given: ReadonlySet<string>;
  readonly positionals: readonly string[];
}

/** Parse the words after the command's name. Throws InputError. */
export function parseArguments<T extends OptionTable>(
  spec: CommandSpec<T>,
  argv: readonly string[],
): ParsedArguments<T> {
  const { values, positionals } = split(spec, argv);
  const help = values.help === true;
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(spec.options)) {
    const given = values[name];
    const text = Array.isArray(given) ? given.join(',') : given;
    if (option.type === 'flag') options[name] = text === true;
    else if (typeof text !== 'string' || help) options[name] = option.default;
    else if (option.type === 'text') options[name] = text;
    else if (option.type === 'choice') options[name] = parseChoice(name, text, option.choices);
    else options[name] = parseNumber(name, text, option);
  }
  if (!help) {
    checkPositionals(spec, positionals);
    checkStandardInput(spec, positionals, options);
  }
  return { help, options: options as OptionValues<T>, given: new Set(Object.keys(values)), positionals };
}

/** None of these options was given; `where` says what they do nothing for. Throws InputError. */
export function refuseGiven(given: ReadonlySet<string>, names: readonly string[], where: string): void {
  const other = names.find((name) => given.has(name));
  if (other !== undefined) usageError(`--${other}`, `does not apply to ${where}`, 'leave it out');
}

interface Words {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

function split(spec: CommandSpec, argv: readonly string[]): Words {
  const options: Record<string, { type: 'boolean' | 'string'; short?: string; multiple?: boolean }> = {};
  for (const [name, option] of Object.entries(spec.options)) {
    const type = option.type === 'flag' ? 'boolean' : 'string';
    const multiple = option.type === 'text' && option.repeats === true;
    options[name] = option.short === undefined ? { type, multiple } : { type, multiple, short: option.short };
  }
  options.help = { type: 'boolean', short: 'h' };
  const takesValue = (word: string): boolean => word.startsWith('--') && options[word.slice(2)]?.type === 'string';
  // "--budget -5" is a value out of range, not an option called -5: the strict parser needs it as "--budget=-5".
  const args: string[] = [];
  for (const word of argv) {
    const last = args[args.length - 1];
    if (/^-[\d.]/.test(word) && last !== undefined && takesValue(last)) args[args.length - 1] = `${last}=${word}`;
    else args.push(word);
  }
  try {
    const parsed = parseArgs({ args, options, strict: true, allowPositionals: true });
    return { values: parsed.values as Words['values'], positionals: parsed.positionals };
  } catch (error) {
    return wrongWord(spec, error as NodeJS.ErrnoException);
  }
}

/** An error of parseArgs in our words. Its messages begin with the option in quotes, in every version. */
function wrongWord(spec: CommandSpec, error: NodeJS.ErrnoException): never {
  const word = /'(?:-\w, )?(--?[^' <=]*)/.exec(error.message)?.[1] ?? '';
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const names = [...Object.keys(spec.options), 'help'].map((name) => `--${name}`);
    return usageError('', `unknown option ${word}`, suggestion(word, names) ?? seeHelp(spec));
  }
  if (error.code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    const option = spec.options[word.replace(/^--/, '')];
    const takesNone = option === undefined || option.type === 'flag';
    return usageError(word, takesNone ? 'takes no value' : 'needs a value', seeHelp(spec));
  }
  throw error;
}

function checkPositionals(spec: CommandSpec, given: readonly string[]): void {
  const { length } = spec.positionals;
  const last = spec.positionals.at(-1);
  const isEnough = given.length >= (last?.optional ? length - 1 : length);
  if (isEnough && (given.length <= length || last?.repeats)) return;
  const usage = `usage: moccasin ${[spec.name, ...spec.positionals.map(positionalText)].join(' ')}`;
  const missing = spec.positionals[given.length];
  if (missing !== undefined) usageError('', `${missing.name} is missing`, usage);
  usageError('', `unexpected argument "${given[spec.positionals.length]}"`, usage);
}

/** The standard input can be read once. */
function checkStandardInput(
  spec: CommandSpec,
  positionals: readonly string[],
  options: Readonly<Record<string, unknown>>,
): void {
  const isInput = (name: string): boolean => {
    const option = spec.options[name]!;
    return option.type === 'text' && option.isInput === true;
  };
  const read = [
    ...positionals,
    ...Object.keys(spec.options)
      .filter(isInput)
      .map((name) => options[name]),
  ];
  if (read.filter((file) => file === STANDARD).length > 1)
    usageError('', 'the standard input is named twice', 'give one of them as a file');
}

function parseChoice(name: string, text: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text;
  return usageError(`--${name}`, `"${text}" is not a choice`, `give one of ${choices.join(', ')}`);
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function parseNumber(name: string, text: string, { type, min, max }: NumberOption): number {
  const mend = `give ${[type === 'integer' ? 'an integer' : 'a number', rangeText(min, max)].filter(Boolean).join(', ')}`;
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) return usageError(`--${name}`, `"${text}" is not a number`, mend);
  if (!(value >= min && value <= max)) return usageError(`--${name}`, `${text} is out of range`, mend);
  if (type === 'integer' && !Number.isSafeInteger(value)) {
    return usageError(`--${name}`, `${text} is not an integer`, mend);
  }
  return value;
}

/** A range in words; the ends of the safe integers and the infinities count as no limit. */
export function rangeText(min: number, max: number): string {
  const isUnboundedAbove = max >= Number.MAX_SAFE_INTEGER;
  if (min <= Number.MIN_SAFE_INTEGER) return isUnboundedAbove ? '' : `at most ${max}`;
  return isUnboundedAbove ? `at least ${min}` : `from ${min} to ${max}`;
}

/** A mistake on the command line. */
export function usageError(place: string, problem: string, mend: string): never {
  throw new InputError({ file: '', place, problem, mend });
}

function seeHelp(spec: CommandSpec): string {
  return `see moccasin ${spec.name} --help`;
}
