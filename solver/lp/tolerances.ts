// Tolerances of the simplex method, on scaled numbers.

/** Of the bounds of basic variables. */
export const PRIMAL = 1e-7;
/** Of reduced costs. */
export const DUAL = 1e-9;
/** Entries of a pivot row that are smaller are no candidates. */
export const PIVOT = 1e-7;
