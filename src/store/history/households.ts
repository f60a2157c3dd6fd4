import type { HouseholdHistory } from '../../history/household-history.ts';
import { followSuccessors, type Successors } from '../../history/succession.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { historyReader } from './derived.ts';

/** A household as planning and print see it. */
export type Household = {
  readonly householdNo: number;
  readonly householdId: string;
  /** false: a card that no households row names. */
  readonly known: boolean;
  readonly name: string | undefined;
  readonly addressLines: readonly string[];
  readonly homeStoreId: string | undefined;
  readonly language: string | undefined;
  readonly mailConsent: boolean;
  readonly email: string | undefined;
  /** undefined: neither said by all households of the group nor refused by any. */
  readonly emailConsent: boolean | undefined;
  /** An Intelligent Mail barcode as the feed gave it, be it one or not. */
  readonly imb: string | undefined;
  readonly largePrint: boolean;
};

type HouseholdRow = {
  household_no: number;
  household_id: string;
  known: number;
  name: string | null;
  address_1: string | null;
  address_2: string | null;
  city: string | null;
  state: string | null;
  postal_code: string | null;
  home_store_id: string | null;
  language: string | null;
  mail_consent: number;
  email: string | null;
  email_consent: number | null;
  imb: string | null;
  large_print: number;
};

/** A household that counts with its row in what its whole group says. */
const OF_GROUP = `FROM household_member AS mine JOIN household_member AS any_of USING (root_id)
  JOIN household AS kin ON kin.household_id = any_of.household_id
  WHERE mine.household_id = household.household_id AND kin.known = 1`;
/** The strictest consent wins: mail only where every household of a group that a feed names agrees. */
const COLUMNS = `household_no, household_id, known, name, address_1, address_2, city, state, postal_code, home_store_id,
  language, (mail_consent = 1 AND NOT EXISTS (SELECT 1 ${OF_GROUP} AND kin.mail_consent = 0)) AS mail_consent,
  email, imb, iif(email_consent = 0 OR EXISTS (SELECT 1 ${OF_GROUP} AND kin.email_consent = 0), 0,
    iif(EXISTS (SELECT 1 ${OF_GROUP} AND kin.email_consent IS NULL), NULL, email_consent)) AS email_consent,
  (large_print = 1 OR EXISTS (SELECT 1 ${OF_GROUP} AND kin.large_print = 1)) AS large_print`;

/** Households of one batch, and of one transaction that renews their histories. */
const BATCH = 256;

export type HouseholdWithHistory = {
  readonly household: Household;
  /** Products that were replaced go by what stands for them; `bought`: by the numbers on the receipts. */
  readonly history: HouseholdHistory;
  readonly bought: HouseholdHistory;
};

/**
 * Households and what they bought, in batches, ordered by household id, so that no reader holds them all and the order
 * does not depend on the order of ingest.
 */
export function householdReader(db: Db) {
  const page = db.prepare<[string, number], HouseholdRow>(
    `SELECT ${COLUMNS} FROM household WHERE household_id > ? ORDER BY household_id LIMIT ?`,
  );
  const one = db.prepare<[string], HouseholdRow>(`SELECT ${COLUMNS} FROM household WHERE household_id = ?`);
  const byCard = db
    .prepare<[string], string>(
      'SELECT household_id FROM card JOIN household USING (household_no) WHERE card_id = ?',
    )
    .pluck();
  // Whoever's paper the card's holder has, whatever was merged since.
  const bearer = db
    .prepare<[string], string>(
      `SELECT household_id FROM card JOIN household ON household.household_no = coalesce(own_household_no, card.household_no)
       WHERE card_id = ?`,
    )
    .pluck();
  const cardsOf = db
    .prepare<{ id: string }, string>(
      `SELECT card_id FROM card JOIN household USING (household_no)
       WHERE household_id = coalesce((SELECT root_id FROM household_member WHERE household_member.household_id = @id), @id)
         AND kind <> 'list' AND card_id NOT GLOB 'former:*' ORDER BY card_id`,
    )
    .pluck();
  const cards = db.prepare<[], { cardId: string; householdId: string }>(
    `SELECT card_id AS cardId, household_id AS householdId
     FROM card JOIN household ON household.household_no = coalesce(own_household_no, card.household_no)
     WHERE kind <> 'list' AND card_id NOT GLOB 'former:*' ORDER BY card_id`,
  );
  const names = db.prepare<[], Pick<Household, 'householdNo' | 'householdId'>>(
    'SELECT household_no AS householdNo, household_id AS householdId FROM household ORDER BY household_id',
  );
  const ids = db.prepare<[], string>('SELECT household_id FROM household ORDER BY household_id').pluck();
  const read = historyReader(db);
  const batch = (after: string, asOf: Day, successors: Successors | undefined) => {
    const rows = page.all(after, BATCH);
    const households = read(asOf, (historyOf) =>
      rows.flatMap((row): HouseholdWithHistory[] => {
        const bought = historyOf(row.household_no);
        if (bought.productNos.length === 0) return [];
        return [{ household: toHousehold(row), history: followSuccessors(bought, successors), bought }];
      }),
    );
    return { households, last: rows.at(-1)?.household_id };
  };

  const withImb = db.prepare<[], { householdId: string; imb: string }>(
    'SELECT household_id AS householdId, imb FROM household WHERE imb IS NOT NULL ORDER BY household_id',
  );

  const languages = db.prepare<[], { language: string; households: number }>(
    `SELECT language, count(*) AS households FROM household
     WHERE known = 1 AND language IS NOT NULL GROUP BY language ORDER BY language`,
  );

  return {
    /** Those that have something where the post's barcode should be. Nothing is written while it is read. */
    withImb: () => withImb.iterate(),
    /** What the households feed says that they read, and how many each. */
    languages: () => languages.all(),
    /** All of them, in order of their ids. */
    names: () => names.all(),
    count: (): number => db.prepare<[], number>('SELECT count(*) FROM household').pluck().get() ?? 0,
    find: (householdId: string): Household | undefined => {
      const row = one.get(householdId);
      return row === undefined ? undefined : toHousehold(row);
    },
    /** What a household and those that are one with it can be known by at a lane. */
    cardsOf: (householdId: string): string[] => cardsOf.all({ id: householdId }),
    householdOfCard: (cardId: string): string | undefined => byCard.get(cardId),
    /** The household that a card belongs to by itself, before any merge. */
    bearerOfCard: (cardId: string): string | undefined => bearer.get(cardId),
    /** Every card with the household that it belongs to by itself, in order of their numbers. */
    cards: () => cards.iterate(),
    /** By the numbers on the receipts. */
    history: (householdNo: number, asOf: Day): HouseholdHistory =>
      read(asOf, (historyOf) => historyOf(householdNo)),
    /** The histories of some households, all from one state of the database. */
    histories: (householdNos: readonly number[], asOf: Day): HouseholdHistory[] =>
      read(asOf, (historyOf) => householdNos.map(historyOf)),
    /** Batches of households that bought anything before `asOf`. @param successors What stands for what was replaced. */
    batches: function* (asOf: Day, successors: Successors | undefined): Generator<HouseholdWithHistory[]> {
      for (let after = ''; ; ) {
        const { households, last } = batch(after, asOf, successors);
        if (last === undefined) return;
        after = last;
        yield households;
      }
    },
    /** Where each of these batches begins: behind which id. */
    batchStarts: (): string[] => {
      const starts: string[] = [];
      let place = 0;
      let before = '';
      for (const id of ids.iterate()) {
        if (place++ % BATCH === 0) starts.push(before);
        before = id;
      }
      return starts;
    },
    /** One of these batches, by where it begins. */
    batch: (after: string, asOf: Day, successors: Successors | undefined): HouseholdWithHistory[] =>
      batch(after, asOf, successors).households,
  };
}

function toHousehold(row: HouseholdRow): Household {
  const town = [row.city, [row.state, row.postal_code].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return {
    householdNo: row.household_no,
    householdId: row.household_id,
    known: row.known === 1,
    name: row.name ?? undefined,
    addressLines: [row.address_1, row.address_2, town].filter(
      (line): line is string => line !== null && line !== '',
    ),
    homeStoreId: row.home_store_id ?? undefined,
    language: row.language ?? undefined,
    mailConsent: row.mail_consent === 1,
    email: row.email ?? undefined,
    emailConsent: row.email_consent === null ? undefined : row.email_consent === 1,
    imb: row.imb ?? undefined,
    largePrint: row.large_print === 1,
  };
}
