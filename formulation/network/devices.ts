// How long an operation takes on a device, by the roofline model (Williams, Waterman and Patterson, CACM 52(4), 2009): the longer of its arithmetic at the peak rate and its
// memory traffic at the peak bandwidth, plus what it costs to start it. Real kernels reach 50 to 90 % of either; a profile (formulation/network/profile.ts) says better.
//
// The table holds peaks as the makers publish them, dense and without sparsity; docs/devices.md says where each number is from. Where a maker has tensor units that round 32-bit
// inputs (TF32), `float` is the rate without. A launch from the host takes a few microseconds on any GPU and hides behind the execution before it as long as kernels are
// longer; it is counted as 0 except on CPUs, where calling an operator costs about a microsecond of the same time.

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

/** float16 and bfloat16 alike. */
const half = (rate: number): Readonly<Record<string, number>> => ({ float16: rate, bfloat16: rate });

/** Both kinds of integers of 8 bits. */
const byte = (rate: number): Readonly<Record<string, number>> => ({ int8: rate, uint8: rate });

/** Both kinds of floats of 8 bits. */
const eighth = (rate: number): Readonly<Record<string, number>> => ({ float8e4m3fn: rate, float8e5m2: rate });

const A100 = { float: 19.5, double: 9.7, ...half(312), ...byte(624) };
const HOPPER = { float: 67, double: 34, ...half(989.4), ...byte(1978.9), ...eighth(1978.9) };

/** Rates in 10^12 operations a second, bandwidths in 10^9 bytes a second. */
export const DEVICES: readonly Device[] = [
  // no device: round numbers
  device('gpu', { float: 15 }, 900),
  device('v100', { float: 15.7, double: 7.8, float16: 125 }, 900),
  device('t4', { float: 8.1, double: 0.25, float16: 65, ...byte(130) }, 320),
  device('a10', { float: 31.2, ...half(125) }, 600),
  device('l4', { float: 30.3, double: 0.47, ...half(121), ...byte(242.5), ...eighth(242.5) }, 300),
  device('a100-40gb', A100, 1555),
  device('a100', A100, 2039),
  device('h100', HOPPER, 3350),
  device('h200', HOPPER, 4800),
  device('rtx3090', { float: 35.6, ...half(71.2) }, 936),
  device('rtx4090', { float: 82.6, double: 1.29, ...half(165.2), ...byte(660.6), ...eighth(330.3) }, 1008),
  // one of two dies, as programs see them
  device('mi250', { float: 45.25, double: 22.65, ...half(181.05), ...byte(181.05) }, 1600),
  device('mi300x', { float: 163.4, double: 81.7, ...half(1307.4), ...byte(2614.9), ...eighth(2614.9) }, 5300),
  // 32-bit floats are multiplied rounded to bfloat16, if nothing else is asked for
  device('tpu-v4', { float: 275, bfloat16: 275, ...byte(275) }, 1200),
  device('tpu-v5e', { float: 197, bfloat16: 197, ...byte(393) }, 819),
  device('m1-pro', { float: 5.2 }, 200),
  device('m1-max', { float: 10.4 }, 400),
  device('m2', { float: 3.58 }, 100),
  // eight cores at 3 GHz with two 256-bit multiply-add units (32 operations a cycle), two channels of DDR5-4800
  device('cpu', { float: 0.768, double: 0.384 }, 76.8, 1000),
  // Raspberry Pi 5: four Cortex-A76 at 2.4 GHz, two 128-bit multiply-add units each, 32 bits of LPDDR4X-4267
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
