// Help texts, generated from the option tables.

import { rangeText } from './args.ts';
import { type CommandSpec, type Option, positionalText } from './options.ts';

const WIDTH = 100;
const COLUMN = 28;

/** The text of `moccasin COMMAND --help`. */
export function commandHelp(spec: CommandSpec): string {
  const words = ['moccasin', spec.name, ...spec.positionals.map(positionalText), '[options]'];
  const lines = [`usage: ${words.join(' ')}`, '', ...wrapped(spec.summary, 0), ''];
  for (const { name, help } of spec.positionals) lines.push(...row(name, help));
  if (spec.positionals.length > 0) lines.push('');
  for (const [name, option] of Object.entries(spec.options)) {
    const value = option.type === 'flag' ? '' : ` ${valueText(option)}`;
    const short = option.short === undefined ? '' : `-${option.short}, `;
    lines.push(...row(`${short}--${name}${value}`, `${option.help}${details(option)}`));
  }
  lines.push(...row('-h, --help', 'print this text'));
  for (const note of spec.notes ?? []) lines.push('', ...wrapped(note, 0));
  return `${lines.join('\n')}\n`;
}

/** A two-column row of the help: a term and its explanation. */
export function row(term: string, explanation: string): string[] {
  const [first, ...rest] = wrapped(explanation, COLUMN);
  const label = `  ${term}`;
  if (label.length > COLUMN - 2) return [label, first, ...rest];
  return [label.padEnd(COLUMN) + first.trimStart(), ...rest];
}

function valueText(option: Option): string {
  if (option.type === 'choice') return option.choices.join('|');
  return option.value ?? (option.type === 'text' ? 'TEXT' : 'N');
}

function details(option: Option): string {
  const parts: string[] = [];
  const range = option.type === 'integer' || option.type === 'number' ? rangeText(option.min, option.max) : '';
  if (range !== '') parts.push(range);
  if (option.type !== 'flag' && option.default !== undefined) parts.push(`default ${option.default}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function wrapped(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((part) => ' '.repeat(indent) + part);
}
