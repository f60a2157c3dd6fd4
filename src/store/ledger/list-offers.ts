import type { BasketLine, IssuedOffer } from '../../checkout/types.ts';
import { cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import { type OfferTerms, versionKey } from '../../shared/offer-terms.ts';
import type { Db } from '../sqlite.ts';
import { kinReader } from './kin.ts';

type OfferRow = {
  issued_offer_id: number;
  line_no: number;
  offer_id: string;
  offer_version: number;
  terms_value_cents: number;
  state: IssuedOffer['state'];
  drawn_cents: number;
  drawn_uses: number;
  used_store: string | null;
  used_register: string | null;
  used_day: Day | null;
};

// A withdrawal holds from the moment it is said, however many issued offers have yet to be brought in line with it. Most
// chains have none, and then no offer is asked about.
export const STANDING = `iif(issued_offer.state IN ('open', 'expired') AND EXISTS (SELECT 1 FROM withdrawal)
  AND EXISTS (SELECT 1 FROM withdrawn_right AS taken WHERE taken.issued_offer_id = issued_offer.issued_offer_id),
  'withdrawn', issued_offer.state)`;

type ProductRow = {
  offer_id: string;
  version: number;
  product_id: string;
  role: 'qualifies' | 'outside-basket';
};

/** Terms kept as they were read last; a chain has some hundred offers at a time. */
const TERMS_MAX = 5000;

/** A list's offers as they stand. Of their products only those in the basket are read: a group can have thousands. */
export function offerReader(db: Db) {
  const offersOf = standingOffers(db);
  // By product, whatever offers it is in: a look-up for each line of the basket, and few rows.
  const products = db.prepare<[string], ProductRow>(
    `SELECT offer_id, version, product_id, role FROM json_each(?) AS basket
     CROSS JOIN offer_product ON product_id = basket.value`,
  );
  const usesOf = usesReader(db);
  const termsOf = termsReader(db);

  return (
    { listId, householdId }: { readonly listId: number; readonly householdId: string },
    lines: readonly BasketLine[],
  ): IssuedOffer[] => {
    const basket = JSON.stringify([...new Set(lines.map((line) => line.productId))]);
    const inBasket = groupByOffer(products.all(basket));
    const uses = usesOf(householdId);
    return offersOf(listId).map((row) => {
      const terms = termsOf(row);
      const { qualifies, outside } = inBasket.get(versionKey(row.offer_id, row.offer_version)) ?? NONE;
      const { budgetCents, limitHousehold, limitTotal } = terms;
      return {
        issuedOfferId: row.issued_offer_id,
        lineNo: row.line_no,
        terms,
        faceValueCents: cents(row.terms_value_cents),
        state: row.state,
        ...usedBy(row),
        productIds: qualifies,
        outsideBasketIds: outside,
        funderBudgetLeftCents: budgetCents === undefined ? undefined : cents(budgetCents - row.drawn_cents),
        funderUsesLeft: limitTotal === undefined ? undefined : limitTotal - row.drawn_uses,
        householdUsesLeft: limitHousehold === undefined ? undefined : limitHousehold - uses(row.offer_id),
      };
    });
  };
}

/** All offers of a list, each with what became of it. */
function standingOffers(db: Db): (listId: number) => OfferRow[] {
  const select = (state: string) =>
    db.prepare<[number], OfferRow>(
      `SELECT issued_offer_id, line_no, issued_offer.offer_id, offer_version, terms_value_cents, ${state} AS state,
         coalesce(offer_draw.funder_cents, 0) AS drawn_cents, coalesce(offer_draw.applications, 0) AS drawn_uses,
         used.store_id AS used_store, used.register_id AS used_register, used.business_day AS used_day
       FROM issued_offer LEFT JOIN redemption AS used USING (redemption_id)
       LEFT JOIN offer_draw ON offer_draw.offer_id = issued_offer.offer_id
       WHERE issued_offer.list_id = ? ORDER BY line_no, issued_offer_id`,
    );
  // To ask of each offer whether anything was withdrawn costs as much as all else of it.
  const withdrawn = db.prepare('SELECT 1 FROM withdrawal LIMIT 1');
  const plain = select('issued_offer.state');
  const standing = select(STANDING);
  return (listId) => (withdrawn.get() === undefined ? plain : standing).all(listId);
}

/** How often a household, and those that are one with it, have applied an offer: for one household, then offer by offer. */
export function usesReader(db: Db): (householdId: string) => (offerId: string) => number {
  const kin = kinReader(db);
  const used = db
    .prepare<[string, string], number>(
      'SELECT coalesce(sum(applications), 0) FROM issued_offer WHERE offer_id = ? AND household_id = ?',
    )
    .pluck();
  return (household) => {
    const members = kin(household);
    return (offer) => members.reduce((sum, member) => sum + (used.get(offer, member) ?? 0), 0);
  };
}

/** Terms as they were read first: those of a version never change. */
function termsReader(db: Db): (row: OfferRow) => OfferTerms {
  const select = db
    .prepare<[string, number], string>('SELECT terms FROM offer_terms WHERE offer_id = ? AND version = ?')
    .pluck();
  const known = new Map<string, OfferTerms>();
  return ({ offer_id: offerId, offer_version: version }) => {
    const key = versionKey(offerId, version);
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const terms = JSON.parse(select.get(offerId, version) ?? 'null') as OfferTerms;
    if (known.size >= TERMS_MAX) known.clear();
    known.set(key, terms);
    return terms;
  };
}

type InBasket = { readonly qualifies: Set<string>; readonly outside: Set<string> };

const NONE: InBasket = { qualifies: new Set(), outside: new Set() };

function groupByOffer(rows: readonly ProductRow[]): ReadonlyMap<string, InBasket> {
  const groups = new Map<string, InBasket>();
  for (const { offer_id: offerId, version, product_id: productId, role } of rows) {
    const key = versionKey(offerId, version);
    const group = groups.get(key) ?? { qualifies: new Set(), outside: new Set() };
    (role === 'qualifies' ? group.qualifies : group.outside).add(productId);
    groups.set(key, group);
  }
  return groups;
}

function usedBy({ used_store: storeId, used_register: registerId, used_day: day }: OfferRow) {
  return storeId === null || registerId === null || day === null
    ? {}
    : { usedBy: { storeId, registerId, day } };
}
