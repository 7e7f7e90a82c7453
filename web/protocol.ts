// What the page and its worker say to each other. Plain data; the charts come as markup that is already escaped.

/** From the page. */
export type Order =
  | {
      readonly kind: 'load';
      readonly name: string;
      readonly bytes: ArrayBuffer;
      readonly dims: string;
      readonly device: string;
      readonly isTraining: boolean;
    }
  | { readonly kind: 'solve'; readonly settings: Settings }
  | { readonly kind: 'stop' }
  | { readonly kind: 'plan' };

export interface Settings {
  /** Percent of the peak of the input order. */
  readonly budgetPercent: number;
  readonly order: 'input' | 'free';
  readonly maxComputations: number;
  readonly keepOutputs: boolean;
  readonly timeLimit: number;
  readonly seed: number;
}

/** From the worker. */
export type News =
  | {
      readonly kind: 'loaded';
      readonly title: string;
      readonly facts: string;
      readonly warnings: readonly string[];
      readonly sections: string;
    }
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'sections'; readonly sections: string }
  | { readonly kind: 'done'; readonly text: string; readonly schedule: string | null }
  | { readonly kind: 'plan'; readonly plan: string }
  | { readonly kind: 'failed'; readonly message: string };
