import { addToPass2, finishPass2, newPass2, type Population } from '../../cadence/population.ts';
import { addToPass1, finishPass1, newPass1 } from '../../cadence/priors.ts';
import type { Catalog } from '../../shared/catalog.ts';
import type { Day } from '../../shared/day.ts';
import type { HouseholdWithHistory } from '../../store/history/households.ts';
import type { Context } from '../context.ts';

/** The chain-wide tables that a household's probabilities lean on: two passes over all households, in batches. */
export async function buildPopulation(
  context: Context,
  catalog: Catalog,
  asOf: Day,
  alsoInPass1: (entry: HouseholdWithHistory) => void = () => undefined,
): Promise<Population> {
  const households = context.history.households;
  const progress = context.progress('reading histories', households.count() * 2);
  const first = newPass1(catalog, asOf);
  for (const batch of inTransactions(context, asOf)) {
    for (const entry of batch) {
      addToPass1(first, entry.history);
      alsoInPass1(entry);
    }
    progress.advance(batch.length);
    await context.breathe();
  }
  const second = newPass2(finishPass1(first));
  for (const batch of households.batches(asOf)) {
    for (const { history } of batch) addToPass2(second, history);
    progress.advance(batch.length);
    await context.breathe();
  }
  progress.done();
  return finishPass2(second);
}

/** The first pass derives what is dirty; one commit per batch instead of one per household. */
function* inTransactions(context: Context, asOf: Day): Generator<HouseholdWithHistory[]> {
  const batches = context.history.households.batches(asOf);
  for (;;) {
    const next = context.history.inTransaction(() => batches.next());
    if (next.done === true) return;
    yield next.value;
  }
}
