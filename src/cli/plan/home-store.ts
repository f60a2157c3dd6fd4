import { type HomeStoreChange, homeStoreChanges } from '../../history/home-store.ts';
import { addDays, type Day } from '../../shared/day.ts';
import type { Household } from '../../store/history/households.ts';
import type { Context } from '../context.ts';

/** Days over which a household's stores are looked at. */
const LOOK_BACK_DAYS = 364;

/** Where a household is at home by where it shops before a day, and how it came there. */
export function shopsAt(
  context: Pick<Context, 'history'>,
  householdNo: number,
  asOf: Day,
): HomeStoreChange[] {
  const cards = context.history.visits.ofHousehold(householdNo, addDays(asOf, -LOOK_BACK_DAYS), asOf);
  return homeStoreChanges(cards.flatMap(({ visits }) => visits));
}

/** The household with its home store: the one that the households feed names, else the one where it shops. */
export function atHome(context: Pick<Context, 'history'>, household: Household, asOf: Day): Household {
  if (household.homeStoreId !== undefined) return household;
  const homeStoreId = shopsAt(context, household.householdNo, asOf).at(-1)?.to;
  return homeStoreId === undefined ? household : { ...household, homeStoreId };
}
