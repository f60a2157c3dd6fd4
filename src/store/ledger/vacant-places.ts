import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { Db } from '../sqlite.ts';

/** What one application of a replacement saves at a shelf price; undefined: nothing, or not known. */
export type FaceValueOf = (
  terms: OfferTerms,
  termsValueCents: number,
  priceCents: number | undefined,
) => number | undefined;

/** An issued offer that a withdrawal in force takes from the lanes. */
const WITHDRAWN = `EXISTS (SELECT 1 FROM withdrawn_right WHERE withdrawn_right.issued_offer_id = issued_offer.issued_offer_id)`;

/**
 * One list in line with all withdrawals in force: what is withdrawn, what is honoured again, what takes a place. Lists of
 * cycles that are over, and those of forgotten households, stay as they are. Runs inside the caller's transaction.
 */
export function placeSettler(db: Db): (listId: number, faceValueOf: FaceValueOf) => void {
  const live = db.prepare<[number]>(
    `SELECT 1 FROM list JOIN cycle USING (cycle_id)
     WHERE list_id = ? AND cycle.state IN ('released', 'withdrawn') AND forgotten_on IS NULL`,
  );
  const withdraw = db.prepare(
    `UPDATE issued_offer SET state = 'withdrawn' WHERE list_id = ? AND state = 'open' AND ${WITHDRAWN}`,
  );
  const reopen = db.prepare(
    `UPDATE issued_offer SET state = 'open' WHERE list_id = ? AND state = 'withdrawn' AND NOT ${WITHDRAWN}
       AND NOT EXISTS (SELECT 1 FROM issued_offer AS other WHERE other.replaces = issued_offer.issued_offer_id)`,
  );
  const vacant = vacantPlaces(db);
  const fill = db.prepare(
    `INSERT INTO issued_offer (list_id, line_no, offer_id, offer_version, household_id, face_value_cents, terms_value_cents, state,
       replaces, withdrawal_id)
     SELECT list_id, line_no, @offer, @version, household_id, @face, @terms, 'open', issued_offer_id, @withdrawal
     FROM issued_offer WHERE issued_offer_id = @replaces`,
  );
  return (listId, faceValueOf) => {
    if (live.get(listId) === undefined) return;
    withdraw.run(listId);
    reopen.run(listId);
    for (const place of vacant(listId)) {
      const face = faceValueOf(place.terms, place.termsValueCents, place.priceCents);
      if (face === undefined) continue;
      const { replaces, withdrawalId: withdrawal, termsValueCents: terms } = place;
      const { offerId: offer, version } = place.terms;
      fill.run({ offer, version, face, terms, replaces, withdrawal });
    }
  };
}

/** A withdrawn offer of a list in whose place another one is due. */
type VacantPlace = {
  readonly withdrawalId: number;
  readonly replaces: number;
  readonly terms: OfferTerms;
  readonly termsValueCents: number;
  readonly priceCents: number | undefined;
};

type VacantRow = {
  withdrawal_id: number;
  replaces: number;
  terms: string;
  terms_value_cents: number;
  price_cents: number | null;
};

function vacantPlaces(db: Db): (listId: number) => VacantPlace[] {
  // The printed price counts where the printed product is one of the replacement's own. For a cycle one place per list:
  // that of its first offer still withdrawn.
  const find = db.prepare<{ list: number }, VacantRow>(
    `SELECT said.withdrawal_id, gone.issued_offer_id AS replaces, offer_terms.terms,
       said.replace_terms_cents AS terms_value_cents,
       CASE WHEN EXISTS (SELECT 1 FROM offer_product WHERE offer_product.offer_id = said.replace_with
           AND version = said.replace_version AND offer_product.product_id = list_line.product_id AND role = 'qualifies')
         THEN coalesce(regular_price_cents, said.replace_price_cents) ELSE said.replace_price_cents END AS price_cents
     FROM issued_offer AS gone JOIN list USING (list_id) JOIN cycle USING (cycle_id)
     JOIN list_line ON list_line.list_id = gone.list_id AND list_line.line_no = gone.line_no
     JOIN withdrawal_in_force AS said ON said.lanes = 'replace' AND said.good_on <= cycle.valid_until
       AND said.withdrawal_id IS NOT gone.withdrawal_id
       AND (said.offer_id = gone.offer_id AND NOT EXISTS (SELECT 1 FROM withdrawal_in_force AS whole
            WHERE whole.cycle_id = list.cycle_id AND whole.lanes <> 'honour')
         OR said.cycle_id = list.cycle_id
           AND NOT EXISTS (SELECT 1 FROM issued_offer WHERE list_id = @list AND withdrawal_id = said.withdrawal_id)
           AND gone.issued_offer_id = (SELECT min(issued_offer_id) FROM issued_offer AS first
             WHERE first.list_id = @list AND first.state = 'withdrawn'
               AND NOT EXISTS (SELECT 1 FROM issued_offer AS other WHERE other.replaces = first.issued_offer_id)))
     JOIN offer_terms ON offer_terms.offer_id = said.replace_with AND offer_terms.version = said.replace_version
     WHERE gone.list_id = @list AND gone.state = 'withdrawn' AND cycle.state = 'released'
       AND NOT EXISTS (SELECT 1 FROM issued_offer AS other WHERE other.replaces = gone.issued_offer_id)
     ORDER BY gone.issued_offer_id`,
  );
  return (listId) =>
    find.all({ list: listId }).map((row) => ({
      withdrawalId: row.withdrawal_id,
      replaces: row.replaces,
      terms: JSON.parse(row.terms) as OfferTerms,
      termsValueCents: row.terms_value_cents,
      priceCents: row.price_cents ?? undefined,
    }));
}
