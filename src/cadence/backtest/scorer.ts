import type { HouseholdHistory } from '../../history/household-history.ts';
import type { Catalog } from '../../shared/catalog.ts';
import type { NamedHistory } from '../visit.ts';
import type { ScoreWindow } from '../window.ts';

/** All that a scorer may know at a cut-off: nothing in it is dated `window.asOf` or later. */
export type View = {
  /** The window that it is asked about; it begins on the cut-off. */
  readonly window: ScoreWindow;
  /** The chain's households, in order of the keys of their ids (`nameKey`). */
  readonly households: readonly NamedHistory[];
  readonly catalog: Pick<Catalog, 'categoryNo' | 'categoryCount' | 'products'>;
};

/** What a scorer says of one household's products, parallel to `productNos` of its history. */
export type Scores = {
  /** The higher, the sooner on the list; -Infinity: not ranked at all. */
  readonly score: Float64Array;
  /** The day on which it expects the next purchase; undefined: it has no opinion. Only read for two purchases or more. */
  readonly expectedDay?: Int32Array;
};

/** Answers for one household at a time, as of the day of the view from which it was learnt. */
export type Answer = ((history: HouseholdHistory) => Scores) & {
  /** Of a method that fits itself to the past where that pays: whether it did; undefined: it has nothing to fit. */
  readonly isFitted?: boolean;
};

/** A way to learn, with its settings. */
export type Variant = { readonly name: string; readonly learn: (view: View) => Answer };

/** One way to say which products a household will buy. Learning starts anew at each cut-off. */
export type Scorer = {
  /** In JSON. */
  readonly id: string;
  /** In tables. */
  readonly title: string;
  /** true: scores are probabilities as they stand; false: they are calibrated on validation windows first. */
  readonly isProbability: boolean;
  /** Where there are several, validation windows choose among them; without such windows the first one is taken. */
  readonly variants: readonly [Variant, ...Variant[]];
};

/** The one variant of a scorer that has nothing to set. */
export function only(learn: Variant['learn']): readonly [Variant] {
  return [{ name: '', learn }];
}

/** Places of one product's purchase days: `days[from .. until)`. */
export function runOf({ starts }: HouseholdHistory, place: number): { from: number; until: number } {
  const from = starts[place] ?? 0;
  return { from, until: starts[place + 1] ?? from };
}

/** A score per product from its purchase days, which are `days[from .. until)`, at least one. */
export function scoreEach(
  history: HouseholdHistory,
  score: (days: Int32Array, from: number, until: number, place: number) => number,
): Float64Array {
  const scores = new Float64Array(history.productNos.length);
  for (let place = 0; place < scores.length; place++) {
    const { from, until } = runOf(history, place);
    scores[place] = score(history.days, from, until, place);
  }
  return scores;
}
