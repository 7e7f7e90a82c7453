// Dimensions of graph inputs that the file leaves open: their names, and the lengths the user sets (--dim NAME=N).
//
// An open dimension without a name goes by its input and axis, as in --dim image:0=32.

import { InputError, shortened } from '../input-error.ts';
import type { OnnxDimension, OnnxModel, OnnxValueInfo } from './model-types.ts';
import type { Bindings } from './scope.ts';

/** The inputs of a graph without those that have a default in the file (initializers), which older files list as inputs, too. */
export function dataInputs({ graph }: OnnxModel): OnnxValueInfo[] {
  const initialized = new Set(graph.initializers.map(({ name }) => name));
  return graph.inputs.filter(({ name }) => !initialized.has(name));
}

/** Inputs with a name for every open dimension. */
export function withNamedDimensions(inputs: readonly OnnxValueInfo[]): OnnxValueInfo[] {
  const name = (input: OnnxValueInfo, dimension: OnnxDimension, axis: number): OnnxDimension =>
    dimension ?? `${input.name}:${axis}`;
  return inputs.map((input) => ({
    name: input.name,
    type: { ...input.type, shape: input.type.shape?.map((dimension, axis) => name(input, dimension, axis)) ?? null },
  }));
}

/** All names of dimensions of these inputs, in order. */
export function dimensionNames(inputs: readonly OnnxValueInfo[]): string[] {
  const names = inputs.flatMap(({ type }) => (type.shape ?? []).filter((dimension) => typeof dimension === 'string'));
  return [...new Set(names)];
}

/** The lengths the user has set. Throws InputError for a name that no dimension of the model has. */
export function boundDimensions(
  model: OnnxModel,
  inputs: readonly OnnxValueInfo[],
  set: ReadonlyMap<string, number>,
  file: string,
): Bindings {
  const open = dimensionNames(inputs);
  const { graph } = model;
  const known = new Set([...open, ...dimensionNames([...graph.inputs, ...graph.outputs, ...graph.valueInfo])]);
  for (const [name, length] of set) {
    const place = `--dim ${shortened(name)}=${length}`;
    if (!Number.isSafeInteger(length) || length < 1) {
      throw new InputError({ file, place, problem: 'is not a length', mend: 'give a whole number of at least 1' });
    }
    if (known.has(name)) continue;
    const mend = open.length === 0 ? 'leave the option out' : `name one of ${open.map(shortened).join(', ')}`;
    const problem = open.length === 0 ? 'the model leaves no dimension open' : 'the model has no such dimension';
    throw new InputError({ file, place, problem, mend });
  }
  return new Map(set);
}

/** Sizes hang on dimensions nobody has set. */
export function missingDimensions(names: readonly string[], file: string): InputError {
  const shown = names.map(shortened).join(', ');
  const options = names
    .map((name) => `--dim ${/^[\w.:-]+$/.test(name) ? name : JSON.stringify(name)}=LENGTH`)
    .join(' ');
  const problem =
    names.length === 1 ? `the dimension ${shown} has no length` : `the dimensions ${shown} have no length`;
  return new InputError({
    file,
    place: 'inputs',
    problem,
    mend: `add ${options}`,
  });
}
