import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { dropDrafts } from './drafts.ts';
import { holdAdopter, holdMarker } from './holds.ts';
import { sharedByKin } from './kin.ts';
import { type ListRow, listWriter } from './list-writer.ts';
import type { Obeys } from './rebuilds.ts';
import { growOffers, type OfferWithProducts, offerHashes, writeOffers } from './terms.ts';

export type CycleState = 'draft' | 'approved' | 'released' | 'closed' | 'withdrawn';

export type Cycle = {
  readonly cycleId: number;
  readonly asOf: Day;
  readonly validFrom: Day;
  readonly validUntil: Day;
  readonly households: 'due' | 'all';
  readonly inputsSha256: string;
  readonly state: CycleState;
  /** Treatment lists. */
  readonly lists: number;
  readonly ghostLists: number;
  /** Treatment lists that were held and did not, or will not, go out. */
  readonly heldLists: number;
  /** The newest feed file that the plan knew; undefined for cycles from before this was kept. */
  readonly knownFileNo: number | undefined;
  /** Lists of an earlier system that households held when this one began. */
  readonly takenOver: boolean;
  readonly seal: string | undefined;
  /** Of the lists that preflight was last run on. */
  readonly preflightSeal: string | undefined;
  readonly approvedBy: string | undefined;
};

type CycleRow = {
  cycle_id: number;
  as_of: Day;
  valid_from: Day;
  valid_until: Day;
  households: 'due' | 'all';
  inputs_sha256: string;
  state: CycleState;
  lists: number;
  ghost_lists: number;
  held_lists: number;
  known_file_no: number | null;
  taken_over: number;
  seal: string | null;
  preflight_seal: string | null;
  approved_by: string | null;
};

export type NewCycle = Pick<Cycle, 'asOf' | 'validFrom' | 'validUntil' | 'households' | 'inputsSha256'> &
  Partial<Pick<Cycle, 'knownFileNo'>> & {
    /** Holds, withdrawals and recalls that its lists obey; absent: none. */
    readonly obeys?: readonly string[];
  };

/**
 * Cycles and their lists. A draft is written in chunks (a lane must never wait for the night) under `complete = 0`, where
 * nobody sees it; the last step makes it visible at once.
 */
export function cycleStore(db: Db) {
  const select = db.prepare<[number], CycleRow>('SELECT * FROM cycle WHERE cycle_id = ? AND complete = 1');
  const all = db.prepare<[], CycleRow>('SELECT * FROM cycle WHERE complete = 1 ORDER BY as_of, cycle_id');
  const byInputs = db.prepare<[string], CycleRow>(
    "SELECT * FROM cycle WHERE inputs_sha256 = ? AND complete = 1 AND state = 'draft'",
  );
  const settled = db.prepare<[Day, string], CycleRow>(
    `SELECT * FROM cycle WHERE as_of = ? AND households = ? AND state IN ('approved', 'released', 'closed') AND taken_over = 0
     ORDER BY cycle_id DESC`,
  );
  const begin = db.prepare(
    `INSERT INTO cycle (as_of, valid_from, valid_until, households, inputs_sha256, known_file_no, obeys, complete, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, 0, 'draft')`,
  );
  const writeLists = listWriter(db);
  const adopt = holdAdopter(db);
  const marks = holdMarker(db);
  const complete = (cycleId: number): void => {
    db.prepare(
      `UPDATE cycle SET complete = 1,
         lists = (SELECT count(*) FROM list WHERE cycle_id = cycle.cycle_id AND arm = 'treatment'),
         ghost_lists = (SELECT count(*) FROM list WHERE cycle_id = cycle.cycle_id AND arm = 'control')
       WHERE cycle_id = ?`,
    ).run(cycleId);
    adopt(cycleId);
    marks.apply(cycleId);
  };

  return {
    find: (cycleId: number): Cycle | undefined => {
      const row = select.get(cycleId);
      return row === undefined ? undefined : toCycle(row);
    },
    all: (): Cycle[] => all.all().map(toCycle),
    /** The cycle that already answers a plan: one of that day that went beyond draft, else a draft of equal inputs. */
    findPlanned: (cycle: NewCycle): Cycle | undefined => {
      const row = settled.get(cycle.asOf, cycle.households) ?? byInputs.get(cycle.inputsSha256);
      return row === undefined ? undefined : toCycle(row);
    },
    /** What earlier cycles contribute to a plan's inputs: equal marks, equal lists. */
    watermark: (asOf: Day): string[] =>
      db
        .prepare<{ asOf: Day }, string>(
          `SELECT cycle_id || ':' || state || ':' || coalesce(seal, '') FROM cycle
           WHERE state <> 'draft' OR ${WAITING_DRAFT} ORDER BY cycle_id`,
        )
        .pluck()
        .all({ asOf }),
    /**
     * Each household's newest list that went out or still can, so none that is held: when it was planned, until when it holds, in which drop.
     */
    lastLists: (asOf: Day): Map<string, LastList> => lastLists(db, asOf),
    /** Drafts that a killed run left half written, and visible drafts of the same day: both make way for a new one. */
    dropDrafts: (asOf: Day | undefined): void => dropDrafts(db, asOf),
    begin: (cycle: NewCycle): number =>
      Number(
        begin.run(
          cycle.asOf,
          cycle.validFrom,
          cycle.validUntil,
          cycle.households,
          cycle.inputsSha256,
          cycle.knownFileNo ?? null,
          JSON.stringify({ planned: cycle.obeys ?? [], since: [] } satisfies Obeys),
        ).lastInsertRowid,
      ),
    writeOffers: (offers: readonly OfferWithProducts[]): void => writeOffers(db, offers),
    growOffers: (offers: readonly OfferWithProducts[]): void => growOffers(db, offers),
    offerHashes: (keyOf: (offerId: string, version: number) => string): Map<string, string> =>
      offerHashes(db, keyOf),
    /** One chunk, in one transaction. `codeOf` numbers a treatment list once its id is known. */
    writeLists: (cycleId: number, lists: readonly ListRow[], codeOf: (listId: number) => string): void =>
      writeLists(cycleId, lists, codeOf),
    complete: (cycleId: number): void => db.transaction(complete).immediate(cycleId),
    /** From one state to the next, once: false when the cycle was not in `from` any more. */
    advance: (cycleId: number, from: CycleState, to: CycleState): boolean =>
      db.prepare('UPDATE cycle SET state = ? WHERE cycle_id = ? AND state = ?').run(to, cycleId, from)
        .changes === 1,
    /** Preflight was run on a draft's lists as this seal has them. */
    preflighted: (cycleId: number, seal: string): void =>
      void db.prepare('UPDATE cycle SET preflight_seal = ? WHERE cycle_id = ?').run(seal, cycleId),
    approve: (cycleId: number, by: string, seal: string): boolean =>
      db
        .prepare(
          "UPDATE cycle SET state = 'approved', approved_by = ?, seal = ? WHERE cycle_id = ? AND state = 'draft'",
        )
        .run(by, seal, cycleId).changes === 1,
  };
}

export type LastList = {
  readonly asOf: Day;
  readonly validUntil: Day;
  /** Its drop, of so many in the cycle. */
  readonly dropNo: number;
  readonly drops: number;
};

/**
 * An earlier draft whose paper can still be in the home in time once somebody approves it. A draft of the same day makes
 * way for a new plan, and a draft whose day has come without an approval does not go out any more.
 */
const WAITING_DRAFT = "(state = 'draft' AND complete = 1 AND as_of < @asOf AND valid_from >= @asOf)";

function lastLists(db: Db, asOf: Day): Map<string, LastList> {
  type Row = { household_id: string; as_of: Day; valid_until: Day; drop_no: number; drops: number };
  const rows = db
    .prepare<{ asOf: Day }, Row>(
      `SELECT household_id, as_of, valid_until, drop_no, drops FROM cycle CROSS JOIN list USING (cycle_id)
       WHERE held_by IS NULL AND (state IN ('approved', 'released', 'closed') OR ${WAITING_DRAFT}) ORDER BY as_of, cycle_id`,
    )
    .iterate({ asOf });
  const last = new Map<string, LastList>();
  for (const row of rows) {
    const { as_of: asOf, valid_until: validUntil, drop_no: dropNo, drops } = row;
    // Lists of an earlier system may overlap: no new one before the last of them is over.
    const before = last.get(row.household_id)?.validUntil ?? validUntil;
    const later = before > validUntil ? before : validUntil;
    last.set(row.household_id, { asOf, validUntil: later, dropNo, drops });
  }
  return sharedByKin(db, last, lastOfGroup);
}

/** No new list before the last of any of them is over; the drop of the one that stands for all, if it has one. */
function lastOfGroup(rootId: string, all: readonly (readonly [string, LastList])[]): LastList {
  const lists = all.map(([, list]) => list).sort((a, b) => a.asOf - b.asOf);
  const newest = lists.at(-1);
  if (newest === undefined) throw new Error('a group without a list has no last one');
  const { dropNo, drops } = all.find(([id]) => id === rootId)?.[1] ?? newest;
  const [validUntil = newest.validUntil] = lists.map((list) => list.validUntil).sort((a, b) => b - a);
  return { asOf: newest.asOf, validUntil, dropNo, drops };
}

function toCycle(row: CycleRow): Cycle {
  return {
    cycleId: row.cycle_id,
    asOf: row.as_of,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    households: row.households,
    inputsSha256: row.inputs_sha256,
    state: row.state,
    lists: row.lists,
    ghostLists: row.ghost_lists,
    heldLists: row.held_lists,
    knownFileNo: row.known_file_no ?? undefined,
    takenOver: row.taken_over === 1,
    seal: row.seal ?? undefined,
    preflightSeal: row.preflight_seal ?? undefined,
    approvedBy: row.approved_by ?? undefined,
  };
}
