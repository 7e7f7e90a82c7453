// What the page and its desk (desk.ts, a worker) say to each other. Plain data; the charts come as markup that is already escaped.

import type { Quantity } from '../io/charts/quantity.ts';

/** From the page. */
export type Order =
  | {
      readonly kind: 'load';
      readonly file: File;
      readonly dims: string;
      readonly device: string;
      readonly isTraining: boolean;
    }
  | { readonly kind: 'solve'; readonly settings: Settings }
  /** `budgets`: as for --budgets of `moccasin sweep`. */
  | { readonly kind: 'sweep'; readonly settings: Settings; readonly budgets: string }
  | { readonly kind: 'stop' }
  /** The contents of a fold of a picture, by its data-fold. */
  | { readonly kind: 'unfold'; readonly picture: number; readonly fold: number }
  /** The last picture is on the screen: there may be another one. */
  | { readonly kind: 'drawn' }
  | { readonly kind: 'save'; readonly what: Savable };

export interface Settings {
  /** As for --budget: a share of the peak of the input order, or an amount. Not used for the objective memory. */
  readonly budget: string;
  readonly objective: 'duration' | 'memory';
  readonly order: 'input' | 'free';
  readonly maxComputations: number;
  readonly keepOutputs: boolean;
  /** Seconds, of a sweep for each budget. */
  readonly timeLimit: number;
  readonly seed: number;
  readonly workers: number;
}

/** What can be saved, by the names of the buttons (#save-report). */
export type Savable = 'report' | 'schedule' | 'plan' | 'sweep' | 'csv';

/** A field of the page, by its id, that something is wrong with. */
export type Field = 'dims' | 'budget' | 'budgets';

/** Charts, and folds whose contents are there to be asked for. */
export interface Picture {
  /** Counted up. */
  readonly number: number;
  readonly sections: string;
}

/** From the desk. */
export type News =
  | {
      readonly kind: 'loaded';
      readonly title: string;
      readonly facts: string;
      readonly warnings: readonly string[];
      readonly picture: Picture;
      /** Of the input order, in the unit of `size`. */
      readonly peak: number;
      readonly size: Quantity;
    }
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'picture'; readonly picture: Picture }
  | { readonly kind: 'unfolded'; readonly picture: number; readonly fold: number; readonly body: string }
  /** The end of a search, and what it leaves to be saved. `warnings`: of workers that failed. */
  | {
      readonly kind: 'done';
      readonly text: string;
      readonly savable: readonly Savable[];
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: 'file';
      readonly what: Savable;
      readonly name: string;
      readonly type: string;
      readonly text: string;
    }
  /** An order has failed; `field`: for what stands in it. */
  | { readonly kind: 'failed'; readonly message: string; readonly field: Field | null };
