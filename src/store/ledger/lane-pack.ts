import { cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import { type OfferTerms, versionKey } from '../../shared/offer-terms.ts';
import type { Db } from '../sqlite.ts';
import { rootOf } from './kin.ts';
import { type LaneOffer, offerProductsReader } from './lane-rights.ts';
import { STANDING, usesReader } from './list-offers.ts';

/** A list that is out, as a lane would find it now. */
export type PackedList = {
  readonly listId: number;
  /** Its own number, and that of an earlier system where it has one. */
  readonly codes: readonly string[];
  readonly householdId: string;
  readonly validFrom: Day;
  readonly validUntil: Day;
  readonly state: 'live' | 'withdrawn';
  readonly unsettled: boolean;
  readonly rights: readonly PackedRight[];
};

export type PackedRight = {
  readonly issuedOfferId: number;
  readonly lineNo: number;
  readonly offerId: string;
  readonly version: number;
  readonly termsValueCents: number;
  readonly faceValueCents: number;
  readonly state: 'open' | 'reserved' | 'redeemed' | 'expired' | 'withdrawn';
  /** Applications left to the household; undefined: no bound but the transaction's. */
  readonly usesLeft: number | undefined;
};

type On = { readonly day: Day; readonly grace: number };

const OUT = `FROM list JOIN cycle USING (cycle_id) WHERE arm = 'treatment' AND held_by IS NULL
  AND cycle.state IN ('released', 'closed', 'withdrawn') AND valid_until + @grace >= @day`;

/** Lists that are read together. */
const PAGE = 500;

/** What a store has to know that is to decide by itself: every list that is good on a day or later, used or not. */
export function lanePack(db: Db) {
  type ListRow = {
    list_id: number;
    list_code: string;
    earlier: string | null;
    household_id: string;
    valid_from: Day;
    valid_until: Day;
    withdrawn: number;
    unsettled: number;
  };
  const codes = db
    .prepare<On, string>(
      `SELECT list_code ${OUT} UNION ALL SELECT earlier_list.list_code FROM earlier_list WHERE list_id IN (SELECT list_id ${OUT})`,
    )
    .pluck();
  const lists = db.prepare<On & { after: number; most: number }, ListRow>(
    `SELECT list_id, list_code, valid_from, valid_until, ${rootOf('list.household_id')} AS household_id,
       (SELECT group_concat(earlier_list.list_code) FROM earlier_list WHERE earlier_list.list_id = list.list_id) AS earlier,
       (forgotten_on IS NOT NULL OR cycle.state = 'withdrawn') AS withdrawn,
       EXISTS (SELECT 1 FROM restoration WHERE settled_at IS NULL AND last_cycle_id >= cycle_id) AS unsettled
     ${OUT} AND list_id > @after ORDER BY list_id LIMIT @most`,
  );
  type RightRow = {
    list_id: number;
    issued_offer_id: number;
    line_no: number;
    offer_id: string;
    version: number;
    terms_value_cents: number;
    face_value_cents: number;
    state: PackedRight['state'];
  };
  const rights = db.prepare<[string], RightRow>(
    `SELECT list_id, issued_offer_id, line_no, offer_id, offer_version AS version, terms_value_cents, face_value_cents, ${STANDING} AS state
     FROM json_each(?) AS page CROSS JOIN issued_offer ON list_id = page.value ORDER BY list_id, line_no, issued_offer_id`,
  );
  const usesLeftOf = usesLeftReader(db);
  const offers = db.prepare<On, { offer_id: string; version: number; terms: string; drawn: number }>(
    `SELECT offer_id, version, terms,
       coalesce((SELECT funder_cents FROM offer_draw WHERE offer_draw.offer_id = offer_terms.offer_id), 0) AS drawn
     FROM offer_terms WHERE (offer_id, version) IN
       (SELECT issued_offer.offer_id, offer_version FROM issued_offer WHERE list_id IN (SELECT list_id ${OUT}))
     ORDER BY offer_id, version`,
  );
  const productsOf = offerProductsReader(db);
  const recalled = db
    .prepare<[], string>(
      'SELECT DISTINCT product_id FROM recalled_product WHERE lifted_at IS NULL ORDER BY product_id',
    )
    .pluck();

  const toRight = (row: RightRow, usesLeft: number | undefined): PackedRight => ({
    issuedOfferId: row.issued_offer_id,
    lineNo: row.line_no,
    offerId: row.offer_id,
    version: row.version,
    termsValueCents: row.terms_value_cents,
    faceValueCents: row.face_value_cents,
    state: row.state,
    usesLeft,
  });
  return {
    /** Every number that may be scanned. */
    codes: (on: On): IterableIterator<string> => codes.iterate(on),
    /** By their numbers, a page at a time. */
    lists: function* (on: On): Generator<PackedList> {
      const left = usesLeftOf();
      for (let after = 0; ; ) {
        const page = lists.all({ ...on, after, most: PAGE });
        const last = page.at(-1);
        if (last === undefined) return;
        after = last.list_id;
        const ofList = new Map<number, RightRow[]>(page.map((row) => [row.list_id, []]));
        for (const right of rights.all(JSON.stringify([...ofList.keys()])))
          ofList.get(right.list_id)?.push(right);
        for (const row of page) {
          const leftOf = left(row.household_id);
          yield {
            listId: row.list_id,
            codes: [row.list_code, ...(row.earlier?.split(',') ?? [])],
            householdId: row.household_id,
            validFrom: row.valid_from,
            validUntil: row.valid_until,
            state: row.withdrawn === 1 ? 'withdrawn' : 'live',
            unsettled: row.unsettled === 1,
            rights: (ofList.get(row.list_id) ?? []).map((right) => toRight(right, leftOf(right))),
          };
        }
      }
    },
    /** With what is left of each budget; undefined: the funder set none. */
    offers: (on: On): (LaneOffer & { readonly budgetLeftCents: number | undefined })[] =>
      offers.all(on).map((row) => {
        const terms = JSON.parse(row.terms) as OfferTerms;
        return {
          terms,
          budgetLeftCents: terms.budgetCents === undefined ? undefined : cents(terms.budgetCents - row.drawn),
          products: productsOf(row.offer_id, row.version),
        };
      }),
    lastRedemptionId: (): number =>
      db.prepare<[], number>('SELECT coalesce(max(redemption_id), 0) FROM redemption').pluck().get() ?? 0,
    recalledIds: (): string[] => recalled.all(),
  };
}

/** Applications left to a household of a version of an offer; of the many that never used anything nothing is looked up. */
function usesLeftReader(db: Db) {
  const limits = db.prepare<[], { offer_id: string; version: number; most: number }>(
    `SELECT offer_id, version, terms ->> 'limitHousehold' AS most FROM offer_terms WHERE most IS NOT NULL`,
  );
  // Where a household is one with others, theirs count, too.
  const known = db
    .prepare<[], string>(
      'SELECT household_id FROM issued_offer WHERE applications > 0 UNION SELECT household_id FROM household_member',
    )
    .pluck();
  const usesOf = usesReader(db);
  const none = (): number => 0;
  return () => {
    const most = new Map(limits.all().map((row) => [versionKey(row.offer_id, row.version), row.most]));
    const mayHaveUsed = new Set(known.all());
    return (householdId: string) => {
      const uses = mayHaveUsed.has(householdId) ? usesOf(householdId) : none;
      return ({ offer_id, version }: { readonly offer_id: string; readonly version: number }) => {
        const limit = most.get(versionKey(offer_id, version));
        return limit === undefined ? undefined : limit - uses(offer_id);
      };
    };
  };
}
