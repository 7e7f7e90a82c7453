// Mutations of texts, for the tests that readers survive whatever they are given: cut off, pieces left out or repeated, other characters, other words.

import type { Random } from '../../solver/random.ts';

export interface Mutations {
  /** One of these is put in, or in place of another character. */
  readonly characters: string;
  /** One of these is put in place of another word, half of the time. None: words stay. */
  readonly words?: readonly string[];
  /** Where words end. */
  readonly separator?: RegExp;
}

/** Longest piece that is left out or repeated. */
const LONGEST = 20;

/** One to three changes. */
export function mutated(random: Random, text: string, mutations: Mutations): string {
  let changed = text;
  for (let k = random.between(1, 3); k > 0; k--) changed = mutatedOnce(random, changed, mutations);
  return changed;
}

/** One change. */
export function mutatedOnce(random: Random, text: string, { characters, words, separator }: Mutations): string {
  if (words !== undefined && separator !== undefined && random.chance(0.5)) {
    const pieces = text.split(separator);
    pieces[random.below(pieces.length)] = random.pick(words);
    return pieces.join('');
  }
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + random.between(1, LONGEST));
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(end);
    case 2:
      return text.slice(0, at) + random.pick(characters) + text.slice(at + random.below(2));
    default:
      return text.slice(0, end) + text.slice(at);
  }
}
