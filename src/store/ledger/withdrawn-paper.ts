import type { Addressee } from '../../lists/planned-list.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** An offer or a cycle, and the day from which on its paper counts: paper that ended before it concerns nobody. */
export type PaperOf = { readonly kind: 'offer' | 'cycle'; readonly id: string; readonly goodOn: Day };

/** What is out of something, whatever lanes do with it. */
export type PaperCounts = {
  readonly lists: number;
  readonly households: number;
  readonly offers: number;
  /** Of the offers that nobody has used, at the printed prices. */
  readonly openValueCents: number;
  readonly redeemed: number;
  /** Given in the place of others, and what they are worth. */
  readonly replaced: number;
  readonly replacedValueCents: number;
};

/** One unused special on somebody's paper. */
export type LetterRow = {
  readonly householdId: string;
  readonly listId: number;
  readonly validUntil: Day;
  readonly offerId: string;
  readonly description: string;
  readonly faceValueCents: number;
  readonly replacedBy: string | undefined;
  readonly addressee: Addressee;
  readonly homeStoreId: string | undefined;
};

/** Shelf price on the printed line where a replacement would go; undefined: the printed product is none of its own. */
export type Place = { readonly printedPriceCents: number | undefined };

const CONCERNED = `(@offer IS NULL OR issued_offer.offer_id = @offer) AND (@cycle IS NULL OR list.cycle_id = @cycle)
  AND valid_until >= @goodOn AND cycle.state IN ('released', 'withdrawn') AND forgotten_on IS NULL`;
const OF_PAPER = 'FROM issued_offer JOIN list USING (list_id) JOIN cycle USING (cycle_id)';
/** As printed: what took another's place is on the paper of nobody. */
const PRINTED = 'replaces IS NULL';

/** Reads what paper is out of an offer or a cycle: before it is withdrawn, for whoever answers, and for the letters. */
export function paperReader(db: Db) {
  const isOut = db.prepare<[string], number>(
    `SELECT 1 ${OF_PAPER} WHERE offer_id = ? AND cycle.state IN ('released', 'withdrawn') LIMIT 1`,
  );
  const lastDay = db
    .prepare<Named, Day | null>(`SELECT max(valid_until) ${OF_PAPER} WHERE ${CONCERNED}`)
    .pluck();
  const counts = db.prepare<Named, CountRow>(
    `SELECT count(DISTINCT list_id) FILTER (WHERE ${PRINTED} AND issued_offer.state <> 'redeemed') AS lists,
       count(DISTINCT list.household_id) FILTER (WHERE ${PRINTED} AND issued_offer.state <> 'redeemed') AS households,
       count(*) FILTER (WHERE ${PRINTED} AND issued_offer.state <> 'redeemed') AS offers,
       coalesce(sum(face_value_cents) FILTER (WHERE ${PRINTED} AND issued_offer.state <> 'redeemed'), 0) AS open_value,
       count(*) FILTER (WHERE ${PRINTED} AND issued_offer.state = 'redeemed') AS redeemed
     ${OF_PAPER} WHERE ${CONCERNED}`,
  );
  const replaced = db.prepare<[number], { n: number; value: number }>(
    'SELECT count(*) AS n, coalesce(sum(face_value_cents), 0) AS value FROM issued_offer WHERE withdrawal_id = ?',
  );
  return {
    isOut: (offerId: string): boolean => isOut.get(offerId) !== undefined,
    /** The last day of any paper concerned. */
    lastDay: (paper: PaperOf): Day | undefined => lastDay.get(named(paper)) ?? undefined,
    counts: (paper: PaperOf, withdrawalId: number): PaperCounts => {
      const row = counts.get(named(paper));
      const given = replaced.get(withdrawalId);
      return {
        lists: row?.lists ?? 0,
        households: row?.households ?? 0,
        offers: row?.offers ?? 0,
        openValueCents: row?.open_value ?? 0,
        redeemed: row?.redeemed ?? 0,
        replaced: given?.n ?? 0,
        replacedValueCents: given?.value ?? 0,
      };
    },
    places: placeReader(db),
    letters: letterReader(db),
  };
}

type Named = { offer: string | null; cycle: number | null; goodOn: Day };
type CountRow = { lists: number; households: number; offers: number; open_value: number; redeemed: number };

function named({ kind, id, goodOn }: PaperOf): Named {
  return kind === 'offer' ? { offer: id, cycle: null, goodOn } : { offer: null, cycle: Number(id), goodOn };
}

/** The places that a replacement would take: each unused offer's own, or one per list where a whole cycle is replaced. */
function placeReader(
  db: Db,
): (paper: PaperOf, replacement: { offerId: string; version: number }) => Generator<Place> {
  const places = db.prepare<Named & { by: string; version: number }, { price: number | null }>(
    `SELECT CASE WHEN EXISTS (SELECT 1 FROM offer_product WHERE offer_product.offer_id = @by AND version = @version
         AND offer_product.product_id = list_line.product_id AND role = 'qualifies')
       THEN regular_price_cents END AS price
     ${OF_PAPER} JOIN list_line USING (list_id, line_no)
     WHERE ${CONCERNED} AND issued_offer.state IN ('open', 'withdrawn')
       AND (@cycle IS NULL OR issued_offer_id = (SELECT min(issued_offer_id) FROM issued_offer AS first
         WHERE first.list_id = list.list_id AND first.state IN ('open', 'withdrawn')))`,
  );
  return function* (paper, { offerId, version }) {
    for (const row of places.iterate({ ...named(paper), by: offerId, version })) {
      yield { printedPriceCents: row.price ?? undefined };
    }
  };
}

function letterReader(db: Db): (paper: PaperOf) => Generator<LetterRow> {
  type Row = {
    household_id: string;
    list_id: number;
    valid_until: Day;
    offer_id: string;
    description: string;
    face_value_cents: number;
    replaced_by: string | null;
    addressee: string;
    home_store_id: string | null;
  };
  // Whoever has had the replacement has been served.
  const rows = db.prepare<Named, Row>(
    `SELECT list.household_id, list_id, valid_until, issued_offer.offer_id, list_line.description, face_value_cents, addressee,
       home_store_id, (SELECT offer_id FROM issued_offer AS other WHERE other.replaces = issued_offer.issued_offer_id) AS replaced_by
     ${OF_PAPER} JOIN list_line USING (list_id, line_no)
     WHERE ${CONCERNED} AND ${PRINTED} AND issued_offer.state IN ('open', 'withdrawn')
       AND NOT EXISTS (SELECT 1 FROM issued_offer AS other
         WHERE other.replaces = issued_offer.issued_offer_id AND other.state = 'redeemed')
     ORDER BY list.household_id, list_id, line_no`,
  );
  return function* (paper) {
    for (const row of rows.iterate(named(paper))) {
      yield {
        householdId: row.household_id,
        listId: row.list_id,
        validUntil: row.valid_until,
        offerId: row.offer_id,
        description: row.description,
        faceValueCents: row.face_value_cents,
        replacedBy: row.replaced_by ?? undefined,
        addressee: JSON.parse(row.addressee) as Addressee,
        homeStoreId: row.home_store_id ?? undefined,
      };
    }
  };
}
