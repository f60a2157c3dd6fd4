import { join } from 'node:path';
import { FIXTURES_DIR, scanPaths } from '../../scripts/proof/support/chain.ts';
import { canonical } from '../simulate/chain-files.ts';
import { centsOf, dayAfter, groupBy, type Rec, readRecords } from './records.ts';

/**
 * What the made-up chain's files say, read as plainly as a reader of the contract would: the tests' own view of who
 * bought and spent what, which shares no code with the program but the names of products.
 */
export type ScanLine = {
  readonly householdId: string;
  readonly day: string;
  readonly receipt: string;
  readonly productId: string;
  readonly quantity: number;
  readonly netCents: number;
  readonly type: string;
};

export const products: ReadonlyMap<string, Rec> = byId('products', 'product_id', canonical);
export const offers: ReadonlyMap<string, Rec> = byId('offers', 'offer_id');
export const households: ReadonlyMap<string, Rec> = byId('households', 'household_id');

function byId(feed: string, column: string, idOf = (text: string): string => text): Map<string, Rec> {
  return new Map(readRecords(join(FIXTURES_DIR, `${feed}.csv`)).map((row) => [idOf(row(column)), row]));
}

/** Household by card or alternate id, as the households feed says. */
const ownerOfCard = new Map(
  [...households].flatMap(([id, row]) =>
    `${row('card_ids')}|${row('alternate_ids')}`
      .split('|')
      .filter((card) => card !== '')
      .map((card): [string, string] => [card, id]),
  ),
);

/** Who carries a card: the household that names it, else a household of its own. */
function householdOfCard(card: string): string {
  return ownerOfCard.get(card) ?? card;
}

/** A card of a household. */
export function cardOf(householdId: string): string {
  return households.get(householdId)?.('card_ids').split('|')[0] ?? '';
}

/** All lines with a card, once they were read: for all test files that a process runs. */
let allLines: readonly ScanLine[] | undefined;

/** Lines with a card on days before `untilDay`; the file that was sent twice is read once. */
export function scanLines(untilDay: string): ScanLine[] {
  allLines ??= readScanLines();
  return allLines.filter(({ day }) => day < untilDay);
}

function readScanLines(): ScanLine[] {
  return scanPaths(FIXTURES_DIR)
    .filter((path) => !path.includes('resent'))
    .flatMap(readRecords)
    .filter((row) => row('card_id') !== '')
    .map((row) => ({
      householdId: householdOfCard(row('card_id')),
      day: row('timestamp').slice(0, 10),
      receipt: ['store_id', 'register_id', 'transaction_id'].map(row).join('/'),
      productId: canonical(row('product_id')),
      quantity: Number(row('quantity')),
      netCents: centsOf(row('net_amount')),
      type: row('line_type'),
    }));
}

/** Signed spend of the 56 days that end before a day, by household; goods that are no spend left out. */
export function spendBefore(asOf: string, lines: readonly ScanLine[]): Map<string, number> {
  const from = dayAfter(asOf, -56);
  const spent = new Map<string, number>();
  for (const { householdId, day, productId, netCents } of lines) {
    if (day < from || day >= asOf || products.get(productId)?.('spend') === 'no') continue;
    spent.set(householdId, (spent.get(householdId) ?? 0) + netCents);
  }
  return spent;
}

/** Reasons for which a household gets no list at all; the others stop the letter or a category alone. */
const NO_LIST = new Set(['opted_out', 'deceased', 'minor', 'dispute', 'erasure', 'test']);

/** Households that get a list on a day: known, not suppressed, above $25.00 a week over eight weeks. */
export function qualifyingOn(asOf: string, lines: readonly ScanLine[]): string[] {
  const barred = new Set(
    readRecords(join(FIXTURES_DIR, 'suppressions.csv'))
      .filter((row) => NO_LIST.has(row('reason')))
      .filter((row) => row('start_day') <= asOf && (row('end_day') === '' || row('end_day') >= asOf))
      .map((row) => row('household_id')),
  );
  return [...spendBefore(asOf, lines)]
    .filter(([id, cents]) => households.has(id) && !barred.has(id) && cents > 8 * 2500)
    .map(([id]) => id)
    .sort();
}

/** Products that an offer names, by id, category, brand or need, less what it excludes. */
export function namedBy(offer: Rec): Set<string> {
  const named = new Set(offer('products').split('|').flatMap(matching));
  for (const id of offer('products_excluded').split('|').flatMap(matching)) named.delete(id);
  return named;
}

function matching(selector: string): string[] {
  if (selector === '') return [];
  const [, kind, value] = /^(cat|brand|need):(.*)$/.exec(selector) ?? [];
  if (kind === undefined || value === undefined) return [canonical(selector)];
  const column = { cat: 'category', brand: 'brand', need: 'need' }[kind] ?? '';
  return [...products].filter(([, row]) => row(column) === value).map(([id]) => id);
}

/** Purchase days by `household product`, of pairs without a void or return: those need no rule to be counted. */
export function plainPurchaseDays(lines: readonly ScanLine[]): Map<string, string[]> {
  const pairs = groupBy(
    lines.filter(({ type }) => type === 'sale' || type === 'void' || type === 'return'),
    ({ householdId, productId }) => `${householdId} ${productId}`,
  );
  const plain = [...pairs].filter(([, of]) =>
    of.every(({ type, quantity }) => type === 'sale' && quantity > 0),
  );
  return new Map(plain.map(([pair, of]) => [pair, [...new Set(of.map(({ day }) => day))].sort()]));
}

/** A `household product` with the product that this one replaces, if it replaces any. */
export function replacedIn(pair: string): string {
  const [household, product = ''] = pair.split(' ');
  return `${household} ${products.get(product)?.('replaces').padStart(14, '0')}`;
}
