// Exponential moving average with bias correction at the start, so that early values are not drawn towards zero (Biere & Fröhlich, POS 2015; ADAM's correction).

export class Ema {
  value = 0;
  private biased = 0;
  private weight = 0;
  private readonly alpha: number;

  /** `window`: number of samples that make up most of the average. */
  constructor(window: number) {
    this.alpha = 1 / window;
  }

  add(x: number): void {
    this.biased += this.alpha * (x - this.biased);
    this.weight += this.alpha * (1 - this.weight);
    this.value = this.biased / this.weight;
  }
}
