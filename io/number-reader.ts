// Reads a text of numbers between white space word by word, and names the line of whatever it complains about.
//
// Brackets are words of their own ("[-5]" is three words). Lines that begin with a comment sign are left out.

import { InputError, shortened } from './input-error.ts';

export class NumberReader {
  readonly file: string;
  private readonly text: string;
  private readonly comment: string;
  private position = 0;
  /** Line of the last word that was read, counted from 1. */
  private line = 1;

  constructor(text: string, file: string, comment = '') {
    this.text = text;
    this.file = file;
    this.comment = comment;
  }

  /** The next word, or null at the end of the text. */
  word(): string | null {
    const { text } = this;
    let at = this.skipped();
    if (at === text.length) return null;
    const start = at;
    if (isBracket(text.charCodeAt(at))) at++;
    else while (at < text.length && !isSpace(text.charCodeAt(at)) && !isBracket(text.charCodeAt(at))) at++;
    this.position = at;
    return text.slice(start, at);
  }

  /** An integer from lo to hi; `what` says what it is, in messages. */
  integer(what: string, lo: number, hi: number): number {
    const word = this.word();
    if (word === null) return this.fail(`the file ends where ${what} should be`, CUT_OFF);
    return this.asInteger(word, what, lo, hi);
  }

  /** An integer in brackets. */
  bracketed(what: string, lo: number, hi: number): number {
    this.expect('[', what);
    const value = this.integer(what, lo, hi);
    this.expect(']', what);
    return value;
  }

  /** The word as an integer from lo to hi; it was the last one to be read. */
  asInteger(word: string, what: string, lo: number, hi: number): number {
    const value = /^[+-]?\d+$/.test(word) ? Number(word) : Number.NaN;
    if (Number.isNaN(value)) this.fail(`${what} is "${shortened(word)}", not an integer`, `give ${range(lo, hi)}`);
    if (value < lo || value > hi) this.fail(`${what} is ${shortened(word)}`, `give ${range(lo, hi)}`);
    return value + 0;
  }

  /** Nothing may follow. */
  end(): void {
    const word = this.word();
    if (word !== null) this.fail(`"${shortened(word)}" is more than the file should have`, 'check the counts above it');
  }

  /** The numbers of the rest of the line of the last word, as words. */
  restOfLine(): string[] {
    const end = this.text.indexOf('\n', this.position);
    const words = this.text.slice(this.position, end < 0 ? this.text.length : end).match(/\S+/g) ?? [];
    this.position = end < 0 ? this.text.length : end;
    return words;
  }

  fail(problem: string, mend: string): never {
    throw new InputError({ file: this.file, place: `line ${this.line}`, problem, mend });
  }

  private expect(bracket: string, what: string): void {
    const word = this.word();
    if (word === null) this.fail(`the file ends where ${what} should be`, CUT_OFF);
    if (word !== bracket)
      this.fail(`"${shortened(word)}" where "${bracket}" of ${what} should be`, 'give it in brackets');
  }

  /** Where the next word begins, comments left out; counts lines. */
  private skipped(): number {
    const { text, comment } = this;
    let at = this.position;
    let startsLine = at === 0 || text.charCodeAt(at - 1) === NEWLINE;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE) {
        this.line++;
        startsLine = true;
      } else if (!isSpace(code)) {
        if (!startsLine || comment === '' || !text.startsWith(comment, at)) break;
        const end = text.indexOf('\n', at);
        at = end < 0 ? text.length - 1 : end - 1;
      }
    }
    return at;
  }
}

const NEWLINE = 10;
const CUT_OFF = 'give the whole file';

/** The lines that hold data, one after the other, as numbers; not those that are empty or begin with the comment sign. */
export function* dataLines(text: string, comment: string): Generator<number[]> {
  for (let at = 0; at < text.length; ) {
    if (isSpace(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    if (!text.startsWith(comment, at)) yield (text.slice(at, end).match(/\S+/g) ?? []).map(Number);
    at = end;
  }
}

function range(lo: number, hi: number): string {
  return lo === hi ? `${lo}` : `an integer from ${lo} to ${hi}`;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function isBracket(code: number): boolean {
  return code === 91 || code === 93;
}
