import { unlistable } from '../../lists/plan-lines.ts';
import { addToTally, EMPTY_TALLY, type ListTally } from '../../measure/list-score.ts';
import type { Catalog } from '../../shared/catalog.ts';
import { addDays } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';
import type { NightRun, Phase } from './run-types.ts';

/** Lists of one transaction that renews histories. */
const BATCH = 100;
/** A cycle whose last day nobody has sent receipts for is scored all the same after so many days. */
const PATIENCE_DAYS = 7;

/** How good the lists of cycles were whose validity is over: once each, when the receipts of their last day are there. */
export const score: Phase = {
  name: 'score',
  isDue: (run) => unscored(run).length > 0,
  run: async (run) => {
    const cycles = unscored(run);
    const catalog = run.context.history.facts.catalog();
    for (const cycle of cycles) await scoreCycle(run, cycle, catalog);
    return { did: cycles.length > 0, counts: { scored: cycles.map(({ cycleId }) => cycleId) } };
  },
};

function unscored({ context, asOf }: NightRun): Cycle[] {
  const { ledger, history } = context;
  const scored = new Set(ledger.scores.all().map(({ cycleId }) => cycleId));
  const over = ledger.cycles.all().filter(
    (cycle) =>
      // What an earlier system listed is no prediction of ours.
      !cycle.takenOver &&
      (cycle.state === 'released' || cycle.state === 'closed') &&
      cycle.validUntil < asOf &&
      !scored.has(cycle.cycleId),
  );
  if (over.length === 0) return [];
  const { newestDay } = history.arrivals(asOf);
  const reaches = (cycle: Cycle): boolean => newestDay !== undefined && newestDay >= cycle.validUntil;
  return over.filter((cycle) => reaches(cycle) || asOf - cycle.validUntil > PATIENCE_DAYS);
}

async function scoreCycle({ context, asOf }: NightRun, cycle: Cycle, catalog: Catalog): Promise<void> {
  const { ledger } = context;
  const tallies = { treatment: EMPTY_TALLY, control: EMPTY_TALLY };
  const judge = judgeOf(context, cycle, catalog);
  let batch: StoredList[] = [];
  const flush = async (): Promise<void> => {
    context.history.inTransaction(() => {
      for (const list of batch) tallies[list.arm] = judge(tallies[list.arm], list);
    });
    batch = [];
    await context.breathe();
  };
  for (const list of ledger.lists.ofCycle(cycle.cycleId)) {
    if (list.held !== undefined) continue;
    batch.push(list);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  const { issued, redeemed } = ledger.issuer.standing(cycle.cycleId);
  const of = { cycleId: cycle.cycleId, scoredOn: asOf };
  ledger.scores.write([
    { ...of, arm: 'treatment', ...tallies.treatment, specials: issued, redeemed },
    { ...of, arm: 'control', ...tallies.control, specials: 0, redeemed: 0 },
  ]);
  context.log.info('scored', { cycle: cycle.cycleId, ...tallies.treatment });
}

function judgeOf(context: Context, cycle: Cycle, catalog: Catalog) {
  const { households } = context.history;
  const numbers = new Map<string, number>();
  const listed: boolean[] = [];
  for (const product of catalog.products) {
    if (product === undefined) continue;
    numbers.set(product.productId, product.productNo);
    listed[product.productNo] = unlistable(product) === undefined;
  }
  return (tally: ListTally, list: StoredList): ListTally => {
    const household = households.find(list.householdId);
    const due = list.lines.filter(({ section }) => section === 'due');
    const special = list.lines.filter(({ section }) => section === 'special');
    return addToTally(tally, {
      due: due.map(({ productId, probability }) => ({
        productNo: numbers.get(productId ?? ''),
        probability: probability ?? 0,
      })),
      onSpecial: new Set(special.map(({ productId }) => numbers.get(productId ?? '') ?? -1)),
      history:
        household === undefined
          ? undefined
          : households.history(household.householdNo, addDays(cycle.validUntil, 1)),
      asOf: cycle.asOf,
      validFrom: cycle.validFrom,
      validUntil: cycle.validUntil,
      listable: (productNo) => listed[productNo] === true,
    });
  };
}
