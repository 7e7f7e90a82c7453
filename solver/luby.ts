// The Luby sequence 1 1 2 1 1 2 4 ... without a table, after Knuth's reluctant doubling (TAOCP 7.2.2.2), as CaDiCaL does it.

export class Luby {
  private u = 1;
  private v = 1;

  /** The current element; advances to the next one. */
  next(): number {
    const element = this.v;
    if ((this.u & -this.u) === this.v) {
      this.u++;
      this.v = 1;
    } else {
      this.v *= 2;
    }
    return element;
  }
}
