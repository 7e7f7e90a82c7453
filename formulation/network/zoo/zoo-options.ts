// What a network of the zoo can be asked for.

export interface ZooOptions {
  /** Samples per step. */
  readonly batch: number;
  /** Of an image; by default that of the publication. */
  readonly height?: number;
  readonly width?: number;
  /** With the layers that Keras has: padding by itself, probabilities at the end, dropout where the Checkmate authors had it. */
  readonly isKeras: boolean;
  /** Of transformers. */
  readonly layers?: number;
  readonly embedding?: number;
  readonly heads?: number;
  readonly sequence?: number;
}
