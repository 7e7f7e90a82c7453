// The plan of addresses as a map: steps to the right, addresses upwards, a box for each tensor. Boxes that overlapped would show as darker places; the hole between the
// highest box and the line of the arena's size is what the plan wastes.

import { titleElement } from './escape.ts';
import { chartFrame, place, stepAxis, yTicksFromZero } from './frame.ts';
import type { Quantity } from './quantity.ts';

const HEIGHT = 360;
/** Larger plans are drawn as paths, without a title for each box. */
const MOST_BOXES = 3000;
/** Kinds of shading, in turn, so that neighbours can be told apart. */
const SHADES = 4;
/** Boxes of so many pixels have an edge; it would hide lower ones. */
const EDGED = 3;

export interface AddressBox {
  readonly node: number;
  /** 0: first computation. */
  readonly computation: number;
  readonly offset: number;
  readonly size: number;
  /** Steps, both included. */
  readonly start: number;
  readonly end: number;
}

export interface AddressChartData {
  readonly id: string;
  readonly boxes: readonly AddressBox[];
  readonly arena: number;
  readonly steps: number;
  readonly quantity: Quantity;
  /** Lines of a title. */
  readonly boxText: (box: AddressBox) => readonly string[];
}

export function addressChart({ id, boxes, arena, steps, quantity, boxText }: AddressChartData): string {
  const top = arena === 0 ? 1 : 1.04 * arena;
  const pixels = (amount: number): number => (amount / top) * HEIGHT;
  const classOf = ({ computation }: AddressBox, k: number): string =>
    `${computation === 0 ? 'first' : 'again'} shade-${k % SHADES}`;
  const box = ({ offset, size }: AddressBox): { y: number; height: number } => ({
    y: place(HEIGHT - pixels(offset + size)),
    height: Math.max(0.2, place(pixels(size))),
  });
  const drawn = boxes.length > MOST_BOXES ? asPaths() : boxes.map((b, k) => asElement(b, classOf(b, k)));
  function asElement(b: AddressBox, name: string): string {
    const { y, height } = box(b);
    const title = titleElement(boxText(b));
    const edge = height >= EDGED ? ' edged' : '';
    return `<rect class="box ${name}${edge}" x="${b.start}" y="${y}" width="${b.end - b.start + 1}" height="${height}">${title}</rect>`;
  }
  function asPaths(): string[] {
    const paths = new Map<string, string[]>();
    for (const [k, b] of boxes.entries()) {
      const { y, height } = box(b);
      const name = classOf(b, k);
      const path = `M${b.start} ${y}H${b.end + 1}v${height}H${b.start}z`;
      const known = paths.get(name);
      if (known === undefined) paths.set(name, [path]);
      else known.push(path);
    }
    return Array.from(paths, ([name, path]) => `<path class="box ${name}" d="${path.join('')}"/>`);
  }
  return chartFrame({
    id,
    description: 'Addresses of the tensors in the arena, step by step',
    height: HEIGHT,
    x: stepAxis(Math.max(1, steps), 'step of the sequence'),
    yTicks: yTicksFromZero(top, quantity, HEIGHT),
    yLabel: 'address in the arena',
    stretched: [...drawn, `<path class="arena" d="M0 ${place(HEIGHT - pixels(arena))}H${steps}"/>`].join('\n'),
    group: 'steps',
  });
}
