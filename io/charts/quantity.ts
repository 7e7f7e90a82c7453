// Numbers for people: what is measured, its units, and round places for the ticks of an axis.

/** What a number counts. `number`: in a unit that only the file's author knows. */
export type Quantity = 'bytes' | 'nanoseconds' | 'flop' | 'number' | 'seconds' | 'percent';

interface Unit {
  readonly size: number;
  readonly name: string;
}

const UNITS: Readonly<Record<Quantity, readonly Unit[]>> = {
  bytes: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'].map((name, i) => ({ size: 1024 ** i, name })),
  nanoseconds: [
    { size: 1, name: 'ns' },
    { size: 1e3, name: 'µs' },
    { size: 1e6, name: 'ms' },
    { size: 1e9, name: 's' },
  ],
  flop: ['FLOP', 'kFLOP', 'MFLOP', 'GFLOP', 'TFLOP', 'PFLOP'].map((name, i) => ({ size: 1000 ** i, name })),
  number: ['', 'k', 'M', 'G', 'T', 'P'].map((name, i) => ({ size: 1000 ** i, name })),
  seconds: [
    { size: 1e-3, name: 'ms' },
    { size: 1, name: 's' },
  ],
  percent: [{ size: 1, name: '%' }],
};

/** Whole numbers below this are written out. */
const WRITTEN_OUT = 1e6;

/** The largest unit of which there is at least one; that of the smallest for zero. */
function unitFor(value: number, quantity: Quantity): Unit {
  const units = UNITS[quantity];
  return units.findLast(({ size }) => Math.abs(value) >= size) ?? units[0]!;
}

/** A number with its unit, about four digits: 1.273 GiB, 12.5 ms, 46 319. */
export function formatQuantity(value: number, quantity: Quantity): string {
  if (quantity === 'number' && Number.isInteger(value) && Math.abs(value) < WRITTEN_OUT) return grouped(value);
  const { size, name } = unitFor(value, quantity);
  const scaled = value / size;
  const decimals = Number.isInteger(scaled) ? 0 : Math.max(0, 3 - Math.floor(Math.log10(Math.abs(scaled) || 1)));
  const text = scaled.toFixed(Math.min(4, decimals));
  return name === '' ? text : `${text}\u00a0${name}`;
}

/** An integer with thin spaces between groups of three digits. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** "1 node", "2 nodes". */
export function countText(count: number, name: string): string {
  return `${grouped(count)} ${name}${count === 1 ? '' : 's'}`;
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Round numbers within a range: 1, 2 or 5 times a power of ten apart, at least one more than none where low < high. */
export function roundSteps(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const result: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) result.push(Number((i * step).toPrecision(12)));
  return result;
}

/** About `count` ticks within a range, all in the unit that suits the larger end. */
export function ticksOf(low: number, high: number, quantity: Quantity, count: number): Tick[] {
  const { size, name } = unitFor(Math.max(Math.abs(low), Math.abs(high)), quantity);
  const places = roundSteps(low / size, high / size, count);
  // as many decimals as tell neighbours apart
  const decimals = Math.max(0, ...places.map((place) => (String(place).split('.')[1] ?? '').length));
  return places.map((place) => ({
    value: place * size,
    label:
      place === 0
        ? '0'
        : `${decimals === 0 ? grouped(place) : place.toFixed(decimals)}${name === '' ? '' : `\u00a0${name}`}`,
  }));
}

/** Ticks at whole numbers, for steps and nodes. */
export function wholeTicks(high: number, count: number): Tick[] {
  return roundSteps(0, Math.max(1, high), count)
    .filter((value) => Number.isInteger(value))
    .map((value) => ({ value, label: grouped(value) }));
}
