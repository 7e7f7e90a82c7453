// Words of FlatZinc, one at a time, with the place of the one that was read last.
//
// One pass over the characters, white space and comments (% to the end of the line) left out. "1..3" is the integer 1, the symbol ".." and the integer 3.

import { InputError, shortened } from './input-error.ts';

export type TokenKind = 'name' | 'int' | 'float' | 'text' | 'symbol' | 'end';

export class FlatZincLexer {
  /** Of the token that was read last. */
  kind: TokenKind = 'end';
  /** The name, the symbol, the digits of a number, or what stands in quotes. */
  word = '';
  /** Of an integer. */
  value = 0;
  private readonly file: string;
  private readonly source: string;
  private position = 0;
  private start = 0;
  private line = 1;
  private lineStart = 0;

  /** Reads the first token. */
  constructor(source: string, file: string) {
    this.source = source;
    this.file = file;
    this.next();
  }

  /** Where the token begins: "line 3, column 14". */
  place(): string {
    return `line ${this.line}, column ${this.start - this.lineStart + 1}`;
  }

  fail(problem: string, mend: string): never {
    throw new InputError({ file: this.file, place: this.place(), problem, mend });
  }

  /** The token in words, for messages. */
  found(): string {
    return this.kind === 'end' ? 'the end of the file' : `"${shortened(this.word)}"`;
  }

  unexpected(wanted: string): never {
    return this.fail(`${this.found()} where ${wanted} should be`, 'give the whole FlatZinc file');
  }

  is(symbol: string): boolean {
    return this.kind === 'symbol' && this.word === symbol;
  }

  isWord(name: string): boolean {
    return this.kind === 'name' && this.word === name;
  }

  /** Goes on if the token is this symbol. */
  accept(symbol: string): boolean {
    if (!this.is(symbol)) return false;
    this.next();
    return true;
  }

  acceptWord(name: string): boolean {
    if (!this.isWord(name)) return false;
    this.next();
    return true;
  }

  expect(symbol: string): void {
    if (!this.accept(symbol)) this.unexpected(`"${symbol}"`);
  }

  expectWord(name: string): void {
    if (!this.acceptWord(name)) this.unexpected(`"${name}"`);
  }

  name(what: string): string {
    if (this.kind !== 'name') this.unexpected(what);
    const { word } = this;
    this.next();
    return word;
  }

  integer(what: string): number {
    if (this.kind !== 'int') this.unexpected(what);
    const { value } = this;
    this.next();
    return value;
  }

  next(): void {
    this.skip();
    const { source } = this;
    const code = source.charCodeAt(this.position);
    this.start = this.position;
    if (Number.isNaN(code)) {
      this.kind = 'end';
      this.word = '';
    } else if (isLetter(code)) this.readName();
    else if (isDigit(code) || ((code === MINUS || code === PLUS) && isDigit(source.charCodeAt(this.position + 1))))
      this.readNumber();
    else if (code === QUOTE) this.readText();
    else this.readSymbol(code);
  }

  private skip(): void {
    const { source } = this;
    let at = this.position;
    for (; at < source.length; at++) {
      const code = source.charCodeAt(at);
      if (code === NEWLINE) {
        this.line++;
        this.lineStart = at + 1;
      } else if (code === PERCENT) {
        const end = source.indexOf('\n', at);
        at = end < 0 ? source.length : end - 1;
      } else if (code !== 32 && !(code >= 9 && code <= 13)) break;
    }
    this.position = Math.min(at, source.length);
  }

  private readName(): void {
    const { source } = this;
    let at = this.position + 1;
    while (isLetter(source.charCodeAt(at)) || isDigit(source.charCodeAt(at))) at++;
    this.take('name', at);
  }

  private readNumber(): void {
    const { source } = this;
    const sign = isDigit(source.charCodeAt(this.position)) ? 0 : 1;
    const prefix = /0[xo]/.exec(source.slice(this.position + sign, this.position + sign + 2));
    let at = this.position + sign;
    let isFloat = false;
    if (prefix !== null) {
      at += 2;
      while (/[\da-fA-F]/.test(source.charAt(at))) at++;
    } else {
      at = this.digits(at);
      if (source[at] === '.' && isDigit(source.charCodeAt(at + 1))) {
        isFloat = true;
        at = this.digits(at + 1);
      }
      const [exponent] = /^[eE][+-]?\d+/.exec(source.slice(at, at + 8)) ?? [];
      if (exponent !== undefined) {
        isFloat = true;
        at = this.digits(at + exponent.length);
      }
    }
    if (isLetter(source.charCodeAt(at))) this.malformed(at);
    this.take(isFloat ? 'float' : 'int', at);
    if (isFloat) return;
    const magnitude = Number(this.word.slice(sign));
    if (Number.isNaN(magnitude)) this.malformed(at);
    if (!Number.isSafeInteger(magnitude)) {
      this.fail(`${shortened(this.word)} is over 2^53-1`, 'scale the numbers of the model down');
    }
    this.value = this.word.startsWith('-') ? 0 - magnitude : magnitude;
  }

  /** Where the digits from here end. */
  private digits(from: number): number {
    let at = from;
    while (isDigit(this.source.charCodeAt(at))) at++;
    return at;
  }

  private malformed(end: number): never {
    return this.fail(`"${shortened(this.source.slice(this.start, end + 1))}" is not a number`, 'give an integer');
  }

  private readText(): void {
    const { source } = this;
    let at = this.position + 1;
    while (at < source.length && source.charCodeAt(at) !== QUOTE && source.charCodeAt(at) !== NEWLINE) {
      at += source.charCodeAt(at) === BACKSLASH ? 2 : 1;
    }
    if (source.charCodeAt(at) !== QUOTE) this.fail('a text without its closing quote', 'end it in its line');
    this.take('text', at + 1);
    this.word = this.word.slice(1, -1);
  }

  private readSymbol(code: number): void {
    const { source, position } = this;
    const two = source.slice(position, position + 2);
    if (two === '::' || two === '..') this.take('symbol', position + 2);
    else if (SYMBOLS.includes(source[position]!)) this.take('symbol', position + 1);
    else
      this.fail(
        `"${String.fromCodePoint(source.codePointAt(position) ?? code)}" is no part of FlatZinc`,
        'take it out',
      );
  }

  private take(kind: TokenKind, end: number): void {
    this.kind = kind;
    this.word = this.source.slice(this.start, end);
    this.position = end;
  }
}

const SYMBOLS = '()[]{},;:=';
const NEWLINE = 10;
const QUOTE = 34;
const PERCENT = 37;
const PLUS = 43;
const MINUS = 45;
const BACKSLASH = 92;

/** Also an underscore. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
