import type { Fit } from './fit.ts';
import { type Learned, learnChain } from './learn.ts';
import type { Population } from './population.ts';
import type { LearnCatalog, NamedHistory, Visit } from './visit.ts';
import type { ScoreWindow } from './window.ts';

/** All that scoring a household needs to know of the chain. Without a fit the closed form answers. */
export type Model = { readonly population: Population; readonly fit: Fit | undefined };

/** The fit of what was learnt, if it was better than the closed form on the window that was held out from both. */
export function modelOf({ population, tested }: Learned): Model {
  const better = tested !== undefined && tested.scores.logLoss < tested.closedForm.logLoss;
  return { population, fit: better ? tested.fit : undefined };
}

/**
 * Fit a model to histories in memory, as of a day.
 *
 * @param histories All households, anew for each of four sweeps; in any order. Trips on or after `window.asOf` are an error:
 *   cut them first (`truncateHistory`).
 * @param catalog Categories by productNo; and the products' names, by which pairs are sampled.
 * @param window What is asked about: `[asOf + leadDays, asOf + leadDays + horizonDays)`.
 * @returns For `scoreHousehold(model, history, window)`; the same bits whatever the order of the households.
 * @throws RangeError for a window out of range, a trip on or after the day, a product outside the catalog.
 */
export function fitModel(
  histories: () => Iterable<NamedHistory>,
  catalog: LearnCatalog,
  window: ScoreWindow,
): Model {
  return modelOf(overAll(learnChain(catalog, window), histories));
}

/** Let something be learnt from households in memory. */
export function overAll<T>(learning: Generator<Visit, T, void>, histories: () => Iterable<NamedHistory>): T {
  for (let step = learning.next(); ; step = learning.next()) {
    if (step.done === true) return step.value;
    for (const household of histories()) step.value(household);
  }
}
