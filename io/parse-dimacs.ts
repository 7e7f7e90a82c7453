// Reader of formulas in DIMACS CNF, as the SAT competitions use it.
//
//   c a comment: from a word that begins with c to the end of the line, anywhere, also within a clause
//   p cnf 3 2                  variables, clauses
//   1 -3 0                     a clause ends with 0; line breaks mean nothing
//   2 3 -1
//   %                          SATLIB's trailer: what follows is not read
//
// Only the 0 of the last clause may be missing. The counts of the head must be right: a file that was cut off would else be answered as if it were whole, and
// perhaps as satisfiable where the whole one is not. One pass over the characters, with arrays that grow with what is read.

import type { Cnf } from '../formulation/sat/cnf.ts';
import { InputError, shortened } from './input-error.ts';

/** Each takes memory even if no clause has it, and the head alone says how many there are. */
const MAX_VARIABLES = 5_000_000;

/** Parse the text of a file; `file` is only for messages. Throws InputError. */
export function parseDimacs(text: string, file: string): Cnf {
  return new DimacsReader(text, file).read();
}

class DimacsReader {
  private readonly text: string;
  private readonly file: string;
  private position = 0;
  private line = 1;
  private variableCount = 0;

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
  }

  read(): Cnf {
    const announced = this.head();
    let literals = new Int32Array(1024);
    let length = 0;
    let clauseCount = 0;
    for (let literal = this.literal(); literal !== null; literal = this.literal()) {
      if (length + 1 >= literals.length) literals = grown(literals);
      literals[length++] = literal;
      if (literal !== 0) continue;
      if (clauseCount === announced) {
        this.fail(`clause ${clauseCount + 1} of ${announced}`, 'give the number of clauses in the line "p cnf"');
      }
      clauseCount++;
    }
    if (length > 0 && literals[length - 1] !== 0) {
      literals[length++] = 0;
      clauseCount++;
    }
    if (clauseCount !== announced) {
      const mend = 'give the whole file, or the right number in the line "p cnf"';
      this.fail(`has ${clauseCount} clauses, the head announces ${announced}`, mend);
    }
    return { variableCount: this.variableCount, clauseCount, literals: literals.slice(0, length) };
  }

  /** Reads the line "p cnf VARIABLES CLAUSES" and returns the number of clauses. */
  private head(): number {
    this.skip();
    const end = this.text.indexOf('\n', this.position);
    const line = this.text.slice(this.position, end < 0 ? this.text.length : end).trim();
    const [word, format, ...counts] = line.split(/\s+/);
    if (word !== 'p') this.fail(`"${shortened(line)}" where "p cnf VARIABLES CLAUSES" should be`, 'give a DIMACS file');
    if (format !== 'cnf') this.fail(`"${shortened(line)}" is not the head of a CNF`, 'only "p cnf" is known');
    const [variables, clauses] = counts.map((text) => (/^\d+$/.test(text) ? Number(text) : Number.NaN));
    if (counts.length !== 2 || !Number.isSafeInteger(variables) || !Number.isSafeInteger(clauses)) {
      this.fail(`"${shortened(line)}" has not two counts`, 'write "p cnf VARIABLES CLAUSES"');
    }
    if (variables > MAX_VARIABLES) this.fail(`${variables} variables are too many`, `give at most ${MAX_VARIABLES}`);
    this.variableCount = variables;
    this.position = end < 0 ? this.text.length : end;
    return clauses;
  }

  /** The next literal or 0; null at the end. */
  private literal(): number | null {
    this.skip();
    const { text } = this;
    let at = this.position;
    if (at >= text.length || text.charCodeAt(at) === PERCENT) return null;
    const start = at;
    const isNegative = text.charCodeAt(at) === MINUS;
    if (isNegative) at++;
    let value = 0;
    let digits = 0;
    for (; at < text.length; at++, digits++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = 10 * value + digit;
    }
    const isNumber = digits > 0 && !(isNegative && value === 0);
    if (!isNumber || !isSpace(text.charCodeAt(at))) this.notALiteral(start);
    if (value > this.variableCount) {
      this.fail(`variable ${value} of ${this.variableCount}`, 'give the number of variables in the line "p cnf"');
    }
    this.position = at;
    return isNegative ? 0 - value : value;
  }

  private notALiteral(start: number): never {
    const [word = ''] = /^\S*/.exec(this.text.slice(start, start + 100)) ?? [];
    return this.fail(`"${shortened(word)}" is not a literal`, 'give integers, each clause ended by 0');
  }

  /** Goes to the next character that is neither white space nor in a comment; counts lines. */
  private skip(): void {
    const { text } = this;
    let at = this.position;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE) this.line++;
      else if (code === COMMENT) {
        const end = text.indexOf('\n', at);
        at = end < 0 ? text.length - 1 : end - 1;
      } else if (!isSpace(code)) break;
    }
    this.position = at;
  }

  private fail(problem: string, mend: string): never {
    throw new InputError({ file: this.file, place: `line ${this.line}`, problem, mend });
  }
}

const NEWLINE = 10;
const PERCENT = 37;
const MINUS = 45;
const ZERO = 48;
const COMMENT = 99;

/** Also of NaN, the code of a place beyond the end. */
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || Number.isNaN(code);
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
