import { type ChangedHands, changedHands } from '../../../history/changed-hands.ts';
import { type Day, day, formatDay } from '../../../shared/day.ts';
import type { Context } from '../../context.ts';

/** Before any receipt. */
const SINCE_EVER: Day = day(-25_567);

/** Households whose id may have gone to somebody else, with what says so. */
export type Suspect = { readonly householdId: string; readonly signs: ChangedHands };

/** Looks at every household once; nothing follows from it but a question to a person. */
export function findSuspects(context: Context, asOf: Day): Suspect[] {
  const { households, successions, visits } = context.history;
  const found: Suspect[] = [];
  for (const batch of households.batches(asOf, successions.asOf(asOf))) {
    for (const { household, history } of batch) {
      const { householdNo, householdId } = household;
      const signs = changedHands(history, () =>
        visits.ofHousehold(householdNo, SINCE_EVER, asOf).flatMap((card) => card.visits),
      );
      if (signs !== undefined) found.push({ householdId, signs });
    }
  }
  return found;
}

export function suspectDocument({ householdId, signs }: Suspect) {
  return {
    household_id: householdId,
    last_day: formatDay(signs.lastDay),
    from_day: formatDay(signs.fromDay),
    trips_before: signs.tripsBefore,
    trips_after: signs.tripsAfter,
    products_before: signs.productsBefore,
    products_after: signs.productsAfter,
    products_both: signs.productsBoth,
    stores_before: signs.storesBefore,
    stores_after: signs.storesAfter,
  };
}

export function suspectText({ householdId, signs }: Suspect): string {
  const { lastDay, fromDay, tripsBefore, tripsAfter, productsBefore, productsAfter, productsBoth } = signs;
  return (
    `${householdId}  rested from ${formatDay(lastDay)} to ${formatDay(fromDay)}: ${tripsBefore} trips before in ${signs.storesBefore.join(', ')}, ` +
    `${tripsAfter} after in ${signs.storesAfter.join(', ')}; of ${productsBefore} and ${productsAfter} products ${productsBoth} both times\n`
  );
}
