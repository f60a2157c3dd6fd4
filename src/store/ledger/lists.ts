import { inflateRawSync } from 'node:zlib';
import type { LeftOut } from '../../lists/left-out-facts.ts';
import type {
  Addressee,
  Arm,
  HouseholdStanding,
  LineFacts,
  Obeyed,
  PlannedLine,
  Section,
  Tier,
} from '../../lists/planned-list.ts';
import type { Reason } from '../../lists/reasons.ts';
import type { Cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import type { ProductId } from '../../shared/product-id.ts';
import { scannedCode } from '../../shared/scanned-code.ts';
import type { Db } from '../sqlite.ts';

/** A line as stored: as planned, with its number. */
export type StoredLine = PlannedLine & { readonly lineNo: number };

export type StoredList = {
  readonly listId: number;
  readonly cycleId: number;
  readonly householdId: string;
  readonly arm: Arm;
  readonly listCode: string | undefined;
  readonly homeStoreId: string | undefined;
  readonly mail: boolean;
  readonly weeklySpendCents: number;
  readonly tier: Tier | undefined;
  /** undefined: planned before it was kept. */
  readonly standing: HouseholdStanding | undefined;
  /** undefined: planned before wishes were kept with the list. */
  readonly obeyed: readonly Obeyed[] | undefined;
  /** The hold that keeps it from going out. */
  readonly held: number | undefined;
  /** When its household was forgotten; what was promised to it stays, without what was said of it. */
  readonly forgottenOn: Day | undefined;
  readonly addressee: Addressee;
  readonly lines: readonly StoredLine[];
};

export type AddressedList = Pick<StoredList, 'listId' | 'householdId' | 'homeStoreId' | 'mail' | 'addressee'>;

/** What shaped the lists of a cycle, in numbers. Absent: none. */
export type ListShape = {
  readonly tiers: Readonly<Record<string, number>>;
  readonly kinds: Readonly<Record<string, number>>;
  readonly obeyed: Readonly<Record<string, number>>;
};

type Counted = { readonly name: string; readonly n: number };

function counted(rows: readonly Counted[]): Record<string, number> {
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}

type ListRow = {
  list_id: number;
  cycle_id: number;
  household_id: string;
  arm: Arm;
  list_code: string | null;
  home_store_id: string | null;
  mail: number;
  addressee: string;
  weekly_spend_cents: number;
  tier: Tier | null;
  standing: string | null;
  obeyed: string | null;
  held_by: number | null;
  forgotten_on: Day | null;
};

type AddressColumn = 'list_id' | 'household_id' | 'home_store_id' | 'mail' | 'addressee';

type LineRow = {
  line_no: number;
  section: Section;
  product_id: ProductId | null;
  need: string | null;
  description: string;
  reason: Reason;
  probability: number | null;
  expected_day: Day | null;
  regular_price_cents: Cents | null;
  offer_id: string | null;
  offer_version: number | null;
  offer_value_cents: Cents | null;
  terms_value_cents: Cents | null;
  price_with_offer_cents: Cents | null;
  facts: string;
};

const PAGE = 200;
/** All but what was left out, which is large and asked for by one reader only. */
const LIST_COLUMNS = `list_id, list.cycle_id, household_id, arm, list_code, home_store_id, mail, addressee, weekly_spend_cents,
  tier, standing, obeyed, held_by, forgotten_on`;

/** Lists as stored, in order of their ids (which is the order of household ids within a cycle). */
export function listReader(db: Db) {
  const page = db.prepare<[number, number, number], ListRow>(
    `SELECT ${LIST_COLUMNS} FROM list WHERE cycle_id = ? AND list_id > ? ORDER BY list_id LIMIT ?`,
  );
  const addressed = db.prepare<[number], Pick<ListRow, AddressColumn>>(
    `SELECT list_id, household_id, home_store_id, mail, addressee FROM list
     WHERE cycle_id = ? AND list_code IS NOT NULL ORDER BY list_id`,
  );
  const one = db.prepare<[number], ListRow>(`SELECT ${LIST_COLUMNS} FROM list WHERE list_id = ?`);
  const lines = db.prepare<[number], LineRow>('SELECT * FROM list_line WHERE list_id = ? ORDER BY line_no');
  const newest = db.prepare<[string], ListRow>(
    `SELECT ${LIST_COLUMNS} FROM list JOIN cycle USING (cycle_id) WHERE household_id = ? AND complete = 1
     ORDER BY as_of DESC, cycle_id DESC LIMIT 1`,
  );
  const ofCycle = db.prepare<[string, number], ListRow>(
    `SELECT ${LIST_COLUMNS} FROM list WHERE household_id = ? AND cycle_id = ?`,
  );
  const byCode = db
    .prepare<[string, string], string>(
      `SELECT household_id FROM list WHERE list_code = ? AND forgotten_on IS NULL
       UNION ALL SELECT household_id FROM earlier_list JOIN list USING (list_id)
       WHERE earlier_list.list_code = ? AND forgotten_on IS NULL`,
    )
    .pluck();
  const leftOut = db
    .prepare<[number], Uint8Array | null>('SELECT left_out FROM list WHERE list_id = ?')
    .pluck();
  const tiers = db.prepare<[number], Counted>(
    'SELECT tier AS name, count(*) AS n FROM list WHERE cycle_id = ? AND tier IS NOT NULL GROUP BY tier',
  );
  const kinds = db.prepare<[number], Counted>(
    'SELECT list_kind AS name, count(*) AS n FROM list WHERE cycle_id = ? AND list_kind IS NOT NULL GROUP BY list_kind',
  );
  const obeyed = db.prepare<[number], Counted>(
    `SELECT wish.value ->> 'what' AS name, count(*) AS n FROM list, json_each(list.obeyed) AS wish
     WHERE cycle_id = ? GROUP BY name ORDER BY name`,
  );
  const load = (row: ListRow): StoredList => toList(row, lines.all(row.list_id).map(toLine));

  return {
    ofCycle: function* (cycleId: number): Generator<StoredList> {
      for (let after = 0; ; ) {
        const rows = page.all(cycleId, after, PAGE);
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.list_id;
        for (const row of rows) yield load(row);
      }
    },
    /** Where the treatment lists of a cycle go, without what is on them. Nothing is written while it is read. */
    addressed: function* (cycleId: number): Generator<AddressedList> {
      for (const row of addressed.iterate(cycleId))
        yield {
          listId: row.list_id,
          householdId: row.household_id,
          homeStoreId: row.home_store_id ?? undefined,
          mail: row.mail === 1,
          addressee: JSON.parse(row.addressee) as Addressee,
        };
    },
    get: (listId: number): StoredList | undefined => {
      const row = one.get(listId);
      return row === undefined ? undefined : load(row);
    },
    /** A household's list of one cycle, or its newest. */
    ofHousehold: (householdId: string, cycleId: number | undefined): StoredList | undefined => {
      const row = cycleId === undefined ? newest.get(householdId) : ofCycle.get(householdId, cycleId);
      return row === undefined ? undefined : load(row);
    },
    /** What could have been on a list and is not; undefined for one that was planned before this was kept. */
    leftOut: (listId: number): LeftOut | undefined => {
      const packed = leftOut.get(listId);
      return packed == null ? undefined : (JSON.parse(inflateRawSync(packed).toString('utf8')) as LeftOut);
    },
    /** How many lists of a cycle are of which tier and kind, and how many wishes of each kind they obey; ghost lists included. */
    shape: (cycleId: number): ListShape => ({
      tiers: counted(tiers.all(cycleId)),
      kinds: counted(kinds.all(cycleId)),
      obeyed: counted(obeyed.all(cycleId)),
    }),
    /** @returns undefined: neither one of ours nor one that was taken over, or of somebody who was forgotten. */
    householdOfCode: (listCode: string): string | undefined => byCode.get(listCode, scannedCode(listCode)),
  };
}

function toList(row: ListRow, lines: readonly StoredLine[]): StoredList {
  return {
    listId: row.list_id,
    cycleId: row.cycle_id,
    householdId: row.household_id,
    arm: row.arm,
    listCode: row.list_code ?? undefined,
    homeStoreId: row.home_store_id ?? undefined,
    mail: row.mail === 1,
    weeklySpendCents: row.weekly_spend_cents,
    tier: row.tier ?? undefined,
    standing: row.standing === null ? undefined : (JSON.parse(row.standing) as HouseholdStanding),
    obeyed: row.obeyed === null ? undefined : (JSON.parse(row.obeyed) as Obeyed[]),
    held: row.held_by ?? undefined,
    forgottenOn: row.forgotten_on ?? undefined,
    addressee: JSON.parse(row.addressee) as Addressee,
    lines,
  };
}

function toLine(row: LineRow): StoredLine {
  return {
    lineNo: row.line_no,
    section: row.section,
    productId: row.product_id ?? undefined,
    need: row.need ?? undefined,
    description: row.description,
    reason: row.reason,
    probability: row.probability ?? undefined,
    expectedDay: row.expected_day ?? undefined,
    regularPriceCents: row.regular_price_cents ?? undefined,
    offerId: row.offer_id ?? undefined,
    offerVersion: row.offer_version ?? undefined,
    offerValueCents: row.offer_value_cents ?? undefined,
    termsValueCents: row.terms_value_cents ?? undefined,
    priceWithOfferCents: row.price_with_offer_cents ?? undefined,
    facts: JSON.parse(row.facts) as LineFacts,
  };
}
