// Typed access to the fields of a parsed JSON file, with the place in every complaint.

import type { NodeId } from '../formulation/graph.ts';
import { describeValue, InputError } from './input-error.ts';

export class JsonFields {
  readonly file: string;
  private readonly format: string;

  /** `format` is what the file should be, for messages: moccasin-schedule/1. */
  constructor(file: string, format: string) {
    this.file = file;
    this.format = format;
  }

  fail(place: string, problem: string, mend: string): never {
    throw new InputError({ file: this.file, place, problem, mend });
  }

  expected(what: string, value: unknown, place: string): never {
    return this.fail(place, `expected ${what}, found ${describeValue(value)}`, `give a ${this.format} file`);
  }

  object(value: unknown, place: string): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.expected('an object', value, place);
    return value as Readonly<Record<string, unknown>>;
  }

  list(value: unknown, place: string): readonly unknown[] {
    return Array.isArray(value) ? value : this.expected('a list', value, place);
  }

  text(value: unknown, place: string): string {
    return typeof value === 'string' ? value : this.expected('a string', value, place);
  }

  number(value: unknown, place: string): number {
    return typeof value === 'number' && Number.isFinite(value) ? value : this.expected('a number', value, place);
  }

  amount(value: unknown, place: string): number {
    if (!Number.isSafeInteger(value) || (value as number) < 0)
      this.expected('an integer from 0 to 2^53-1', value, place);
    return value as number;
  }

  flag(value: unknown, place: string): boolean {
    return typeof value === 'boolean' ? value : this.expected('true or false', value, place);
  }

  nullable<T>(value: unknown, read: (value: unknown) => T): T | null {
    return value === null ? null : read(value);
  }

  oneOf<T extends string>(value: unknown, choices: readonly T[], place: string): T {
    const found = choices.find((choice) => choice === value);
    return found ?? this.expected(`one of ${choices.join(', ')}`, value, place);
  }

  ids(value: unknown, place: string): NodeId[] {
    return this.list(value, place).map((id, i) => {
      if (typeof id === 'string' || (typeof id === 'number' && Number.isFinite(id))) return id;
      return this.expected('a node id', id, `${place}[${i}]`);
    });
  }
}
