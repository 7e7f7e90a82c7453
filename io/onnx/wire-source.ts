// A file that is being decoded, and what its messages together may take: so that no pattern of tiny fields makes more objects than a model needs.

import { BinaryReader } from '@bufbuild/protobuf/wire';
import { InputError } from '../input-error.ts';

/** Messages within messages: a model needs about six levels, and four more for each subgraph within a subgraph. */
export const MAX_DEPTH = 100;

/** Fields (and numbers of packed ones) and messages decoded in one file: far more than the operators of one file need. */
export const MAX_FIELDS = 20_000_000;
export const MAX_MESSAGES = 8_000_000;

/** Numbers of tensors that are each a field of their own, as writers before 2017 left them. */
export const MAX_SINGLES = 200_000;

/** What all readers of one file share. */
export class WireSource {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** One for all messages: making one costs more than most messages have bytes. */
  readonly reader: BinaryReader;
  private fieldsLeft = MAX_FIELDS;
  private messagesLeft = MAX_MESSAGES;
  private singlesLeft = MAX_SINGLES;
  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes;
    this.file = file;
    this.reader = new BinaryReader(bytes);
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
