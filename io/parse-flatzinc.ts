// Reader of FlatZinc, the text form: integers, Booleans and constant sets.
//
//   predicate my_circuit(array [int] of var int: x);          left out: a constraint that is not known is found where it is used
//   array [1..2] of int: weights = [3, 4];                    parameters
//   var 0..9: x :: output_var;                                variables
//   array [1..2] of var int: xs :: output_array([1..2]) = [x, 5];
//   constraint int_lin_le(weights, xs, 12) :: domain;
//   solve :: int_search(xs, first_fail, indomain_min, complete) maximize x;
//
// Variables over floats and over sets are turned away by name. Items may come in any order, as nothing is resolved here. Recursive descent; only lists and
// calls nest, and those to a limit, so that no file can exhaust the stack.

import type {
  FlatZinc,
  FznArray,
  FznConstraint,
  FznExpr,
  FznParameter,
  FznSolve,
  FznVariable,
} from '../formulation/flatzinc/ast.ts';
import type { DomainRanges } from '../model/model.ts';
import { FlatZincLexer } from './flatzinc-lexer.ts';
import { rangeOf, unionOf } from './flatzinc-sets.ts';
import { shortened } from './input-error.ts';

const DEEPEST = 100;

/** Parse the text of a file; `file` is only for messages. Throws InputError. */
export function parseFlatZinc(text: string, file: string): FlatZinc {
  return new FlatZincParser(new FlatZincLexer(text, file)).read();
}

interface Type {
  readonly isVariable: boolean;
  readonly base: 'bool' | 'int' | 'float' | 'set';
  readonly domain: DomainRanges | null;
}

class FlatZincParser {
  private readonly lexer: FlatZincLexer;
  private readonly names: Set<string> = new Set();
  private readonly variables: FznVariable[] = [];
  private readonly arrays: FznArray[] = [];
  private readonly parameters: FznParameter[] = [];
  private readonly constraints: FznConstraint[] = [];
  private solve: FznSolve | null = null;

  constructor(lexer: FlatZincLexer) {
    this.lexer = lexer;
  }

  read(): FlatZinc {
    const { lexer } = this;
    while (lexer.kind !== 'end') this.item();
    const { variables, arrays, parameters, constraints, solve } = this;
    if (solve === null) return lexer.fail('the file ends without a solve item', 'give the whole FlatZinc file');
    return { variables, arrays, parameters, constraints, solve, output: null };
  }

  private item(): void {
    const { lexer } = this;
    if (lexer.isWord('constraint')) this.constraint();
    else if (lexer.isWord('array')) this.array();
    else if (lexer.isWord('solve')) this.solveItem();
    else if (lexer.isWord('predicate')) this.predicate();
    else this.declaration();
    lexer.expect(';');
  }

  private predicate(): void {
    const { lexer } = this;
    while (!lexer.is(';') && lexer.kind !== 'end') lexer.next();
  }

  private constraint(): void {
    const { lexer } = this;
    lexer.next();
    const place = lexer.place();
    const id = lexer.name('the name of a constraint');
    if (!lexer.is('(')) lexer.unexpected('"("');
    const args = this.list('(', ')', 0);
    this.constraints.push({ id, args, annotations: this.annotations(), place });
  }

  /** `var 0..9: x :: output_var = y` or `int: n = 3`. */
  private declaration(): void {
    const { lexer } = this;
    const { isVariable, base, domain } = this.type('an item');
    lexer.expect(':');
    const place = lexer.place();
    const name = this.newName();
    const annotations = this.annotations();
    if (!isVariable) {
      lexer.expect('=');
      this.parameters.push({ name, value: this.expression(0), place });
      return;
    }
    if (base !== 'bool' && base !== 'int') this.unsupported(base, name);
    const value = lexer.accept('=') ? this.expression(0) : null;
    this.variables.push({ name, type: base, domain, value, annotations, place });
  }

  private array(): void {
    const { lexer } = this;
    lexer.next();
    lexer.expect('[');
    const first = lexer.integer('the first index');
    lexer.expect('..');
    const last = lexer.integer('the last index');
    lexer.expect(']');
    lexer.expectWord('of');
    const { isVariable, base } = this.type('the type of the elements');
    lexer.expect(':');
    const place = lexer.place();
    const name = this.newName();
    if (isVariable && base !== 'bool' && base !== 'int') this.unsupported(base, name);
    const annotations = this.annotations();
    lexer.expect('=');
    if (!lexer.is('[')) lexer.unexpected('"["');
    const elements = this.list('[', ']', 0);
    const length = Math.max(0, last - first + 1);
    if (elements.length !== length) {
      lexer.fail(
        `array ${shortened(name)} of ${length} has ${elements.length} elements`,
        'give as many as there are indices',
      );
    }
    this.arrays.push({ name, elements, annotations, place });
  }

  private solveItem(): void {
    const { lexer } = this;
    if (this.solve !== null) lexer.fail('a second solve item', 'give one');
    lexer.next();
    const annotations = this.annotations();
    const place = lexer.place();
    if (lexer.acceptWord('satisfy')) {
      this.solve = { method: 'satisfy', objective: null, annotations, place };
      return;
    }
    const method = lexer.isWord('minimize') ? 'minimize' : 'maximize';
    if (!lexer.acceptWord(method)) lexer.unexpected('"satisfy", "minimize" or "maximize"');
    this.solve = { method, objective: this.expression(0), annotations, place };
  }

  private newName(): string {
    const { lexer } = this;
    const { word } = lexer;
    if (lexer.kind === 'name' && this.names.has(word)) lexer.fail(`${shortened(word)} is declared twice`, 'rename one');
    this.names.add(word);
    return lexer.name('a name');
  }

  private unsupported(base: string, name: string): never {
    const what = base === 'set' ? 'sets of integers' : 'floats';
    return this.lexer.fail(
      `unsupported: ${shortened(name)} is a variable over ${what}`,
      'state the model with integers and Booleans',
    );
  }

  // ---------------------------------------------------------------- types

  private type(what: string): Type {
    const { lexer } = this;
    const isVariable = lexer.acceptWord('var');
    if (lexer.acceptWord('set')) {
      lexer.expectWord('of');
      this.base(what);
      return { isVariable, base: 'set', domain: null };
    }
    return { isVariable, ...this.base(what) };
  }

  private base(what: string): Omit<Type, 'isVariable'> {
    const { lexer } = this;
    if (lexer.acceptWord('bool')) return { base: 'bool', domain: null };
    if (lexer.acceptWord('int')) return { base: 'int', domain: null };
    if (lexer.acceptWord('float')) return { base: 'float', domain: null };
    if (lexer.kind !== 'int' && lexer.kind !== 'float' && !lexer.is('{')) lexer.unexpected(what);
    const range = this.expression(0);
    if (typeof range === 'number') lexer.unexpected('".."');
    return typeof range === 'object' && 'set' in range
      ? { base: 'int', domain: range.set }
      : { base: 'float', domain: null };
  }

  // ---------------------------------------------------------------- expressions

  private annotations(): FznExpr[] {
    const { lexer } = this;
    const annotations: FznExpr[] = [];
    while (lexer.accept('::')) annotations.push(this.expression(0));
    return annotations;
  }

  private expression(depth: number): FznExpr {
    const { lexer } = this;
    if (depth > DEEPEST) lexer.fail('lists and calls are nested too deeply', `nest at most ${DEEPEST} of them`);
    switch (lexer.kind) {
      case 'int':
        return this.integerOrRange();
      case 'float':
        return this.float();
      case 'name':
        return this.named(depth);
      case 'text': {
        const { word } = lexer;
        lexer.next();
        return { text: word };
      }
      default:
        if (lexer.is('[')) return this.list('[', ']', depth + 1);
        return lexer.is('{') ? this.set() : lexer.unexpected('a value');
    }
  }

  private integerOrRange(): FznExpr {
    const { lexer } = this;
    const first = lexer.integer('an integer');
    return lexer.accept('..') ? { set: rangeOf(first, lexer.integer('the end of a range')) } : first;
  }

  /** A float or a range of them. */
  private float(): FznExpr {
    const { lexer } = this;
    const first = lexer.word;
    lexer.next();
    if (!lexer.accept('..')) return { float: first };
    const last = lexer.word;
    if (lexer.kind !== 'float' && lexer.kind !== 'int') lexer.unexpected('the end of a range');
    lexer.next();
    return { float: `${first}..${last}` };
  }

  /** A name, true, false, or a call. */
  private named(depth: number): FznExpr {
    const { lexer } = this;
    const { word } = lexer;
    lexer.next();
    if (lexer.is('(')) return { call: word, args: this.list('(', ')', depth + 1) };
    if (lexer.is('[')) lexer.fail('unsupported: an element of an array by its index', 'give its value or its variable');
    return word === 'true' ? true : word === 'false' ? false : word;
  }

  private list(open: string, close: string, depth: number): FznExpr[] {
    const { lexer } = this;
    lexer.expect(open);
    const items: FznExpr[] = [];
    while (!lexer.is(close)) {
      items.push(this.expression(depth));
      if (!lexer.accept(',') && !lexer.is(close)) lexer.unexpected(`"," or "${close}"`);
    }
    lexer.next();
    return items;
  }

  private set(): FznExpr {
    const { lexer } = this;
    const items = this.list('{', '}', DEEPEST);
    const pairs: [number, number][] = [];
    for (const item of items) {
      if (typeof item === 'number') pairs.push([item, item]);
      else if (typeof item === 'object' && 'float' in item) return { float: '{...}' };
      else lexer.fail('a set of something else than numbers', 'give integers');
    }
    return { set: unionOf(pairs) };
  }
}
