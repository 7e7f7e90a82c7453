// onnxruntime for tests, where it is at hand: its package for Node is 290 MB of native code for all platforms, so neither the product nor npm ci brings it. .ci/run
// installs it; CONTRIBUTING.md says how to do so by hand.

import { createRequire } from 'node:module';
import { Random } from '../../solver/random.ts';

type Values = Float32Array | Uint16Array | BigInt64Array | Uint8Array;

interface Tensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayBufferView;
}

interface ValueMetadata {
  readonly name: string;
  readonly type: string;
  /** A text is the name of a dimension that the model leaves open. */
  readonly shape: readonly (number | string)[];
}

interface Session {
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly ValueMetadata[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

interface Runtime {
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
  readonly Tensor: new (type: string, data: Values, shape: readonly number[]) => Tensor;
}

/** How to get it, for messages. */
export const HOW_TO_GET_ONNXRUNTIME = 'npm install --no-save --ignore-scripts onnxruntime-node@1.30.0';

function load(): Runtime | null {
  try {
    return createRequire(import.meta.url)('onnxruntime-node') as Runtime;
  } catch {
    return null;
  }
}

const runtime = load();

export const hasOnnxRuntime = runtime !== null;

const OF_TYPE: Readonly<Record<string, (size: number, digit: () => number) => Values>> = {
  float32: (size, digit) => Float32Array.from({ length: size }, digit),
  // halves of small integers are what float16 has as 0x3c00 (1) and twice that: 0, 1, 2, 4, 8
  float16: (size, digit) => Uint16Array.from({ length: size }, () => [0, 0x3c00, 0x4000, 0x4400, 0x4800][digit() % 5]!),
  int64: (size, digit) => BigInt64Array.from({ length: size }, () => BigInt(digit())),
  bool: (size, digit) => Uint8Array.from({ length: size }, () => digit() % 2),
};

/** Outputs of a complete model, as bytes by name, for inputs drawn by the seed; open dimensions are 2. No optimization: copies would be merged with their originals. */
export async function outputsOf(model: Uint8Array, seed: string): Promise<ReadonlyMap<string, string>> {
  if (runtime === null) throw new Error(HOW_TO_GET_ONNXRUNTIME);
  const options = { graphOptimizationLevel: 'disabled', executionProviders: ['cpu'], logSeverityLevel: 3 };
  const session = await runtime.InferenceSession.create(model, options);
  const random = new Random(seed);
  const feeds: Record<string, Tensor> = {};
  for (const { name, type, shape } of session.inputMetadata) {
    const lengths = shape.map((length) => (typeof length === 'number' && length > 0 ? length : 2));
    const make = OF_TYPE[type];
    if (make === undefined) throw new Error(`input ${name}: no values of type ${type}`);
    const size = lengths.reduce((a, b) => a * b, 1);
    feeds[name] = new runtime.Tensor(
      type,
      make(size, () => random.below(10)),
      lengths,
    );
  }
  const results = await session.run(feeds);
  const outputs = session.outputNames.map((name): [string, string] => {
    const { type, dims, data } = results[name]!;
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    return [name, `${type}[${dims.join()}] ${bytes.toString('hex')}`];
  });
  await session.release();
  return new Map(outputs);
}
