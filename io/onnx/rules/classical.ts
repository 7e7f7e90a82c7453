// Operators of ai.onnx.ml, as exporters of classical learning write them: scalers, encoders, linear models, support vectors, trees.
//
// Their data are rows of features, [N, C], or one row, [C]. What a classifier gives is the label of each row and its scores, one for each class.

import { type Call, likeFirst, type Rule } from '../call.ts';
import { type Fact, fact, UNKNOWN } from '../fact.ts';

const sameShape: Rule = (call) => likeFirst(call, call.input(0).shape);

const inFloat: Rule = (call) => [fact('float', call.input(0).shape)];

/** Number of rows. */
function rows(call: Call): number {
  const { shape } = call.input(0);
  if (shape === null) return UNKNOWN;
  return shape.length === 1 ? 1 : (shape[0] ?? 1);
}

/** The columns that the second input names. */
const arrayFeatureExtractor: Rule = (call) => {
  const { type, shape } = call.input(0);
  const picked = call.input(1).shape?.at(-1) ?? UNKNOWN;
  if (shape === null) return [fact(type, null)];
  return [fact(type, shape.length === 1 ? [1, picked] : call.withLast(shape, picked))];
};

/** Texts to numbers or back. */
const categoryMapper: Rule = (call) => {
  const { type, shape } = call.input(0);
  return [fact(type === 'string' ? 'int64' : type === '' ? '' : 'string', shape)];
};

/** The type of the values, whichever list has them; in the first version, what is not the type of the input. */
const labelEncoder: Rule = (call) => {
  const { shape } = call.input(0);
  const lists = { values_floats: 'float', values_int64s: 'int64', values_strings: 'string' };
  const given = Object.entries(lists).find(([name]) => call.hasAttribute(name))?.[1];
  const type = call.tensor('values_tensor')?.elementType ?? given;
  return type === undefined ? categoryMapper(call) : [fact(type, shape)];
};

/** Several inputs side by side. */
const featureVectorizer: Rule = (call) => {
  const widths = call.numbers('inputdimensions');
  const width = widths?.reduce((sum, length) => sum + length, 0);
  return [fact('float', [rows(call), width ?? UNKNOWN])];
};

const oneHotEncoder: Rule = (call) => {
  const { shape } = call.input(0);
  const classes = call.count('cats_int64s') || call.count('cats_strings');
  return [fact('float', shape && [...shape, classes])];
};

/** One score for each class. */
const classifier: Rule = (call) => labelled(call, classes(call));

function classes(call: Call): number {
  return Math.max(call.count('classlabels_strings'), labels(call));
}

function labels(call: Call): number {
  return Math.max(call.count('classlabels_ints'), call.count('classlabels_int64s'));
}

function labelled(call: Call, scores: number): Fact[] {
  const type = call.count('classlabels_strings') > 0 ? 'string' : 'int64';
  return [fact(type, [rows(call)]), fact('float', [rows(call), scores > 0 ? scores : UNKNOWN])];
}

/** Without probabilities the scores are those of pairs of classes, in a number that differs between runtimes. */
const supportVectorClassifier: Rule = (call) => labelled(call, call.hasAttribute('prob_a') ? classes(call) : 0);

const regressor: Rule = (call) => [fact('float', [rows(call), call.number('targets', 1)])];

const supportVectorRegressor: Rule = (call) => [fact('float', [rows(call), 1])];

const treeRegressor: Rule = (call) => [fact('float', [rows(call), call.number('n_targets', UNKNOWN)])];

const treeEnsemble: Rule = (call) => likeFirst(call, [rows(call), call.number('n_targets', 1)]);

const RULES: Readonly<Record<string, Rule>> = {
  ArrayFeatureExtractor: arrayFeatureExtractor,
  Binarizer: sameShape,
  CategoryMapper: categoryMapper,
  FeatureVectorizer: featureVectorizer,
  Imputer: sameShape,
  LabelEncoder: labelEncoder,
  LinearClassifier: classifier,
  LinearRegressor: regressor,
  Normalizer: inFloat,
  OneHotEncoder: oneHotEncoder,
  SVMClassifier: supportVectorClassifier,
  SVMRegressor: supportVectorRegressor,
  Scaler: inFloat,
  TreeEnsemble: treeEnsemble,
  TreeEnsembleClassifier: classifier,
  TreeEnsembleRegressor: treeRegressor,
};

export const CLASSICAL: readonly (readonly [string, Rule])[] = Object.entries(RULES).map(([name, rule]) => [
  `ai.onnx.ml::${name}`,
  rule,
]);
