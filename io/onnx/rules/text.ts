// Operators on texts and on files of pictures: shapes where they follow from shapes, types always.

import { type Rule, unknownShape } from '../call.ts';
import { fact, UNKNOWN } from '../fact.ts';

/** Without words to leave out all elements stay; with them, how many do is not known. The input is [C] or [1, C]. */
const stringNormalizer: Rule = (call) => {
  const { shape } = call.input(0);
  return [fact('string', call.hasAttribute('stopwords') ? call.withLast(shape, UNKNOWN) : shape)];
};

const stringConcat: Rule = (call) => [fact('string', call.broadcast(call.input(0).shape, call.input(1).shape))];

/** The pieces, as many for each text as the longest has, and how many each has. */
const stringSplit: Rule = (call) => {
  const { shape } = call.input(0);
  return [fact('string', shape && [...shape, UNKNOWN]), fact('int64', shape)];
};

const regexFullMatch: Rule = (call) => [fact('bool', call.input(0).shape)];

/** One place for each n-gram: rows of [C] or [N, C] become rows of the largest index and one. */
const tfIdfVectorizer: Rule = (call) => {
  const { shape } = call.input(0);
  const places = call.numbers('ngram_indexes') ?? call.fail('has no ngram_indexes');
  return [fact('float', call.withLast(shape, places.reduce((most, place) => Math.max(most, place), -1) + 1))];
};

/** Height, width, channels of what is in the stream. */
const imageDecoder: Rule = () => [fact('uint8', unknownShape(3))];

export const TEXT: readonly (readonly [string, Rule])[] = [
  ['StringNormalizer', stringNormalizer],
  ['StringConcat', stringConcat],
  ['StringSplit', stringSplit],
  ['RegexFullMatch', regexFullMatch],
  ['TfIdfVectorizer', tfIdfVectorizer],
  ['ImageDecoder', imageDecoder],
];
