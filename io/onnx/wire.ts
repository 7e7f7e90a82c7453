// Protobuf messages field by field, within bounds: what every decoder of a model file stands on.
//
// The wire format itself (tags, varints, UTF-8) is the library's; this adds what a file from anywhere needs. A length is compared with what is left of the enclosing
// message before anything is made of it; payloads are views of the file, never copies; messages nest at most MAX_DEPTH deep; all fields read are
// counted against one allowance of the file, so that no pattern of tiny messages makes more objects than the file could need. Groups, which ONNX never had,
// are refused. Everything wrong becomes an InputError that names the byte.

import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { InputError } from '../input-error.ts';

/** Messages within messages: a model needs about six levels, and four more for each subgraph within a subgraph. */
export const MAX_DEPTH = 100;

/** Fields (and numbers of packed ones) and messages decoded in one file: enough for a million operators. */
export const MAX_FIELDS = 20_000_000;
export const MAX_MESSAGES = 8_000_000;

/** Numbers of tensors that are each a field of their own, as writers before 2017 left them. */
export const MAX_SINGLES = 200_000;

/** What all readers of one file share. */
export class WireSource {
  readonly file: string;
  readonly bytes: Uint8Array;
  private fieldsLeft = MAX_FIELDS;
  private messagesLeft = MAX_MESSAGES;
  private singlesLeft = MAX_SINGLES;
  /** Names that were not UTF-8 and hold replacement characters now. */
  badTexts = 0;
  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes;
    this.file = file;
  }

  /** The file cannot be decoded at this byte. */
  corrupt(problem: string, byte: number): never {
    throw new InputError({
      file: this.file,
      place: `byte ${byte}`,
      problem: `is not an ONNX model: ${problem}`,
      mend: 'give the .onnx file as it was exported, complete and not as text',
    });
  }

  countField(byte: number): void {
    if (--this.fieldsLeft < 0) this.corrupt(`it has more than ${MAX_FIELDS} fields`, byte);
  }

  countSingle(byte: number): void {
    if (--this.singlesLeft < 0) this.corrupt(`it has more than ${MAX_SINGLES} numbers in single pieces`, byte);
  }

  countMessage(byte: number): void {
    if (--this.messagesLeft < 0) this.corrupt(`it has more than ${MAX_MESSAGES} messages`, byte);
  }
}

/** Reads the fields of one message in order: `while (reader.next()) switch (reader.field) ...`, each value taken exactly once. */
export class MessageReader {
  private readonly source: WireSource;
  private readonly bytes: Uint8Array;
  private readonly reader: BinaryReader;
  private readonly depth: number;
  private wireType: number = WireType.Varint;
  /** Number of the current field. */
  field = 0;
  /** Where the current field begins, its tag included, within the message. */
  start = 0;

  constructor(source: WireSource, bytes: Uint8Array, depth = 0) {
    this.source = source;
    this.bytes = bytes;
    this.depth = depth;
    this.reader = new BinaryReader(bytes);
    source.countMessage(this.offset());
    if (depth > MAX_DEPTH) this.fail(`its messages nest deeper than ${MAX_DEPTH}`);
  }

  /** Go to the next field; false at the end of the message. */
  next(): boolean {
    this.start = this.reader.pos;
    if (this.start >= this.bytes.length) return false;
    this.source.countField(this.offset());
    const [field, wireType] = this.guarded(() => this.reader.tag());
    this.field = field;
    this.wireType = wireType;
    return true;
  }

  /** The end of what has been read, within the message. */
  get end(): number {
    return this.reader.pos;
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
    return this.reader.float();
  }

  /** The payload of a string, of bytes or of a message: a view. */
  payload(): Uint8Array {
    this.expect(WireType.LengthDelimited);
    const { reader } = this;
    const before = reader.pos;
    const length = this.guarded(() => reader.uint32());
    const width = reader.pos - before;
    // The library keeps the low 32 bits of a longer number.
    if (width > 5 || (width === 5 && (this.bytes[reader.pos - 1] as number) > 0x0f))
      this.fail('a length of 2^32 or more');
    this.need(length);
    const from = reader.pos;
    reader.pos = from + length;
    return this.bytes.subarray(from, from + length);
  }

  text(): string {
    const payload = this.payload();
    const text = UTF8.decode(payload);
    if (text.includes('\ufffd') && !isUtf8(payload)) this.source.badTexts++;
    return text;
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
    while (run.end < run.bytes.length) {
      this.source.countField(this.offset());
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
      this.source.countField(this.offset());
      into.push(view.getFloat32(at, true));
    }
  }

  /** The bytes of a repeated number, packed or single, as they would stand in a packed run. */
  run(): Uint8Array {
    if (this.isPacked) return this.payload();
    this.source.countSingle(this.offset());
    const from = this.reader.pos;
    this.skip();
    return this.bytes.subarray(from, this.reader.pos);
  }

  /** Pass over the current field, whatever it is. */
  skip(): void {
    if (this.wireType === WireType.Varint) this.varint();
    else if (this.wireType === WireType.Bit64 || this.wireType === WireType.Bit32) {
      const width = this.wireType === WireType.Bit64 ? 8 : 4;
      this.need(width);
      this.reader.pos += width;
    } else this.payload();
  }

  /** The file is decodable so far, but not here. */
  fail(problem: string): never {
    this.source.corrupt(problem, this.offset());
  }

  /** The file can be decoded, but what this message says cannot be. */
  invalid(place: string, problem: string): never {
    const mend = 'the model is damaged; export it anew';
    throw new InputError({ file: this.source.file, place, problem, mend });
  }

  private varint(): number {
    const { reader, bytes } = this;
    const first = bytes[reader.pos];
    if (first !== undefined && first < 0x80) {
      reader.pos++;
      return first;
    }
    return toNumber(BigInt(this.guarded(() => reader.int64())));
  }

  private expect(wireType: number): void {
    if (this.wireType !== wireType) this.fail(`field ${this.field} has wire type ${this.wireType}, not ${wireType}`);
  }

  private need(length: number): void {
    const left = this.bytes.length - this.reader.pos;
    if (length > left) this.fail(`field ${this.field} announces ${length} bytes where ${left} are left`);
  }

  private offset(): number {
    return this.bytes.byteOffset - this.source.bytes.byteOffset + this.start;
  }

  /** Run the library, whose own complaints name no place. */
  private guarded<T>(read: () => T): T {
    try {
      const value = read();
      if (this.reader.pos > this.bytes.length) this.fail('it ends within a number');
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

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
const STRICT_UTF8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    STRICT_UTF8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
