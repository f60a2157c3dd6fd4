import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import type { IdKind } from './card-owners.ts';

export type Claimed = {
  readonly householdId: string;
  /** Name of the file that brought it; undefined: before this was kept. */
  readonly file: string | undefined;
  /** The household's newest row names it no more. */
  readonly ended: boolean;
};

/** One id that names a household at a lane: when and how it came. */
export type CardFacts = {
  readonly cardId: string;
  readonly kind: IdKind | 'list';
  /** The household that it belongs to by itself; another one than asked for: it came with a merge. */
  readonly ownHouseholdId: string;
  /** What households rows say of it, the newest first; none: it was only ever scanned. */
  readonly claims: readonly Claimed[];
  readonly receipts: number;
  readonly firstDay: Day | undefined;
  readonly lastDay: Day | undefined;
};

/** An id that several households claim. */
export type Contested = {
  readonly cardId: string;
  readonly kind: IdKind;
  /** The newest claim first: a card belongs to that one, an alternate id to none of them. */
  readonly claims: readonly Claimed[];
};

export type HomeStoreClaim = { readonly storeId: string | undefined; readonly file: string | undefined };

/** What is known of cards and alternate ids, for people. */
export function cardFacts(db: Db) {
  type Row = {
    card_id: string;
    kind: CardFacts['kind'];
    own_id: string;
    receipts: number;
    first_day: Day | null;
    last_day: Day | null;
  };
  const cards = db.prepare<[number], Row>(
    `SELECT card_id, kind, own.household_id AS own_id,
       (SELECT count(*) FROM receipt WHERE receipt.card_no = card.card_no) AS receipts,
       (SELECT min(day) FROM receipt WHERE receipt.card_no = card.card_no) AS first_day,
       (SELECT max(day) FROM receipt WHERE receipt.card_no = card.card_no) AS last_day
     FROM card JOIN household AS own ON own.household_no = coalesce(own_household_no, card.household_no)
     WHERE card.household_no = ? ORDER BY kind, card_id`,
  );
  const claims = claimReader(db);
  const contested = db.prepare<[number], { card_id: string; kind: IdKind }>(
    `SELECT card_id, max(kind) AS kind FROM card_claim WHERE ended = 0
     GROUP BY card_id HAVING count(*) > 1 AND (max(kind) = 'alternate' OR count(DISTINCT file_no) < count(*)) ORDER BY card_id LIMIT ?`,
  );
  type StoreRow = { store_id: string | null; name: string | null };
  const homeStores = db.prepare<[number], StoreRow>(
    `SELECT store_id, name FROM home_store_claim LEFT JOIN feed_file USING (file_no) WHERE household_no = ?
     ORDER BY claim_no`,
  );
  const claimedIn = db.prepare<[number], { household_id: string; cards: number }>(
    `SELECT household_id, count(*) AS cards FROM card_claim JOIN household USING (household_no)
     JOIN household_member USING (household_id)
     WHERE file_no = ? AND root_id <> household_id GROUP BY household_id ORDER BY household_id`,
  );
  const reclaimed = db
    .prepare<[number], string>(
      `SELECT DISTINCT card_id FROM card_claim JOIN household USING (household_no) JOIN reissued_card USING (card_id)
       WHERE file_no = ? AND household_id = former_id ORDER BY card_id`,
    )
    .pluck();
  return {
    ofHousehold: (householdNo: number): CardFacts[] =>
      cards.all(householdNo).map((row) => ({
        cardId: row.card_id,
        kind: row.kind,
        ownHouseholdId: row.own_id,
        claims: claims(row.card_id),
        receipts: row.receipts,
        firstDay: row.first_day ?? undefined,
        lastDay: row.last_day ?? undefined,
      })),
    claims,
    /**
     * Alternate ids that more than one household's newest row names, and cards that more than one row of a file does: one
     * that a later file names under another household has moved.
     */
    contested: (limit: number): Contested[] =>
      contested.all(limit).map(({ card_id: cardId, kind }) => ({
        cardId,
        kind,
        claims: claims(cardId).filter(({ ended }) => !ended),
      })),
    /** The home stores that households rows gave, in order. */
    homeStores: (householdNo: number): HomeStoreClaim[] =>
      homeStores
        .all(householdNo)
        .map(({ store_id, name }) => ({ storeId: store_id ?? undefined, file: name ?? undefined })),
    /** Merged households whose rows in a file claim cards anew, and how many. */
    claimedByMerged: (fileNo: number): { householdId: string; cards: number }[] =>
      claimedIn.all(fileNo).map(({ household_id: householdId, cards }) => ({ householdId, cards })),
    /** Re-issued cards that a file names under the household that had them before. */
    reclaimed: (fileNo: number): string[] => reclaimed.all(fileNo),
  };
}

function claimReader(db: Db): (cardId: string) => Claimed[] {
  type Row = { household_id: string; name: string | null; ended: 0 | 1 };
  const select = db.prepare<[string], Row>(
    `SELECT household_id, feed_file.name, ended FROM card_claim JOIN household USING (household_no)
     LEFT JOIN feed_file USING (file_no) WHERE card_id = ? ORDER BY ended, claim_no DESC`,
  );
  return (cardId) =>
    select.all(cardId).map(({ household_id: householdId, name, ended }) => ({
      householdId,
      file: name ?? undefined,
      ended: ended === 1,
    }));
}
