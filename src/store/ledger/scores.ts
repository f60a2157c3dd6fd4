import type { Arm } from '../../lists/planned-list.ts';
import type { ListCounts, ListErrors, Part, Parts } from '../../measure/list-score.ts';
import type { Day } from '../../shared/day.ts';
import type { ProductId } from '../../shared/product-id.ts';
import type { Db } from '../sqlite.ts';

/** The receipts of a cycle's validity that a score was made of. */
export type ScoredReceipts = {
  readonly receipts: number;
  readonly lines: number;
  readonly netCents: number;
  /** Receipts that a later file replaced. */
  readonly corrected: number;
};

/** How good one arm of a cycle was. */
export type CycleScore = ListCounts & {
  readonly cycleId: number;
  /** 1, 2, …: once more when receipts came late. */
  readonly revision: number;
  readonly arm: Arm;
  /** The night that found it out. */
  readonly scoredOn: Day;
  readonly of: ScoredReceipts;
  /** Days of stores within the validity that should have been there and were not. */
  readonly missingDays: number;
  readonly errors: ListErrors;
  readonly parts: Parts;
  /** Issued specials, and how many of them were redeemed. */
  readonly specials: number;
  readonly redeemed: number;
};

type Row = {
  cycle_id: number;
  revision: number;
  arm: Arm;
  scored_on: Day;
  receipts: number;
  line_count: number;
  net_cents: number;
  corrected: number;
  missing_days: number;
  lists: number;
  shoppers: number;
  due_lines: number;
  bought: number;
  expected_millionths: number;
  naive_bought: number;
  favourites_bought: number;
  bought_error: number | null;
  gain_error: number | null;
  miss_error: number | null;
  specials: number;
  redeemed: number;
};

const COLUMNS = [
  ...['cycle_id', 'revision', 'arm', 'scored_on', 'receipts', 'line_count', 'net_cents', 'corrected'],
  ...['missing_days', 'lists', 'shoppers', 'due_lines', 'bought', 'expected_millionths', 'naive_bought'],
  ...['favourites_bought', 'bought_error', 'gain_error', 'miss_error', 'specials', 'redeemed'],
];
const KINDS = ['probability', 'place', 'special'] as const;
type PartRow = {
  kind: keyof Parts;
  part: number;
  line_count: number;
  bought: number;
  expected_millionths: number;
};

/** A list as it went out, as far as a score asks: lines about products in printed order. */
export type IssuedList = {
  readonly householdId: string;
  readonly arm: Arm;
  readonly lines: readonly IssuedLine[];
};
type IssuedLine = {
  readonly section: 'due' | 'special';
  readonly productId: ProductId;
  readonly need: string | null;
  readonly probability: number | null;
};

const PAGE = 200;

/** Scores of cycles that are over. */
export function scoreStore(db: Db) {
  const insert = db.prepare(
    `INSERT INTO cycle_score (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})`,
  );
  const insertPart = db.prepare('INSERT INTO cycle_score_part VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const newest = db.prepare<[], Row>(
    `SELECT cycle_score.* FROM cycle_score JOIN cycle USING (cycle_id)
     WHERE revision = (SELECT max(revision) FROM cycle_score AS other WHERE other.cycle_id = cycle_score.cycle_id)
     ORDER BY valid_until, cycle_id, arm DESC`,
  );
  const parts = db.prepare<[number, number, Arm], PartRow>(
    `SELECT kind, part, line_count, bought, expected_millionths FROM cycle_score_part
     WHERE cycle_id = ? AND revision = ? AND arm = ? ORDER BY kind, part`,
  );
  const page = db.prepare<[number, number, number], { list_id: number; household_id: string; arm: Arm }>(
    `SELECT list_id, household_id, arm FROM list
     WHERE cycle_id = ? AND list_id > ? AND held_by IS NULL AND forgotten_on IS NULL ORDER BY list_id LIMIT ?`,
  );
  const lines = db.prepare<[number], IssuedLine>(
    `SELECT section, product_id AS productId, need, probability FROM list_line
     WHERE list_id = ? AND section <> 'extra' AND product_id IS NOT NULL ORDER BY line_no`,
  );
  return {
    /** Both arms of a cycle at once: it counts as scored from then on. */
    write: (scores: readonly CycleScore[]): void =>
      db
        .transaction(() => {
          for (const score of scores) {
            insert.run(toRow(score));
            for (const kind of KINDS)
              score.parts[kind].forEach(({ lines: count, bought, expectedMillionths }, part) => {
                const { cycleId, revision, arm } = score;
                insertPart.run(cycleId, revision, arm, kind, part, count, bought, expectedMillionths);
              });
          }
        })
        .immediate(),
    /** The newest revision of each, in order of their validity, treatment before control. */
    newest: (): CycleScore[] =>
      newest.all().map((row) => toScore(row, toParts(parts.all(row.cycle_id, row.revision, row.arm)))),
    /** The lists of a cycle that went out, and ghost lists, less those of people who were forgotten; in pages. */
    lists: function* (cycleId: number): Generator<IssuedList[]> {
      for (let after = 0; ; ) {
        const rows = page.all(cycleId, after, PAGE);
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.list_id;
        yield rows.map(({ list_id: id, household_id: householdId, arm }) => ({
          householdId,
          arm,
          lines: lines.all(id),
        }));
      }
    },
  };
}

function toRow(score: CycleScore): Row {
  const { of, errors } = score;
  return {
    cycle_id: score.cycleId,
    revision: score.revision,
    arm: score.arm,
    scored_on: score.scoredOn,
    receipts: of.receipts,
    line_count: of.lines,
    net_cents: of.netCents,
    corrected: of.corrected,
    missing_days: score.missingDays,
    lists: score.lists,
    shoppers: score.shoppers,
    due_lines: score.dueLines,
    bought: score.bought,
    expected_millionths: score.expectedMillionths,
    naive_bought: score.naiveBought,
    favourites_bought: score.favouritesBought,
    bought_error: errors.bought ?? null,
    gain_error: errors.gain ?? null,
    miss_error: errors.miss ?? null,
    specials: score.specials,
    redeemed: score.redeemed,
  };
}

function toScore(row: Row, parts: Parts): CycleScore {
  return {
    cycleId: row.cycle_id,
    revision: row.revision,
    arm: row.arm,
    scoredOn: row.scored_on,
    of: {
      receipts: row.receipts,
      lines: row.line_count,
      netCents: row.net_cents,
      corrected: row.corrected,
    },
    missingDays: row.missing_days,
    lists: row.lists,
    shoppers: row.shoppers,
    dueLines: row.due_lines,
    bought: row.bought,
    expectedMillionths: row.expected_millionths,
    naiveBought: row.naive_bought,
    favouritesBought: row.favourites_bought,
    errors: {
      bought: row.bought_error ?? undefined,
      gain: row.gain_error ?? undefined,
      miss: row.miss_error ?? undefined,
    },
    parts,
    specials: row.specials,
    redeemed: row.redeemed,
  };
}

function toParts(rows: readonly PartRow[]): Parts {
  const of = (kind: keyof Parts): Part[] =>
    rows
      .filter((row) => row.kind === kind)
      .map(({ line_count: lines, bought, expected_millionths: expectedMillionths }) => ({
        lines,
        bought,
        expectedMillionths,
      }));
  return { probability: of('probability'), place: of('place'), special: of('special') };
}
