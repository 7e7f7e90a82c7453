// Protobuf messages field by field, within bounds: what every decoder of a model file stands on.
//
// The wire format itself (tags, varints, UTF-8) is the library's; this adds what a file from anywhere needs. A length is compared with what is left of the enclosing
// message before anything is made of it; payloads are views of the file, never copies; messages nest at most MAX_DEPTH deep; all fields read are
// counted against one allowance of the file, so that no pattern of tiny messages makes more objects than the file could need. Groups, which ONNX never had,
// are refused. Everything wrong becomes an InputError that names the byte.

import { type BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { InputError } from '../input-error.ts';
import { MAX_DEPTH, type WireSource } from './wire-source.ts';

/** Reads the fields of one message in order: `while (reader.next()) switch (reader.field) ...`, each value taken exactly once. */
export class MessageReader {
  private readonly source: WireSource;
  private readonly depth: number;
  /** The message in the file: its begin, the place reached, its end. */
  private readonly begin: number;
  private at: number;
  private readonly stop: number;
  private wireType: number = WireType.Varint;
  /** Number of the current field. */
  field = 0;
  /** Where the current field begins in the file, its tag included. */
  private tagAt: number;

  constructor(source: WireSource, bytes: Uint8Array, depth = 0) {
    this.source = source;
    this.depth = depth;
    this.begin = bytes.byteOffset - source.bytes.byteOffset;
    this.at = this.begin;
    this.tagAt = this.begin;
    this.stop = this.begin + bytes.length;
    source.countMessage(this.begin);
    if (depth > MAX_DEPTH) this.fail(`its messages nest deeper than ${MAX_DEPTH}`);
  }

  /** Go to the next field; false at the end of the message. */
  next(): boolean {
    if (this.at >= this.stop) return false;
    this.tagAt = this.at;
    this.source.countField(this.at);
    const byte = this.source.bytes[this.at] as number;
    // Of one byte, and not illegal: all fields up to 15.
    if (byte >= 0x08 && byte < 0x80 && (byte & 7) <= WireType.Bit32) {
      this.at++;
      this.field = byte >>> 3;
      this.wireType = byte & 7;
    } else {
      [this.field, this.wireType] = this.library((reader) => reader.tag());
    }
    return true;
  }

  /** Where the current field begins, its tag included, and where reading has come to, both within the message. */
  get start(): number {
    return this.tagAt - this.begin;
  }
  get end(): number {
    return this.at - this.begin;
  }

  /** Whether the current field is a run of numbers (packed) rather than one of them. */
  get isPacked(): boolean {
    return this.wireType === WireType.LengthDelimited;
  }

  /** A signed 64-bit number; beyond the safe integers it is an infinity. */
  integer(): number {
    this.expect(WireType.Varint);
    return this.varint();
  }

  float(): number {
    this.expect(WireType.Bit32);
    this.need(4);
    return this.library((reader) => reader.float());
  }

  /** The payload of a string, of bytes or of a message: a view. */
  payload(): Uint8Array {
    this.expect(WireType.LengthDelimited);
    const length = this.length();
    this.need(length);
    const from = this.at;
    this.at = from + length;
    return this.source.bytes.subarray(from, this.at);
  }

  /** A string, which must be UTF-8. */
  text(): string {
    const payload = this.payload();
    if (isShortAscii(payload)) return String.fromCharCode(...payload);
    try {
      return STRICT_UTF8.decode(payload);
    } catch {
      return this.fail('a name that is not UTF-8');
    }
  }

  /** Bytes that are usually a text, and may be anything. */
  bytesAsText(): string {
    const payload = this.payload();
    return isShortAscii(payload) ? String.fromCharCode(...payload) : UTF8.decode(payload);
  }

  message(): MessageReader {
    return this.within(this.payload());
  }

  /** A reader of a message whose payload has been taken already. */
  within(payload: Uint8Array): MessageReader {
    return new MessageReader(this.source, payload, this.depth + 1);
  }

  /** The numbers of a repeated integer field, packed or single. */
  integers(into: number[]): void {
    if (!this.isPacked) {
      into.push(this.integer());
      return;
    }
    const run = this.message();
    while (run.at < run.stop) {
      this.source.countField(run.at);
      into.push(run.varint());
    }
  }

  /** The numbers of a repeated float field, packed or single. */
  floats(into: number[]): void {
    if (!this.isPacked) {
      into.push(this.float());
      return;
    }
    const payload = this.payload();
    if (payload.length % 4 !== 0) this.fail('a run of floats of broken length');
    const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    for (let at = 0; at < payload.length; at += 4) {
      this.source.countField(this.tagAt);
      into.push(view.getFloat32(at, true));
    }
  }

  /** The bytes of a repeated number, packed or single, as they would stand in a packed run. */
  run(): Uint8Array {
    if (this.isPacked) return this.payload();
    this.source.countSingle(this.tagAt);
    const from = this.at;
    this.skip();
    return this.source.bytes.subarray(from, this.at);
  }

  /** Pass over the current field, whatever it is. */
  skip(): void {
    if (this.wireType === WireType.Varint) this.varint();
    else if (this.wireType === WireType.Bit64 || this.wireType === WireType.Bit32) {
      const width = this.wireType === WireType.Bit64 ? 8 : 4;
      this.need(width);
      this.at += width;
    } else this.payload();
  }

  /** The file is decodable so far, but not here. */
  fail(problem: string): never {
    this.source.corrupt(problem, this.tagAt);
  }

  /** The file can be decoded, but what this message says cannot be. */
  invalid(place: string, problem: string): never {
    const mend = 'the model is damaged; export it anew';
    throw new InputError({ file: this.source.file, place, problem, mend });
  }

  /** The file may be good, but nothing that is made of it would fit. */
  tooLarge(limit: string): never {
    const problem = `has more than ${limit} in a graph`;
    const mend = 'simplify the model: fold its constants, keep its loops as loops';
    throw new InputError({ file: this.source.file, place: '', problem, mend });
  }

  private varint(): number {
    const byte = this.source.bytes[this.at] as number;
    if (byte < 0x80 && this.at < this.stop) {
      this.at++;
      return byte;
    }
    return toNumber(BigInt(this.library((reader) => reader.int64())));
  }

  private length(): number {
    const from = this.at;
    const byte = this.source.bytes[from] as number;
    if (byte < 0x80 && from < this.stop) {
      this.at++;
      return byte;
    }
    const length = this.library((reader) => reader.uint32());
    const width = this.at - from;
    // The library keeps the low 32 bits of a longer number.
    if (width > 5 || (width === 5 && (this.source.bytes[this.at - 1] as number) > 0x0f))
      this.fail('a length of 2^32 or more');
    return length;
  }

  private expect(wireType: number): void {
    if (this.wireType !== wireType) this.fail(`field ${this.field} has wire type ${this.wireType}, not ${wireType}`);
  }

  private need(length: number): void {
    const left = this.stop - this.at;
    if (length > left) this.fail(`field ${this.field} announces ${length} bytes where ${left} are left`);
  }

  /** Let the library read, whose own complaints name no place and whose bounds are those of the file. */
  private library<T>(read: (reader: BinaryReader) => T): T {
    const { reader } = this.source;
    try {
      reader.pos = this.at;
      const value = read(reader);
      this.at = reader.pos;
      if (this.at > this.stop) this.fail('it ends within a number');
      return value;
    } catch (error) {
      if (error instanceof InputError) throw error;
      return this.fail(error instanceof Error ? error.message : 'a number cannot be read');
    }
  }
}

/** A 64-bit number as a double where that is exact, else the infinity of its sign. */
export function toNumber(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  return value > 0n ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

/** Texts that are decoded at once if they are ASCII: a decoder costs more. */
const SHORT = 64;

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
const STRICT_UTF8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

function isShortAscii(bytes: Uint8Array): boolean {
  return bytes.length <= SHORT && bytes.every((byte) => byte < 0x80);
}
