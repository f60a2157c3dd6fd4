import { type Cents, cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { Db } from '../sqlite.ts';

/** One special on one list that a register may take off by itself. */
export type LaneRight = {
  readonly rightId: number;
  readonly listCode: string;
  readonly offerId: string;
  readonly version: number;
  /** In the meaning of the offer's kind. */
  readonly termsValueCents: Cents;
  /** What one application saves at the printed price. */
  readonly faceValueCents: Cents;
  readonly validFrom: Day;
  readonly validUntil: Day;
};

/** A list that is out, and whose it is. */
export type LaneList = { readonly listCode: string; readonly householdId: string };

export type LaneOffer = {
  readonly terms: OfferTerms;
  readonly products: readonly { readonly productId: string; readonly outsideBasket: boolean }[];
};

// What a lane would be told is open on the day or on a later one: cycles that are out, less what was taken back since.
const LIVE = `FROM issued_offer JOIN list USING (list_id) JOIN cycle USING (cycle_id)
  WHERE cycle.state = 'released' AND issued_offer.state = 'open' AND held_by IS NULL AND forgotten_on IS NULL
    AND valid_until + @grace >= @day AND NOT EXISTS (SELECT 1 FROM withdrawn_right AS taken
      WHERE taken.issued_offer_id = issued_offer.issued_offer_id)
    AND NOT EXISTS (SELECT 1 FROM restoration WHERE settled_at IS NULL AND last_cycle_id >= cycle_id)`;

type On = { readonly day: Day; readonly grace: number };

/** What registers that apply specials by themselves have to know. */
export function laneRights(db: Db) {
  type RightRow = Omit<LaneRight, 'termsValueCents' | 'faceValueCents'> & {
    terms_cents: number;
    face_cents: number;
  };
  const rights = db.prepare<On, RightRow>(
    `SELECT issued_offer_id AS rightId, list_code AS listCode, issued_offer.offer_id AS offerId, offer_version AS version,
       terms_value_cents AS terms_cents, face_value_cents AS face_cents, valid_from AS validFrom, valid_until AS validUntil
     ${LIVE} ORDER BY issued_offer_id`,
  );
  const lists = db.prepare<On, LaneList>(
    `SELECT DISTINCT list_code AS listCode, list.household_id AS householdId ${LIVE} ORDER BY list_id`,
  );
  const offers = db.prepare<On, { offer_id: string; version: number; terms: string }>(
    `SELECT offer_id, version, terms FROM offer_terms WHERE EXISTS (SELECT 1 ${LIVE}
       AND issued_offer.offer_id = offer_terms.offer_id AND offer_version = version) ORDER BY offer_id, version`,
  );
  const productsOf = offerProductsReader(db);
  return {
    /** By their numbers. */
    rights: function* (on: On): Generator<LaneRight> {
      for (const { terms_cents, face_cents, ...right } of rights.iterate(on)) {
        yield { ...right, termsValueCents: cents(terms_cents), faceValueCents: cents(face_cents) };
      }
    },
    lists: (on: On): IterableIterator<LaneList> => lists.iterate(on),
    offers: (on: On): LaneOffer[] =>
      offers.all(on).map((row) => ({
        terms: JSON.parse(row.terms) as OfferTerms,
        products: productsOf(row.offer_id, row.version),
      })),
  };
}

/** The products of a version of an offer, by their ids. */
export function offerProductsReader(db: Db): (offerId: string, version: number) => LaneOffer['products'] {
  const products = db.prepare<[string, number], { product_id: string; role: string }>(
    'SELECT product_id, role FROM offer_product WHERE offer_id = ? AND version = ? ORDER BY product_id, role',
  );
  return (offerId, version) =>
    products
      .all(offerId, version)
      .map(({ product_id, role }) => ({ productId: product_id, outsideBasket: role === 'outside-basket' }));
}
