// How long an operation takes on a device, by the roofline model (Williams, Waterman and Patterson, CACM 52(4), 2009): the longer of its arithmetic at the peak rate and its
// memory traffic at the peak bandwidth, plus what it costs to start it. Real kernels reach 50 to 90 % of either; a profile (formulation/network/profile.ts) says better.
//
// The table holds peaks as the makers publish them, dense and without sparsity. Where a maker has tensor units that round 32-bit inputs (TF32), `float` is the rate without.
// A launch from the host takes a few microseconds on any GPU and hides behind the execution before it as long as kernels are longer; it is counted as 0 except on CPUs,
// where calling an operator costs about a microsecond of the same time.

/** Operations per second for an element type; `float` stands for all that are not listed. */
export type Rates = Readonly<Record<string, number>> & { readonly float: number };

export interface Device {
  readonly name: string;
  /** By ONNX element type in lower case. A multiply-add is two operations. */
  readonly flopsPerSecond: Rates;
  readonly bytesPerSecond: number;
  /** Nanoseconds that every operation takes on top. */
  readonly launchOverheadNs: number;
}

export interface OperatorCost {
  readonly flops: number;
  /** Bytes of the tensors that are read and written. */
  readonly bytesMoved: number;
  /** What it computes with: an ONNX element type; float if left out. */
  readonly elementType?: string;
}

const TERA = 1e12;
const GIGA = 1e9;

function device(name: string, teraflops: Rates, gigabytes: number, launchOverheadNs = 0): Device {
  const entries = Object.entries(teraflops).map(([type, rate]) => [type, rate * TERA] as const);
  return {
    name,
    flopsPerSecond: Object.fromEntries(entries) as unknown as Rates,
    bytesPerSecond: gigabytes * GIGA,
    launchOverheadNs,
  };
}

/** A round V100: what the shared torch graphs were timed with. */
export const DEFAULT_DEVICE = 'gpu';

export const DEVICES: readonly Device[] = [
  // no device: 15 TFLOP/s and 900 GB/s in round numbers
  device('gpu', { float: 15 }, 900),
  // NVIDIA Tesla V100 SXM2 data sheet (2020)
  device('v100', { float: 15.7, double: 7.8, float16: 125 }, 900),
  // NVIDIA T4 data sheet (2019)
  device('t4', { float: 8.1, float16: 65, int8: 130, uint8: 130 }, 320),
  // NVIDIA A10 data sheet (2021)
  device('a10', { float: 31.2, float16: 125, bfloat16: 125, int8: 250, uint8: 250 }, 600),
  // NVIDIA L4 data sheet (2023), half of the rates with sparsity
  device('l4', { float: 30.3, float16: 121, bfloat16: 121, int8: 242.5, uint8: 242.5 }, 300),
  // NVIDIA A100 80 GB SXM data sheet (2021)
  device('a100', { float: 19.5, double: 9.7, float16: 312, bfloat16: 312, int8: 624, uint8: 624 }, 2039),
  // NVIDIA H100 SXM5 data sheet (2023), half of the rates with sparsity
  device('h100', { float: 67, double: 34, float16: 989.4, bfloat16: 989.4, int8: 1978.9, uint8: 1978.9 }, 3350),
  // NVIDIA Ada architecture whitepaper (2022), appendix: GeForce RTX 3090 and 4090, 16-bit with 32-bit accumulation
  device('rtx3090', { float: 35.6, float16: 71, bfloat16: 71, int8: 284, uint8: 284 }, 936),
  device('rtx4090', { float: 82.6, double: 1.29, float16: 165.2, bfloat16: 165.2, int8: 660.6, uint8: 660.6 }, 1008),
  // AMD Instinct MI300X data sheet (2023)
  device(
    'mi300x',
    { float: 163.4, double: 81.7, float16: 1307.4, bfloat16: 1307.4, int8: 2614.9, uint8: 2614.9 },
    5300,
  ),
  // Apple newsroom (6 June 2022): M2, ten-core GPU, 3.6 teraflops, 100 GB/s of unified memory
  device('m2', { float: 3.6 }, 100),
  // Eight cores at 3 GHz with two 256-bit multiply-add units (32 operations a cycle), two channels of DDR5-4800
  device('cpu', { float: 0.768, double: 0.384 }, 76.8, 1000),
  // Raspberry Pi 5: four Cortex-A76 at 2.4 GHz, two 128-bit multiply-add units each (Arm software optimization guide), 32 bits of LPDDR4X-4267
  device('pi5', { float: 0.1536, double: 0.0768, float16: 0.3072 }, 17.1, 1000),
];

/** Nanoseconds of one execution: an integer, at least 1. */
export function durationOf({ flops, bytesMoved, elementType = 'float' }: OperatorCost, on: Device): number {
  const rate = Object.hasOwn(on.flopsPerSecond, elementType)
    ? (on.flopsPerSecond[elementType] as number)
    : on.flopsPerSecond.float;
  const time = Math.max(flops / (rate / GIGA), bytesMoved / (on.bytesPerSecond / GIGA));
  return Math.max(1, Math.ceil(time) + on.launchOverheadNs);
}
