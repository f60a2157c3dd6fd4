import type { Db } from '../sqlite.ts';
import { kinOf } from './kin.ts';

export type HoldKind = 'list' | 'offer' | 'household';

/** `asked`: by a person; `empty`: nothing was left on the list; `preflight`: its sheet cannot go out; `suppressed`: found at release. */
export type HoldCause = 'asked' | 'empty' | 'preflight' | 'suppressed';

/** What keeps a list, an offer or a household out, and who said so. */
export type Hold = {
  readonly holdId: number;
  readonly kind: HoldKind;
  /** The list's number, the offer's or the household's id. */
  readonly id: string;
  readonly cause: HoldCause;
  readonly reason: string;
  readonly heldBy: string;
  readonly heldAt: string;
  readonly liftedBy: string | undefined;
};

export type NewHold = Pick<Hold, 'kind' | 'id' | 'cause' | 'reason' | 'heldBy' | 'heldAt'> & {
  /** What preflight found, by its code: of a hold with the cause `preflight`. */
  readonly preflight?: string;
};

type Row = {
  hold_id: number;
  kind: HoldKind;
  list_id: number | null;
  offer_id: string | null;
  household_id: string | null;
  cause: Exclude<HoldCause, 'preflight'>;
  reason: string;
  held_by: string;
  held_at: string;
  lifted_by: string | null;
  preflight: string | null;
};

const COLUMN: Readonly<Record<HoldKind, string>> = {
  list: 'list_id',
  offer: 'offer_id',
  household: 'household_id',
};

/** Whoever lifts or places a hold in the course of other work. */
export const BY_ITSELF = 'duelist';

/** Holds, and the mark that they leave on the lists of cycles that are not out yet. */
export function holdStore(db: Db) {
  const all = db.prepare<[], Row>('SELECT * FROM hold WHERE lifted_at IS NULL ORDER BY hold_id');
  const byId = db.prepare<[number], Row>('SELECT * FROM hold WHERE hold_id = ?');
  const newest = (kind: HoldKind, id: string): Hold | undefined => {
    const row = db
      .prepare<[string], Row>(
        `SELECT * FROM hold WHERE kind = '${kind}' AND ${COLUMN[kind]} = ? ORDER BY lifted_at IS NULL DESC, hold_id DESC LIMIT 1`,
      )
      .get(id);
    return row === undefined ? undefined : toHold(row);
  };
  const lift = db.prepare<[string, string, number]>(
    'UPDATE hold SET lifted_by = ?, lifted_at = ? WHERE hold_id = ? AND lifted_at IS NULL',
  );
  const put = putter(db, newest, lift);
  return {
    active: (): Hold[] => all.all().map(toHold),
    get: (holdId: number): Hold | undefined => {
      const row = byId.get(holdId);
      return row === undefined ? undefined : toHold(row);
    },
    /** The hold of a thing that is in force, else the last one that was. */
    newest,
    /** Hold a thing; one that is held already keeps its hold, and a person's word outlasts what the program found. */
    put: (hold: NewHold): { hold: Hold; already: boolean } => db.transaction(put).immediate(hold),
    lift: (holdId: number, by: string, at: string): boolean => lift.run(by, at, holdId).changes === 1,
    marks: holdMarker(db),
    /** What preflight keeps back of a cycle. */
    preflight: (cycleId: number): Hold[] =>
      db
        .prepare<[number], Row>(
          `SELECT hold.* FROM hold JOIN list USING (list_id)
           WHERE cycle_id = ? AND preflight IS NOT NULL AND lifted_at IS NULL ORDER BY hold_id`,
        )
        .all(cycleId)
        .map(toHold),
    /** Lists of a cycle that its release kept back. */
    suppressed: (cycleId: number): number =>
      db
        .prepare<[number], number>(
          `SELECT count(*) FROM hold JOIN list ON list.held_by = hold.hold_id WHERE cycle_id = ? AND cause = 'suppressed'`,
        )
        .pluck()
        .get(cycleId) ?? 0,
  };
}

function putter(
  db: Db,
  newest: (kind: HoldKind, id: string) => Hold | undefined,
  lift: { run: (by: string, at: string, holdId: number) => unknown },
) {
  const insert = db.prepare(
    `INSERT INTO hold (kind, list_id, offer_id, household_id, cause, preflight, reason, held_by, held_at, list_household_id, list_as_of)
     VALUES (@kind, @list, @offer, @household, @cause, @preflight, @reason, @by, @at,
       (SELECT household_id FROM list WHERE list_id = @list),
       (SELECT as_of FROM list JOIN cycle USING (cycle_id) WHERE list_id = @list))`,
  );
  return (hold: NewHold): { hold: Hold; already: boolean } => {
    const { kind, id, cause, reason, heldBy, heldAt } = hold;
    const known = newest(kind, id);
    if (known !== undefined && known.liftedBy === undefined) {
      if (known.cause === 'asked' || cause !== 'asked') return { hold: known, already: true };
      lift.run(heldBy, heldAt, known.holdId);
    }
    const { lastInsertRowid } = insert.run({
      kind,
      list: kind === 'list' ? Number(id) : null,
      offer: kind === 'offer' ? id : null,
      household: kind === 'household' ? id : null,
      cause: cause === 'preflight' ? 'empty' : cause,
      preflight: hold.preflight ?? null,
      reason,
      by: heldBy,
      at: heldAt,
    });
    return { hold: { ...hold, holdId: Number(lastInsertRowid), liftedBy: undefined }, already: false };
  };
}

/**
 * The hold that a list is under: of the list itself, else of its household or of one that is one with it, else what preflight
 * has found. That comes last, since it may end by itself.
 */
const HOLD_OF_LIST = `coalesce(
  (SELECT hold_id FROM hold WHERE kind = 'list' AND hold.list_id = list.list_id AND lifted_at IS NULL AND preflight IS NULL),
  (SELECT min(hold_id) FROM hold WHERE kind = 'household' AND lifted_at IS NULL
     AND hold.household_id IN ${kinOf('list.household_id')}),
  (SELECT hold_id FROM hold WHERE kind = 'list' AND hold.list_id = list.list_id AND lifted_at IS NULL))`;

/**
 * Bring the marks of an open cycle's lists in line with the holds in force. What a release that was cut off has issued of
 * a held list is taken back with it.
 */
export function holdMarker(db: Db) {
  const due = db.prepare<{ cycle: number }, number>(
    `SELECT list_id FROM (
       SELECT list_id FROM list WHERE held_by IS NOT NULL AND cycle_id = @cycle
       UNION SELECT list.list_id FROM hold JOIN list ON list.list_id = hold.list_id
         WHERE kind = 'list' AND lifted_at IS NULL AND cycle_id = @cycle
       UNION SELECT list.list_id FROM hold JOIN list ON list.household_id = hold.household_id AND cycle_id = @cycle
         WHERE kind = 'household' AND lifted_at IS NULL
       UNION SELECT list.list_id FROM hold JOIN household_kin ON household_kin.household_id = hold.household_id
         JOIN list ON list.household_id = other_id AND cycle_id = @cycle
         WHERE kind = 'household' AND lifted_at IS NULL)
     JOIN list USING (list_id) WHERE held_by IS NOT ${HOLD_OF_LIST} ORDER BY list_id`,
  );
  const mark = db.prepare(`UPDATE list SET held_by = ${HOLD_OF_LIST} WHERE list_id = ?`);
  const takeBack = db.prepare('DELETE FROM issued_offer WHERE list_id = ?');
  const count = db.prepare(
    `UPDATE cycle SET held_lists =
       (SELECT count(*) FROM list WHERE list.cycle_id = cycle.cycle_id AND held_by IS NOT NULL AND arm = 'treatment')
     WHERE cycle_id = ?`,
  );
  const of = db
    .prepare<[number, number], number>('SELECT count(*) FROM list WHERE cycle_id = ? AND held_by = ?')
    .pluck();
  const dueOf = (cycle: number): number[] => due.pluck().all({ cycle });
  const apply = db.transaction((cycleId: number): number => {
    const lists = dueOf(cycleId);
    for (const listId of lists) {
      takeBack.run(listId);
      mark.run(listId);
    }
    if (lists.length > 0) count.run(cycleId);
    return lists.length;
  });
  return {
    /** Lists whose mark is not what the holds in force say. */
    due: dueOf,
    /** Lists of a cycle that are under one hold. */
    of: (cycleId: number, holdId: number): number => of.get(cycleId, holdId) ?? 0,
    /** @returns Lists whose mark changed. */
    apply: (cycleId: number): number => apply.immediate(cycleId),
  };
}

/**
 * A day that is planned anew has new lists. Holds of its old ones go over to the new lists of the same households: what
 * marketing kept out must not come back under another number.
 */
export function holdAdopter(db: Db): (cycleId: number) => number {
  const move = db.prepare(
    `UPDATE hold SET list_id = (SELECT list_id FROM list WHERE cycle_id = @cycle AND household_id = list_household_id)
     WHERE kind = 'list' AND cause = 'asked' AND lifted_at IS NULL
       AND list_as_of = (SELECT as_of FROM cycle WHERE cycle_id = @cycle)
       AND NOT EXISTS (SELECT 1 FROM list WHERE list.list_id = hold.list_id)
       AND EXISTS (SELECT 1 FROM list WHERE cycle_id = @cycle AND household_id = list_household_id)`,
  );
  return (cycleId) => move.run({ cycle: cycleId }).changes;
}

function toHold(row: Row): Hold {
  return {
    holdId: row.hold_id,
    kind: row.kind,
    id: String(row.list_id ?? row.offer_id ?? row.household_id),
    cause: row.preflight === null ? row.cause : 'preflight',
    reason: row.reason,
    heldBy: row.held_by,
    heldAt: row.held_at,
    liftedBy: row.lifted_by ?? undefined,
  };
}
