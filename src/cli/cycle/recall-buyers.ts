import { addDays, type Day, formatDay } from '../../shared/day.ts';
import type { AnonymousSales, Buyer } from '../../store/history/buyers.ts';
import type { Context } from '../context.ts';
import { csvLine, writeWhole } from '../files.ts';
import { businessToday } from './today.ts';

/** Who bought a recalled product. */
export type Buyers = {
  readonly households: number;
  /** Those that hold paper, still good, that names it. */
  readonly onPaper: number;
  readonly anonymous: AnonymousSales;
};

const COLUMNS = [
  'household_id',
  'name',
  'address_1',
  'address_2',
  'city',
  'state',
  'postal_code',
  'country',
  'email',
  'card_ids',
  'first_day',
  'last_day',
  'units',
  'store_ids',
  'on_list_id',
];

/**
 * The households that bought a product on a day or later; units are net of what they took back, by the definition of a
 * household's history. Written to a file where one is asked for.
 */
export async function findBuyers(
  context: Context,
  productId: string,
  since: Day,
  path: string | undefined,
): Promise<Buyers> {
  const { buyers } = context.history;
  const product = buyers.product(productId);
  const today = businessToday(context);
  const paper = new Map(
    context.ledger.recalls.onPaper(productId, today).map(({ householdId, listId }) => [householdId, listId]),
  );
  const lines = [csvLine(COLUMNS)];
  let households = 0;
  for (const buyer of buyers.of(productId, since)) {
    households += 1;
    if (path === undefined || product === undefined) continue;
    const milli = unitsSince(context, buyer.householdNo, product.productNo, since, today);
    lines.push(buyerLine(context, buyer, milli, paper.get(buyer.householdId)));
    if (households % HOUSEHOLDS_PER_BREATH === 0) await context.breathe();
  }
  if (path !== undefined) writeWhole(path, lines.join(''));
  return { households, onPaper: paper.size, anonymous: buyers.anonymous(productId, since) };
}

const HOUSEHOLDS_PER_BREATH = 256;

function unitsSince(
  context: Context,
  householdNo: number,
  productNo: number,
  since: Day,
  today: Day,
): number {
  // The newest receipt's day is in: a history as of a day knows what came before it.
  const { productNos, starts, days, quantityMilli } = context.history.households.history(
    householdNo,
    addDays(today, 1),
  );
  const place = productNos.indexOf(productNo);
  if (place < 0) return 0;
  let milli = 0;
  for (let at = starts[place] ?? 0; at < (starts[place + 1] ?? 0); at++) {
    if ((days[at] ?? 0) >= since) milli += quantityMilli[at] ?? 0;
  }
  return milli;
}

function buyerLine(context: Context, buyer: Buyer, milli: number, listId: number | undefined): string {
  const master = context.history.people.master(buyer.householdId);
  return csvLine([
    buyer.householdId,
    ...['name', 'address_1', 'address_2', 'city', 'state', 'postal_code', 'country', 'email'].map(
      (name) => master?.[name],
    ),
    buyer.cardIds.join('|'),
    formatDay(buyer.firstDay),
    formatDay(buyer.lastDay),
    milli / 1000,
    buyer.storeIds.join('|'),
    listId,
  ]);
}
