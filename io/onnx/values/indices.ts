// Places in tensors as lists of coordinates, row-major.

/** For every place of a shape in row-major order: what `compute` gives. The list of coordinates is reused. */
export function indices(
  shape: readonly number[],
  elements: number,
  compute: (index: readonly number[]) => number,
): number[] {
  const index = new Array<number>(shape.length).fill(0);
  const results: number[] = [];
  for (let flat = 0; flat < elements; flat++) {
    results.push(compute(index));
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
  return results;
}

/** The flat place of coordinates in a tensor that broadcasts to them: missing leading axes and axes of length 1 stand still. */
export function indexIn(index: readonly number[], shape: readonly number[]): number {
  const offset = index.length - shape.length;
  let flat = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis] as number;
    flat = flat * length + (length === 1 ? 0 : (index[offset + axis] as number));
  }
  return flat;
}

/** The distance in the flat order between neighbours along each axis. */
export function strides(shape: readonly number[]): number[] {
  const result = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    result[axis] = (result[axis + 1] as number) * (shape[axis + 1] as number);
  return result;
}
