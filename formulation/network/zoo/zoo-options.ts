// What a network of the zoo can be asked for.

/** ONNX element types of weights and of what is computed. */
export type ZooElementType = 'float' | 'float16' | 'bfloat16';

export interface ZooOptions {
  /** Samples per step. */
  readonly batch: number;
  /** Padding is a layer and classes end as probabilities, as in Keras. */
  readonly isKeras: boolean;
  /** 32-bit floats without it. */
  readonly elementType?: ZooElementType;
  /** Of an image; by default that of the publication. */
  readonly height?: number;
  readonly width?: number;
  /** By default those of the publication. */
  readonly classes?: number;
  /** Of transformers; by default those of the publication. */
  readonly layers?: number;
  readonly embedding?: number;
  readonly heads?: number;
  readonly sequence?: number;
}
