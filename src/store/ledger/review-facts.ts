import type { EarlierLine, Part } from '../../review/changes.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { Db } from '../sqlite.ts';
import type { Cycle } from './cycles.ts';

/** A household's list before the one under review. */
export type EarlierList = { readonly cycleId: number; readonly lines: readonly EarlierLine[] };

export type HoldFacts = {
  readonly holdId: number;
  readonly kind: 'list' | 'offer' | 'household';
  readonly offerId: string | undefined;
  readonly reason: string;
  readonly by: string;
};

/** States of a cycle whose lists went out or are about to. */
const BEYOND_DRAFT = `('approved', 'released', 'closed')`;
/** Lists that went out, and are older than a cycle. */
const EARLIER = `list.arm = 'treatment' AND list.held_by IS NULL AND cycle.state IN ${BEYOND_DRAFT}
  AND (cycle.as_of, cycle.cycle_id) < (@asOf, @cycleId)`;

/** That a special is redeemed; of a line that does not say so, and of a due line, that of the purchase. */
const CHANCE = "coalesce(json_extract(facts, '$.offer.redeemProbability'), probability)";

type CycleKey = Pick<Cycle, 'cycleId' | 'asOf'>;

/** What the review of a cycle asks of the ledger besides its lists. */
export function reviewFacts(db: Db) {
  const earlier = db.prepare<{ householdId: string } & CycleKey, { list_id: number; cycle_id: number }>(
    `SELECT list_id, cycle_id FROM list JOIN cycle USING (cycle_id) WHERE household_id = @householdId AND ${EARLIER}
     ORDER BY as_of DESC, cycle_id DESC LIMIT 1`,
  );
  const lines = db.prepare<[number], EarlierLine>(
    `SELECT section, product_id AS productId, offer_id AS offerId, offer_value_cents AS offerValueCents, ${CHANCE} AS probability
     FROM list_line WHERE list_id = ? ORDER BY line_no`,
  );
  return {
    /** What a household's list before this cycle said. */
    earlierList: (householdId: string, { cycleId, asOf }: CycleKey): EarlierList | undefined => {
      const row = earlier.get({ householdId, cycleId, asOf });
      return row === undefined
        ? undefined
        : { cycleId: row.cycle_id, lines: lines.all(row.list_id).map(withoutNulls) };
    },
    /** Lists of an earlier cycle whose households had none since, and none goes out to them in this cycle. */
    notAgain: (before: number, cycle: CycleKey): Part => notAgain(db, before, cycle),
    /** Offers of the cycle that stood on no list that went out before it. */
    newOffers: (cycle: CycleKey): Set<string> =>
      new Set(
        db
          .prepare<CycleKey, string>(
            `WITH mine AS MATERIALIZED (SELECT DISTINCT offer_id FROM list JOIN list_line USING (list_id)
               WHERE cycle_id = @cycleId AND offer_id IS NOT NULL)
             SELECT offer_id FROM mine WHERE NOT EXISTS (
               SELECT 1 FROM issued_offer JOIN list USING (list_id) JOIN cycle USING (cycle_id)
               WHERE issued_offer.offer_id = mine.offer_id AND cycle.state IN ('released', 'closed', 'withdrawn')
                 AND (cycle.as_of, cycle.cycle_id) < (@asOf, @cycleId))`,
          )
          .pluck()
          .all({ cycleId: cycle.cycleId, asOf: cycle.asOf }),
      ),
    /** What the cycle's own lists have cost so far, and what on them is still open, by offer: each part of its account. */
    ownDraws: (cycleId: number): Map<string, { drawnCents: number; openCents: number }> =>
      ownDraws(db, cycleId),
    /** Holds by id: those on which a list of the cycle waits. */
    holdsOf: (cycleId: number): Map<number, HoldFacts> =>
      new Map(
        db
          .prepare<[number], HoldRow>(
            `SELECT ${HOLD_COLUMNS} FROM hold WHERE hold_id IN (SELECT held_by FROM list WHERE cycle_id = ?) ORDER BY hold_id`,
          )
          .all(cycleId)
          .map((row) => [row.holdId, toHold(row)]),
      ),
    /** Households with a list by need: nine counts each, in the order of `offers/segment-cells.ts`. */
    rememberCells: (cycleId: number, cells: SegmentCellsByNeed): void =>
      void db
        .prepare('UPDATE cycle SET segment_cells = ? WHERE cycle_id = ?')
        .run(JSON.stringify(cells), cycleId),
    segmentCells: (cycleId: number): SegmentCellsByNeed => {
      const cells = db
        .prepare<[number], string | null>('SELECT segment_cells FROM cycle WHERE cycle_id = ?')
        .pluck()
        .get(cycleId);
      return cells == null ? {} : (JSON.parse(cells) as SegmentCellsByNeed);
    },
    /** Offers that are held now, on whatever list. */
    heldOffers: (): Map<string, HoldFacts> =>
      new Map(
        db
          .prepare<[], HoldRow>(
            `SELECT ${HOLD_COLUMNS} FROM hold WHERE kind = 'offer' AND lifted_at IS NULL ORDER BY hold_id`,
          )
          .all()
          .map((row) => [row.offerId ?? '', toHold(row)]),
      ),
    /** The newest terms under which an offer was planned. */
    newestTerms: (offerId: string): OfferTerms | undefined => {
      const terms = db
        .prepare<[string], string>(
          'SELECT terms FROM offer_terms WHERE offer_id = ? ORDER BY version DESC LIMIT 1',
        )
        .pluck()
        .get(offerId);
      return terms === undefined ? undefined : (JSON.parse(terms) as OfferTerms);
    },
    /** Whether paper with the offer was taken back. */
    wasWithdrawn: (offerId: string): boolean =>
      db
        .prepare<[string]>(`SELECT 1 FROM issued_offer WHERE offer_id = ? AND state = 'withdrawn' LIMIT 1`)
        .get(offerId) !== undefined,
  };
}

type SegmentCellsByNeed = Readonly<Record<string, readonly number[]>>;

type HoldRow = Omit<HoldFacts, 'offerId'> & { readonly offerId: string | null };
const HOLD_COLUMNS = 'hold_id AS holdId, kind, offer_id AS offerId, reason, held_by AS "by"';

function toHold(row: HoldRow): HoldFacts {
  return { ...row, offerId: row.offerId ?? undefined };
}

/** SQLite says null where we say undefined. */
function withoutNulls(line: EarlierLine): EarlierLine {
  const { section, productId, offerId, offerValueCents, probability } = line;
  return {
    section,
    productId: productId ?? undefined,
    offerId: offerId ?? undefined,
    offerValueCents: offerValueCents ?? undefined,
    probability: probability ?? undefined,
  };
}

function notAgain(db: Db, before: number, { cycleId, asOf }: CycleKey): Part {
  const part = db
    .prepare<CycleKey & { before: number }, Part>(
      `SELECT count(DISTINCT list_id) AS lists, coalesce(sum(offer_value_cents), 0) AS valueCents,
         coalesce(sum(CAST(round(coalesce(${CHANCE}, 0) * 1000000) AS INTEGER) * offer_value_cents), 0) AS expectedMicros
       FROM list AS old LEFT JOIN list_line USING (list_id)
       WHERE old.cycle_id = @before AND old.arm = 'treatment' AND old.held_by IS NULL
         AND NOT EXISTS (SELECT 1 FROM list AS mine WHERE mine.household_id = old.household_id AND mine.cycle_id = @cycleId
           AND mine.arm = 'treatment' AND mine.held_by IS NULL)
         AND NOT EXISTS (SELECT 1 FROM list JOIN cycle USING (cycle_id)
           WHERE list.household_id = old.household_id AND ${EARLIER}
             AND (cycle.as_of, cycle.cycle_id) > (SELECT as_of, cycle_id FROM cycle WHERE cycle_id = @before))`,
    )
    .get({ before, cycleId, asOf });
  return part ?? { lists: 0, valueCents: 0, expectedMicros: 0 };
}

/** As the account of an offer counts them: entries by what the funder paid, paper by every use that it still allows. */
function ownDraws(db: Db, cycleId: number): Map<string, { drawnCents: number; openCents: number }> {
  type Row = { offerId: string; drawnCents: number; openCents: number };
  const rows = db
    .prepare<[number], Row>(
      `SELECT issued.offer_id AS offerId,
         coalesce(sum((SELECT sum(funder_cents) FROM ledger_entry
           WHERE ledger_entry.issued_offer_id = issued.issued_offer_id AND kind IN ('commit', 'void', 'return'))), 0) AS drawnCents,
         sum(iif(issued.state IN ('open', 'reserved') AND cycle.state = 'released',
           face_value_cents * json_extract(terms, '$.limitTransaction'), 0)) AS openCents
       FROM list JOIN cycle USING (cycle_id) JOIN issued_offer AS issued USING (list_id)
       JOIN offer_terms ON offer_terms.offer_id = issued.offer_id AND version = offer_version
       WHERE list.cycle_id = ? GROUP BY issued.offer_id ORDER BY issued.offer_id`,
    )
    .all(cycleId);
  return new Map(rows.map(({ offerId, drawnCents, openCents }) => [offerId, { drawnCents, openCents }]));
}
