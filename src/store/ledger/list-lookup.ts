import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { STANDING } from './list-offers.ts';

/** A list that went out, and how its offers stand. */
export type ListLookup = {
  readonly listId: string;
  readonly validFrom: Day;
  readonly validUntil: Day;
  /** By line of the list. */
  readonly offers: readonly {
    readonly offerId: string;
    readonly products: readonly string[];
    readonly valueCents: number;
    readonly state: 'open' | 'reserved' | 'redeemed' | 'expired' | 'withdrawn';
  }[];
};

type ListRow = { list_id: number; valid_from: Day; valid_until: Day; over: number };

type OfferRow = {
  offer_id: string;
  offer_version: number;
  face_value_cents: number;
  state: ListLookup['offers'][number]['state'];
};

/** Looks a list up by its number; undefined: none that went out has it. Reads only, and never waits. */
export function listLookup(db: Db): (listCode: string) => ListLookup | undefined {
  const find = db.prepare<[string], ListRow>(
    `SELECT list_id, valid_from, valid_until, (forgotten_on IS NOT NULL OR cycle.state = 'withdrawn') AS over
     FROM list JOIN cycle USING (cycle_id)
     WHERE list_code = ? AND held_by IS NULL AND cycle.state IN ('released', 'closed', 'withdrawn')`,
  );
  const offers = db.prepare<[number], OfferRow>(
    `SELECT offer_id, offer_version, face_value_cents, ${STANDING} AS state FROM issued_offer
     WHERE list_id = ? ORDER BY line_no, issued_offer_id`,
  );
  const products = db
    .prepare<[string, number], string>(
      `SELECT product_id FROM offer_product WHERE offer_id = ? AND version = ? AND role = 'qualifies' ORDER BY product_id`,
    )
    .pluck();
  const read = db.transaction((listCode: string): ListLookup | undefined => {
    const list = find.get(listCode);
    if (list === undefined) return undefined;
    return {
      listId: String(list.list_id),
      validFrom: list.valid_from,
      validUntil: list.valid_until,
      offers: offers.all(list.list_id).map((row) => ({
        offerId: row.offer_id,
        products: products.all(row.offer_id, row.offer_version),
        valueCents: row.face_value_cents,
        state: list.over === 1 && row.state === 'open' ? 'withdrawn' : row.state,
      })),
    };
  });
  return (listCode) => read.deferred(listCode);
}
