import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentOf, type Ran } from '../../scripts/proof/support/program.ts';
import { cardOf } from './chain-facts.ts';
import { duelistHere } from './here.ts';
import { groupBy, type Rec } from './records.ts';

/** Units of each product in a basket: enough for any of the made-up chain's specials. */
const UNITS = 6;

/** One product of a basket. */
export type Piece = { readonly productId: string; readonly priceCents: number; readonly quantity: number };

/** What a list's specials ask for, several of each. */
export function piecesFor(lines: readonly Rec[]): Piece[] {
  return lines
    .filter((line) => line('section') === 'special' && line('product_id') !== '')
    .map((line) => ({
      productId: line('product_id'),
      priceCents: Number(line('regular_price_cents')),
      quantity: UNITS,
    }));
}

/** Write a basket file. @returns Its path. */
export function writeBasket(dir: string, name: string, pieces: readonly Piece[]): string {
  const rows = pieces.map(({ productId, priceCents, quantity }, index) =>
    [index + 1, productId, quantity, priceCents, priceCents * quantity].join(','),
  );
  const path = join(dir, name);
  writeFileSync(path, ['line_no,product_id,quantity,unit_price_cents,amount_cents', ...rows, ''].join('\n'));
  return path;
}

/** A list with its household, a card, and a basket that its specials take something off. */
export type Shopper = {
  readonly householdId: string;
  readonly code: string;
  readonly listId: string;
  readonly card: string;
  readonly pieces: readonly Piece[];
  readonly basket: string;
};

/** The households of a cycle whose lists have at least two specials on products, each with a basket file. */
export function shoppersOf(lines: readonly Rec[], dir: string): Shopper[] {
  return [...groupBy(lines, (line) => line('household_id'))].flatMap(([householdId, of]) => {
    const pieces = piecesFor(of);
    const [first] = of;
    if (pieces.length < 2 || first === undefined) return [];
    const basket = writeBasket(dir, `${householdId}.csv`, pieces);
    const ids = { code: first('list_code'), listId: first('list_id'), card: cardOf(householdId) };
    return [{ householdId, ...ids, pieces, basket }];
  });
}

export type LaneRequest = {
  readonly transaction: string;
  readonly day: string;
  readonly basket: string;
  readonly list?: string;
  readonly card?: string;
  readonly store?: string;
};

export type Answer = {
  readonly status: string;
  readonly reason?: string;
  readonly redemption_id?: number;
  readonly list_id?: string;
  readonly discounts: readonly {
    readonly line_no: number;
    readonly product_id: string;
    readonly offer_id: string;
    readonly amount_cents: number;
    readonly funder_cents: number;
    readonly store_cents: number;
    readonly receipt_text: string;
  }[];
  readonly refused: readonly { readonly offer_id: string; readonly reason: string; readonly text: string }[];
  readonly total_cents: number;
};

/** One `redeem` of the command line. */
export async function redeem(dataDir: string, request: LaneRequest): Promise<{ ran: Ran; answer: Answer }> {
  const { transaction, day, basket, list, card, store = '101' } = request;
  const ran = await duelistHere([
    ...['redeem', '--store', store, '--register', '1', '--transaction', transaction, '--day', day],
    ...(list === undefined ? [] : ['--list', list]),
    ...(card === undefined ? [] : ['--card', card]),
    ...['--basket', basket, '--data', dataDir, '--json'],
  ]);
  return { ran, answer: documentOf<Answer>(ran) };
}
