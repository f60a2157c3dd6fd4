import { withContext } from '../../src/cli/context.ts';
import { carryReturns } from '../../src/cli/lane/carry-returns.ts';
import { formatDay, parseDay } from '../../src/shared/day.ts';
import { worldIn } from '../cli/world.ts';

/** By product: on how many days it was bought, and the last of them. */
export type Purchases = ReadonlyMap<string, readonly [purchases: number, lastDay: string]>;

/**
 * What the program counts for one household before a day, as `predict` reads it; without the model that `predict` then fits
 * to the whole chain, 2 s of CPU each time.
 */
export async function purchasesBefore(
  asOf: string,
  dataDir: string,
  householdId: string,
): Promise<Purchases> {
  const day = parseDay(asOf);
  if (day === undefined) throw new Error(`${asOf} is no day`);
  const { world } = worldIn(dataDir);
  return withContext(world, { data: dataDir }, { command: 'predict', lock: true }, (context) => {
    carryReturns(context);
    const { history } = context;
    for (const _ of history.marked.batches());
    const { products } = history.facts.catalog();
    for (const batch of history.households.batches(day, undefined)) {
      const found = batch.find(({ household }) => household.householdId === householdId);
      if (found === undefined) continue;
      const { productNos, starts, days } = found.bought;
      return new Map(
        [...productNos].map((productNo, place) => {
          const [from = 0, until = 0] = [starts[place], starts[place + 1]];
          const last = formatDay((days[until - 1] ?? 0) as typeof day);
          return [products[productNo]?.productId ?? String(productNo), [until - from, last] as const];
        }),
      );
    }
    return new Map();
  });
}
