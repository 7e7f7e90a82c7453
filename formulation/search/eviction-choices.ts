// The evictions that were found cheapest at one step of a staged schedule (evictor.ts), cheapest first: one, or several of about the same price that may go at once.

/** Most evictions in the list. */
const LONGEST = 16;
/** What goes at once costs less than this many times what the best costs. */
const SPREAD = 2;

export class EvictionChoices {
  count = 0;
  /** Evictions that cost this much or more for a unit of overflow are of no use any more. */
  bound: number = Number.POSITIVE_INFINITY;
  readonly node: Int32Array = new Int32Array(LONGEST);
  /** The stage of the new computation. */
  readonly stage: Float64Array = new Float64Array(LONGEST);
  /** The stage of the computation that goes for it, or -1. */
  readonly former: Int32Array = new Int32Array(LONGEST);
  /** The stage of the read that the new computation serves. */
  readonly stageOfRead: Float64Array = new Float64Array(LONGEST);
  private readonly score: Float64Array = new Float64Array(LONGEST);
  private most = 1;

  /** Empty, for at most `most` evictions, LONGEST or fewer. */
  clear(most: number): void {
    this.most = Math.min(most, LONGEST);
    this.count = 0;
    this.bound = Number.POSITIVE_INFINITY;
  }

  /** Takes an eviction in; the dearest goes when there are too many. Precondition: score < bound. */
  put(score: number, node: number, stage: number, former: number, stageOfRead: number): void {
    let i = this.count < this.most ? this.count++ : this.count - 1;
    for (; i > 0 && this.score[i - 1]! > score; i--) this.copy(i - 1, i);
    this.score[i] = score;
    this.node[i] = node;
    this.stage[i] = stage;
    this.former[i] = former;
    this.stageOfRead[i] = stageOfRead;
    while (this.count > 1 && this.score[this.count - 1]! >= SPREAD * this.score[0]!) this.count--;
    this.bound = this.count === this.most ? this.score[this.count - 1]! : SPREAD * this.score[0]!;
  }

  private copy(from: number, to: number): void {
    this.score[to] = this.score[from]!;
    this.node[to] = this.node[from]!;
    this.stage[to] = this.stage[from]!;
    this.former[to] = this.former[from]!;
    this.stageOfRead[to] = this.stageOfRead[from]!;
  }
}
