import type { Fit } from '../../cadence/fit.ts';
import { groupsOf } from '../../cadence/groups.ts';
import { learnPopulations } from '../../cadence/learn.ts';
import type { Population } from '../../cadence/population.ts';
import type { NamedHistory, Visit } from '../../cadence/visit.ts';
import { numberNeeds } from '../../history/need-days.ts';
import type { Successors } from '../../history/succession.ts';
import type { Catalog } from '../../shared/catalog.ts';
import type { Day } from '../../shared/day.ts';
import type { HouseholdWithHistory } from '../../store/history/households.ts';
import type { Context } from '../context.ts';

/** Whose histories are read: everybody's as of a day, save those whose habits are none: house cards. */
export type Readers = {
  readonly asOf: Day;
  readonly leftOut: ReadonlySet<string>;
  /** What stands for products that were replaced. */
  readonly successors: Successors | undefined;
};

/**
 * The chain-wide tables that a household's probabilities lean on, as of a day.
 *
 * @param fit What will lean on them.
 * @param alsoOnce What else is to be done with every household, on the way.
 */
export async function buildPopulation(
  context: Context,
  catalog: Catalog,
  fit: Fit | undefined,
  readers: Readers,
  alsoOnce: (entry: HouseholdWithHistory) => void,
): Promise<Population> {
  const learning = learnPopulations(
    catalog,
    [readers.asOf],
    groupsOf(fit).has('needs') ? numberNeeds(catalog) : undefined,
  );
  const [population] = await learnFromStore(context, readers, learning, 2, alsoOnce);
  if (population === undefined) throw new Error('a day without a population');
  return population;
}

/**
 * Let something be learnt from all stored households, in batches.
 *
 * @param sweeps How many sweeps it takes at most, for the progress bar.
 */
export async function learnFromStore<T>(
  context: Context,
  { asOf, leftOut, successors }: Readers,
  learning: Generator<Visit, T, void>,
  sweeps: number,
  alsoOnce: (entry: HouseholdWithHistory) => void = () => undefined,
): Promise<T> {
  const { households } = context.history;
  await deriveMarked(context);
  const progress = context.progress('reading histories', households.count() * sweeps);
  let also = alsoOnce;
  for (let step = learning.next(); ; step = learning.next()) {
    if (step.done === true) {
      progress.done();
      return step.value;
    }
    for (const batch of households.batches(asOf, successors)) {
      for (const entry of batch) {
        if (leftOut.has(entry.household.householdId)) continue;
        step.value(named(entry));
        also(entry);
      }
      progress.advance(batch.length);
      await context.breathe();
    }
    also = () => undefined;
  }
}

function named({ household: { householdId }, history }: HouseholdWithHistory): NamedHistory {
  return { householdId, history };
}

/** What ingest left to be derived, with few commits and before anybody waits for a single household. */
async function deriveMarked(context: Context): Promise<void> {
  const { marked } = context.history;
  const progress = context.progress('deriving statistics', marked.count());
  for (const households of marked.batches()) {
    progress.advance(households);
    await context.breathe();
  }
  progress.done();
}
