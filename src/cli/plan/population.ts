import { addToPass2, finishPass2, newPass2, type Population } from '../../cadence/population.ts';
import { addToPass1, finishPass1, newPass1 } from '../../cadence/priors.ts';
import type { Catalog } from '../../shared/catalog.ts';
import type { Day } from '../../shared/day.ts';
import type { HouseholdWithHistory } from '../../store/history/households.ts';
import type { Context } from '../context.ts';

/**
 * The chain-wide tables that a household's probabilities lean on: two passes over all households, in batches.
 *
 * @param leftOut Households whose habits are none: house cards.
 */
export async function buildPopulation(
  context: Context,
  catalog: Catalog,
  asOf: Day,
  leftOut: ReadonlySet<string>,
  alsoInPass1: (entry: HouseholdWithHistory) => void = () => undefined,
): Promise<Population> {
  const households = context.history.households;
  await deriveMarked(context);
  const progress = context.progress('reading histories', households.count() * 2);
  const first = newPass1(catalog, asOf);
  for (const batch of households.batches(asOf)) {
    for (const entry of batch) {
      if (leftOut.has(entry.household.householdId)) continue;
      addToPass1(first, entry.history);
      alsoInPass1(entry);
    }
    progress.advance(batch.length);
    await context.breathe();
  }
  const second = newPass2(finishPass1(first));
  for (const batch of households.batches(asOf)) {
    for (const { household, history } of batch) {
      if (!leftOut.has(household.householdId)) addToPass2(second, history);
    }
    progress.advance(batch.length);
    await context.breathe();
  }
  progress.done();
  return finishPass2(second);
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
