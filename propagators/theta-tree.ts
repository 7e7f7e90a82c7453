// The theta tree and the theta-lambda tree (Vilím, "Filtering algorithms for the unary resource constraint", 2007, section 2.3 to 2.5): the earliest time by which
// a set of tasks can be done one after the other, kept while tasks come and go, O(log n) each. Tasks sit in the leaves by increasing earliest start.
//
//   endMin(node) = max(endMin(right), endMin(left) + energy(right))      either all begins on the right, or the right waits for the left
//
// The theta-lambda tree also knows the latest such time when one *gray* task (lambda) is added to the set, and which one that is.
// Numbers are whole and stay below 2^53, so equal is equal.

/** Set of tasks without gray ones. */
export class ThetaTree {
  protected readonly leaves: number;
  /** Sum of the sizes below a node; node 1 is the root, node n has the children 2n and 2n + 1. */
  protected readonly energy: Float64Array;
  protected readonly end: Float64Array;

  /** For tasks in up to `capacity` leaves. */
  constructor(capacity: number) {
    let leaves = 2;
    while (leaves < capacity) leaves *= 2;
    this.leaves = leaves;
    this.energy = new Float64Array(2 * leaves);
    this.end = new Float64Array(2 * leaves).fill(Number.NEGATIVE_INFINITY);
  }

  clear(): void {
    this.energy.fill(0);
    this.end.fill(Number.NEGATIVE_INFINITY);
  }

  /** The earliest end of the whole set, -Infinity for an empty one. */
  get endMin(): number {
    return this.end[1]!;
  }

  has(leaf: number): boolean {
    return this.end[this.leaves + leaf]! > Number.NEGATIVE_INFINITY;
  }

  /** Adds a task that begins at `start` at the earliest. Leaves must ascend with `start`. */
  insert(leaf: number, start: number, size: number): void {
    const { energy, end } = this;
    let node = this.leaves + leaf;
    energy[node] = size;
    end[node] = start + size;
    for (node >>= 1; node > 0; node >>= 1) {
      const right = energy[2 * node + 1]!;
      energy[node] = energy[2 * node]! + right;
      end[node] = Math.max(end[2 * node + 1]!, end[2 * node]! + right);
    }
  }

  /** The earliest end of the set without one of its tasks. */
  endMinWithout(leaf: number): number {
    const { energy, end } = this;
    let node = this.leaves + leaf;
    let sum = 0;
    let e = Number.NEGATIVE_INFINITY;
    for (; node > 1; node >>= 1) {
      const other = node ^ 1;
      // an even node is a left child
      e = (node & 1) === 0 ? Math.max(end[other]!, e + energy[other]!) : Math.max(e, end[other]! + sum);
      sum += energy[other]!;
    }
    return e;
  }
}

/** Set of tasks, and gray tasks of which at most one counts. */
export class ThetaLambdaTree extends ThetaTree {
  private readonly grayEnergy: Float64Array;
  private readonly grayEnd: Float64Array;

  constructor(capacity: number) {
    super(capacity);
    this.grayEnergy = new Float64Array(2 * this.leaves);
    this.grayEnd = new Float64Array(2 * this.leaves).fill(Number.NEGATIVE_INFINITY);
  }

  override clear(): void {
    super.clear();
    this.grayEnergy.fill(0);
    this.grayEnd.fill(Number.NEGATIVE_INFINITY);
  }

  /** The earliest end of the set with the gray task that makes it latest; that of the set alone if there is none. */
  get endMinWithGray(): number {
    return this.grayEnd[1]!;
  }

  override insert(leaf: number, start: number, size: number): void {
    const node = this.leaves + leaf;
    this.grayEnergy[node] = size;
    this.grayEnd[node] = start + size;
    this.energy[node] = size;
    this.end[node] = start + size;
    this.update(node);
  }

  /** Adds a gray task, or makes one of the set gray. */
  insertGray(leaf: number, start: number, size: number): void {
    const node = this.leaves + leaf;
    this.grayEnergy[node] = size;
    this.grayEnd[node] = start + size;
    this.energy[node] = 0;
    this.end[node] = Number.NEGATIVE_INFINITY;
    this.update(node);
  }

  /** Takes a task out, gray or not. */
  remove(leaf: number): void {
    const node = this.leaves + leaf;
    this.grayEnergy[node] = 0;
    this.grayEnd[node] = Number.NEGATIVE_INFINITY;
    this.energy[node] = 0;
    this.end[node] = Number.NEGATIVE_INFINITY;
    this.update(node);
  }

  /** The leaf of the gray task behind endMinWithGray, which must be above endMin. */
  responsibleLeaf(): number {
    const { energy, end, grayEnd, leaves } = this;
    let node = 1;
    while (node < leaves) {
      const left = 2 * node;
      const value = grayEnd[node]!;
      if (grayEnd[left + 1] === value) node = left + 1;
      else if (grayEnd[left]! + energy[left + 1]! === value) node = left;
      else return this.largestGray(left + 1, value - end[left]!);
    }
    return node - leaves;
  }

  /** The leaf below `from` whose gray task brings the energy there to `sum`. */
  private largestGray(from: number, sum: number): number {
    const { energy, grayEnergy, leaves } = this;
    let node = from;
    let wanted = sum;
    while (node < leaves) {
      const left = 2 * node;
      if (grayEnergy[left]! + energy[left + 1]! === wanted) {
        wanted -= energy[left + 1]!;
        node = left;
      } else {
        wanted -= energy[left]!;
        node = left + 1;
      }
    }
    return node - leaves;
  }

  private update(changed: number): void {
    const { energy, end, grayEnergy, grayEnd } = this;
    for (let node = changed >> 1; node > 0; node >>= 1) {
      const l = 2 * node;
      const r = l + 1;
      const right = energy[r]!;
      energy[node] = energy[l]! + right;
      end[node] = Math.max(end[r]!, end[l]! + right);
      grayEnergy[node] = Math.max(grayEnergy[l]! + right, energy[l]! + grayEnergy[r]!);
      grayEnd[node] = Math.max(grayEnd[r]!, grayEnd[l]! + right, end[l]! + grayEnergy[r]!);
    }
  }
}
