// The one error class for input we cannot use. It prints as one line: moccasin: FILE: place: what is wrong; the mend.
//
// Texts of the input (names, ids) end up in the message, so control characters, direction marks and broken surrogates
// are escaped here, once, for everybody: a file cannot move the cursor of the terminal that complains about it.

export interface InputProblem {
  /** The file, or '' when the problem is on the command line. */
  readonly file: string;
  /** Where in the file ("links[3]", "line 2, column 7") or which option; '' if it is the file as a whole. */
  readonly place: string;
  readonly problem: string;
  /** What the user can do about it. */
  readonly mend: string;
}

/** Bad input or usage: exit code 2. `message` is the printable line without the program's name. */
export class InputError extends Error {
  readonly file: string;
  readonly place: string;
  readonly problem: string;
  readonly mend: string;
  constructor({ file, place, problem, mend }: InputProblem) {
    const parts = [file === '-' ? 'standard input' : file, place, mend === '' ? problem : `${problem}; ${mend}`];
    super(printable(parts.filter((part) => part !== '').join(': ')));
    this.name = 'InputError';
    this.file = file;
    this.place = place;
    this.problem = problem;
    this.mend = mend;
  }
}

const LONGEST_SHOWN = 60;

/** Escape everything a terminal could take for a command or that would break the line. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) as number;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** A value of the input, short and safe to print, whatever it is. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `"${shortened(value)}"`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return value === undefined ? 'nothing' : String(value);
}

/** A text cut to the length of a message. */
export function shortened(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}...`;
}
