import type { Response } from '../../offers/redemption.ts';
import type { Day } from '../../shared/day.ts';
import { DEPTH_BOUNDS_PERCENT } from '../../shared/depth.ts';
import type { Db } from '../sqlite.ts';

/** Cycles whose responses a plan looks at: a year of fortnights. */
const CYCLES = 26;

type ResponseRow = Pick<Response, 'relation' | 'usage' | 'specials' | 'redeemed'> & {
  cycle_id: number;
  /** -1: not known. */
  depth: number;
  expected_millionths: number;
};

/** What a household was offered, and let pass. */
export type Ignored = { readonly funderId: string; readonly need: string; readonly validUntil: Day };

/** What plans came to as a whole, and what households made of what they were offered. */
export function planStore(db: Db) {
  const write = db.prepare('INSERT INTO cycle_plan (cycle_id, report) VALUES (?, ?)');
  const report = db.prepare<[number], string>('SELECT report FROM cycle_plan WHERE cycle_id = ?').pluck();
  const responses = db.prepare<[number], ResponseRow>(
    `SELECT * FROM cycle_response
     WHERE cycle_id IN (SELECT DISTINCT cycle_id FROM cycle_response ORDER BY cycle_id DESC LIMIT ?)
     ORDER BY cycle_id, relation, usage, depth`,
  );
  const ignored = db.prepare<[string, number, number], { funder_id: string; need: string; valid_until: Day }>(
    'SELECT funder_id, need, valid_until FROM ignored WHERE household_id = ? AND times >= ? AND valid_until >= ?',
  );
  return {
    /** @typeParam Report Plain data. Written once, with the draft. */
    writeReport: <Report>(cycleId: number, plan: Report): void =>
      void write.run(cycleId, JSON.stringify(plan)),
    /** undefined: planned before reports were kept. */
    report: <Report>(cycleId: number): Report | undefined => {
      const text = report.get(cycleId);
      return text === undefined ? undefined : (JSON.parse(text) as Report);
    },
    /** The newest closed cycles' responses, each cycle's together. */
    responses: (): Response[][] => {
      const cycles = new Map<number, Response[]>();
      for (const row of responses.all(CYCLES)) {
        const of = cycles.get(row.cycle_id) ?? [];
        const { relation, usage, depth, specials, redeemed } = row;
        const expected = row.expected_millionths / 1_000_000;
        of.push({ relation, usage, depth: depth < 0 ? undefined : depth, specials, expected, redeemed });
        cycles.set(row.cycle_id, of);
      }
      return [...cycles.values()];
    },
    /**
     * What a household let pass at least so often, on lists that were good on a day or since: funder and need, with the last
     * day of the newest such list.
     */
    ignored: (householdId: string, times: number, since: number): Ignored[] =>
      ignored
        .all(householdId, times, since)
        .map(({ funder_id: funderId, need, valid_until: validUntil }) => ({ funderId, need, validUntil })),
  };
}

/** The class of {@link depthOf}, of a line. */
const DEPTH = `iif(coalesce(json_extract(facts, '$.offer.beforeCents'), 0) <= 0, -1, ${DEPTH_BOUNDS_PERCENT.map(
  (percent) => `(100 * offer_value_cents >= ${percent} * json_extract(facts, '$.offer.beforeCents'))`,
).join(' + ')})`;

/** Keeps what households answered while a cycle ends; inside the caller's transactions. */
export function responseWriter(db: Db) {
  // Once per expired special: it is expired once.
  const passedBy = db.prepare<[number]>(
    `INSERT INTO ignored (household_id, funder_id, need, times, valid_until)
     SELECT list.household_id, json_extract(terms, '$.funderId'), need, 1, cycle.valid_until
     FROM issued_offer JOIN list USING (list_id) JOIN cycle USING (cycle_id) JOIN list_line USING (list_id, line_no)
     JOIN offer_terms ON offer_terms.offer_id = issued_offer.offer_id AND version = issued_offer.offer_version
     WHERE issued_offer_id = ? AND need IS NOT NULL AND replaces IS NULL
     ON CONFLICT DO UPDATE SET times = times + 1, valid_until = max(valid_until, excluded.valid_until)`,
  );
  const answered = db.prepare<[number]>(
    `DELETE FROM ignored WHERE (household_id, funder_id, need) IN (
       SELECT list.household_id, json_extract(terms, '$.funderId'), need
       FROM issued_offer JOIN list USING (list_id) JOIN list_line USING (list_id, line_no)
       JOIN offer_terms ON offer_terms.offer_id = issued_offer.offer_id AND version = issued_offer.offer_version
       WHERE list_id = ? AND issued_offer.state = 'redeemed' AND need IS NOT NULL)`,
  );
  const totals = db.prepare<[number], Omit<ResponseRow, 'cycle_id'>>(
    `SELECT iif(json_extract(facts, '$.offer.discovery') IS NULL, json_extract(facts, '$.offer.relation'), 'discovery') AS relation, json_extract(facts, '$.offer.usage') AS usage,
       ${DEPTH} AS depth, count(*) AS specials, CAST(round(sum(coalesce(json_extract(facts, '$.offer.occasionProbability'), probability, 0)) * 1000000) AS INTEGER) AS expected_millionths,
       sum(issued_offer.state = 'redeemed') AS redeemed
     FROM list JOIN issued_offer USING (list_id) JOIN list_line USING (list_id, line_no)
     WHERE cycle_id = ? AND replaces IS NULL AND issued_offer.state IN ('redeemed', 'expired')
       AND relation IS NOT NULL AND usage IS NOT NULL
     GROUP BY relation, usage, depth`,
  );
  const insert = db.prepare('INSERT OR IGNORE INTO cycle_response VALUES (?, ?, ?, ?, ?, ?, ?)');
  return {
    /** A special of the household has expired. */
    passedBy: (issuedOfferId: number): void => void passedBy.run(issuedOfferId),
    /** A list is over: what of it was redeemed is ignored no more. */
    answered: (listId: number): void => void answered.run(listId),
    /** What a cycle's specials came to, read before it closes, to be written with it. */
    totals: (cycleId: number): (() => void) => {
      const rows = totals.all(cycleId);
      return () => {
        for (const { relation, usage, depth, specials, expected_millionths: expected, redeemed } of rows)
          insert.run(cycleId, relation, usage, depth, specials, expected, redeemed);
      };
    },
  };
}
