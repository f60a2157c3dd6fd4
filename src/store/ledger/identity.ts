import type { Db } from '../sqlite.ts';
import { CHECKS, FAULTS_MAX, OUT } from './identity-checks.ts';

const STATES = ['redeemed', 'reserved', 'expired', 'open', 'withdrawn'] as const;
type IssuedState = (typeof STATES)[number];

/** What was issued, by paper, and where it stands: `issued` is the sum of the states, in a ledger that is sound. */
export type Standing = Readonly<Record<'issued' | IssuedState, number>>;

/** In number of issued offers, and in cents of their printed face values. */
export type Standings = { readonly counts: Standing; readonly cents: Standing };

export type LedgerFault = {
  /** Which rule is broken, in words. */
  readonly what: string;
  /** `redemption 17`, `cycle 3`. */
  readonly where: string;
  readonly expected: string | number;
  readonly found: string | number;
};

export type LedgerCheck = Standings & {
  readonly ok: boolean;
  readonly perCycle: readonly (Standings & { readonly cycleId: number })[];
  readonly perOffer: readonly (Standings & { readonly offerId: string; readonly funderId: string })[];
  readonly perFunder: readonly (Standings & { readonly funderId: string })[];
  /** At most {@link FAULTS_MAX} of a kind. */
  readonly faults: readonly LedgerFault[];
};

/** One cycle's share of one version of an offer. */
type Row = {
  cycle_id: number;
  cycle_state: string;
  offer_id: string;
  funder_id: string;
  of: 'issued' | IssuedState;
  count: number;
  cents: number;
};

/**
 * What is on paper (by the lists that went out, and what was given in the place of something withdrawn), and what is in the
 * books. The lists are written down once: they are few, and their own table is wide.
 */
const BY_OFFER = `
  WITH list_out AS MATERIALIZED (
    SELECT list_id, cycle_id, cycle.state AS cycle_state, arm = 'treatment' AND held_by IS NULL AS printed
    FROM list JOIN cycle USING (cycle_id) WHERE cycle.state IN ${OUT}),
  on_paper AS (
    SELECT cycle_id, cycle_state, offer_id, offer_version, 'issued' AS of, count(*) AS count, sum(offer_value_cents) AS cents
    FROM list_line INDEXED BY list_line_special JOIN list_out USING (list_id)
    WHERE section = 'special' AND printed GROUP BY cycle_id, offer_id, offer_version),
  in_place AS (
    SELECT cycle_id, cycle_state, offer_id, offer_version, 'issued', count(*), sum(face_value_cents)
    FROM issued_offer JOIN list_out USING (list_id) WHERE replaces IS NOT NULL GROUP BY cycle_id, offer_id, offer_version),
  in_the_books AS (
    SELECT cycle_id, cycle_state, offer_id, offer_version, state, count(*), sum(face_value_cents)
    FROM issued_offer JOIN list_out USING (list_id) GROUP BY cycle_id, offer_id, offer_version, state)
  SELECT cycle_id, cycle_state, all_of.offer_id, json_extract(terms, '$.funderId') AS funder_id, of, count, cents
  FROM (SELECT * FROM on_paper UNION ALL SELECT * FROM in_place UNION ALL SELECT * FROM in_the_books) AS all_of
  JOIN offer_terms ON offer_terms.offer_id = all_of.offer_id AND version = offer_version
  ORDER BY cycle_id, all_of.offer_id`;

/**
 * Whether the ledger holds together: what was issued is redeemed, reserved, expired, open or withdrawn; every cent of it
 * has its entry, and every entry its reason ({@link CHECKS}). Reads one state of the database, beside whoever works on it.
 */
export function checkLedger(db: Db): LedgerCheck {
  return db
    .transaction((): LedgerCheck => {
      const rows = db.prepare<[], Row>(BY_OFFER).all();
      const perCycle = group(rows, ({ cycle_id }) => String(cycle_id));
      const perOffer = group(rows, ({ offer_id, funder_id }) => JSON.stringify([offer_id, funder_id]));
      const perFunder = group(rows, ({ funder_id }) => funder_id);
      const perBoth = group(rows, ({ cycle_id, offer_id }) => `cycle ${cycle_id}, offer ${offer_id}`);
      const faults = [
        ...[...perBoth].flatMap(unbalanced),
        ...openAfterwards(rows),
        ...Object.keys(CHECKS).flatMap((what) => broken(db, what)),
      ];
      return {
        ok: faults.length === 0,
        ...sumOf(rows),
        perCycle: [...perCycle].map(([cycleId, standings]) => ({ cycleId: Number(cycleId), ...standings })),
        perOffer: byName(perOffer).map(([key, standings]) => {
          const [offerId, funderId] = JSON.parse(key) as [string, string];
          return { offerId, funderId, ...standings };
        }),
        perFunder: byName(perFunder).map(([funderId, standings]) => ({ funderId, ...standings })),
        faults,
      };
    })
    .deferred();
}

/** Sums by key, in the order of the rows. */
function group(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Standings> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const of = groups.get(key);
    if (of === undefined) groups.set(key, [row]);
    else of.push(row);
  }
  return new Map([...groups].map(([key, of]) => [key, sumOf(of)]));
}

function byName<T>(groups: Map<string, T>): [string, T][] {
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function sumOf(rows: readonly Row[]): Standings {
  const none = { issued: 0, redeemed: 0, reserved: 0, expired: 0, open: 0, withdrawn: 0 };
  const counts: Record<Row['of'], number> = { ...none };
  const cents: Record<Row['of'], number> = { ...none };
  for (const row of rows) {
    counts[row.of] += row.count;
    cents[row.of] += row.cents;
  }
  return { counts, cents };
}

function unbalanced([where, { counts, cents }]: [string, Standings]): LedgerFault[] {
  const fault = (unit: string, of: Standing): LedgerFault[] => {
    const found = STATES.reduce((sum, state) => sum + of[state], 0);
    if (found === of.issued) return [];
    return [
      { what: `what is on paper is not what is in the books, in ${unit}`, where, expected: of.issued, found },
    ];
  };
  return [...fault('number', counts), ...fault('face value', cents)];
}

function openAfterwards(rows: readonly Row[]): LedgerFault[] {
  const open = rows.filter((row) => row.cycle_state === 'closed' && row.of === 'open');
  return [...group(open, ({ cycle_id }) => `cycle ${cycle_id}`)].map(([where, { counts }]) => ({
    what: 'a closed cycle has open offers',
    where,
    expected: 0,
    found: counts.open,
  }));
}

function broken(db: Db, what: string): LedgerFault[] {
  type Broken = { place: string; expected: string | number; found: string | number };
  return db
    .prepare<[number], Broken>(`SELECT * FROM (${CHECKS[what] ?? ''}) LIMIT ?`)
    .all(FAULTS_MAX)
    .map(({ place, expected, found }) => ({ what, where: place, expected, found }));
}
