import type { Db } from '../sqlite.ts';
import {
  type Added,
  type EventRow,
  type HouseholdEvent,
  type Merge,
  type NewEvent,
  SELECT_EVENTS,
  toEvent,
  type Undone,
} from './household-event-rows.ts';
import { readGroups, rootReader } from './kin.ts';

/** Events of households, and the groups that the merges in force come to. */
export function householdEvents(db: Db) {
  const one = db.prepare<[number], EventRow>(`${SELECT_EVENTS} WHERE event_id = ?`);
  const all = db.prepare<[], EventRow>(`${SELECT_EVENTS} ORDER BY event_id`);
  const about = db.prepare<{ id: string }, EventRow>(
    `${SELECT_EVENTS} WHERE household_event.household_id = @id OR into_id = @id
       OR household_event.household_id IN (SELECT other_id FROM household_kin WHERE household_kin.household_id = @id)
     ORDER BY event_id`,
  );
  const find = (eventId: number): HouseholdEvent | undefined => {
    const row = one.get(eventId);
    return row === undefined ? undefined : toEvent(row);
  };
  const allEvents = (): HouseholdEvent[] => all.all().map(toEvent);
  const inForce = (): HouseholdEvent[] => allEvents().filter(({ undone }) => undone === undefined);
  return {
    find,
    all: allEvents,
    inForce,
    about: (householdId: string): HouseholdEvent[] => about.all({ id: householdId }).map(toEvent),
    /** Equal marks, equal households: what they contribute to a plan's inputs. */
    marks: (): string[] => inForce().map(({ kind, eventId }) => `${kind}:${eventId}`),
    members: (): ReadonlyMap<string, string> =>
      new Map([...readGroups(db)].flatMap(([rootId, group]) => group.map((id) => [id, rootId] as const))),
    /** The household that stands for a group; of one alone, itself. */
    rootOf: rootReader(db),
    add: (event: NewEvent): Added => db.transaction(() => add(db, inForce(), find, event)).immediate(),
    undo: (eventId: number, by: string, at: string, reason: string | undefined): Undone =>
      db.transaction(() => undo(db, find, eventId, { by, at, reason })).immediate(),
    /** Under the name that stands for a forgotten household. Its group stays one, so that its limits do, too. */
    forget: (householdId: string, cardIds: readonly string[], pseudonym: string, noReason: string): void =>
      forget(db, inForce, householdId, cardIds, pseudonym, noReason),
  };
}

type Find = (eventId: number) => HouseholdEvent | undefined;

function add(db: Db, inForce: readonly HouseholdEvent[], find: Find, event: NewEvent): Added {
  const same = inForce.find((known) => isSame(known, event));
  if (same !== undefined) return { tag: 'already', event: same };
  if (event.kind === 'merge') {
    const refused = refusalOf(inForce, event);
    if (refused !== undefined) return refused;
  }
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO household_event (kind, household_id, into_id, card_id, from_day, verdict, reason, done_by, done_at, detail)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      event.kind,
      event.householdId,
      (event.kind === 'flag' ? undefined : event.intoId) ?? null,
      event.kind === 'reissue' ? event.cardId : null,
      event.kind === 'reissue' ? event.fromDay : null,
      event.kind === 'flag' ? event.verdict : null,
      event.reason,
      event.by,
      event.at,
      JSON.stringify(event.detail),
    );
  const added = find(Number(lastInsertRowid));
  if (added === undefined) throw new Error('an event that was just added is not there');
  if (added.kind === 'merge') writeMembers(db, [...inForce, added]);
  return { tag: 'done', event: added };
}

function isSame(known: HouseholdEvent, event: NewEvent): boolean {
  if (known.kind !== event.kind || known.householdId !== event.householdId) return false;
  if (known.kind === 'merge' && event.kind === 'merge') return known.intoId === event.intoId;
  if (known.kind === 'flag' && event.kind === 'flag') return known.verdict === event.verdict;
  return (
    known.kind === 'reissue' &&
    event.kind === 'reissue' &&
    known.cardId === event.cardId &&
    known.fromDay === event.fromDay
  );
}

/** A household is part of one other at most, and of none that is itself a part: so groups are trees, and unmerge in any order. */
function refusalOf(
  inForce: readonly HouseholdEvent[],
  { householdId, intoId }: Pick<Merge, 'householdId' | 'intoId'>,
): Added | undefined {
  if (householdId === intoId) return { tag: 'refused', code: 'merge-itself', merge: undefined };
  const merges = inForce.filter((event) => event.kind === 'merge');
  const away = merges.find((merge) => merge.householdId === householdId);
  if (away !== undefined) return { tag: 'refused', code: 'household-merged', merge: away };
  const gone = merges.find((merge) => merge.householdId === intoId);
  return gone === undefined ? undefined : { tag: 'refused', code: 'merge-into-merged', merge: gone };
}

type Ending = { readonly by: string; readonly at: string; readonly reason: string | undefined };

function undo(db: Db, find: Find, eventId: number, { by, at, reason }: Ending): Undone {
  const event = find(eventId);
  if (event === undefined) return { tag: 'unknown' };
  if (event.undone !== undefined) return { tag: 'already', event };
  db.prepare(
    'INSERT INTO household_event_undone (event_id, reason, undone_by, undone_at) VALUES (?, ?, ?, ?)',
  ).run(eventId, reason ?? null, by, at);
  if (event.kind === 'merge') writeMembers(db, readInForce(db));
  return { tag: 'done', event: find(eventId) ?? event };
}

function readInForce(db: Db): HouseholdEvent[] {
  return db
    .prepare<[], EventRow>(`${SELECT_EVENTS} WHERE undone_at IS NULL ORDER BY event_id`)
    .all()
    .map(toEvent);
}

function writeMembers(db: Db, events: readonly HouseholdEvent[]): void {
  const parents = new Map(
    events.flatMap((event) => (event.kind === 'merge' ? [[event.householdId, event.intoId] as const] : [])),
  );
  const rootOf = (id: string): string => {
    let root = id;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    return root;
  };
  const members = new Map<string, string>();
  for (const [child, parent] of parents) {
    const root = rootOf(parent);
    for (const id of [child, root]) members.set(id, root);
  }
  db.exec('DELETE FROM household_member');
  const insert = db.prepare('INSERT INTO household_member (household_id, root_id) VALUES (?, ?)');
  for (const [id, root] of members) insert.run(id, root);
}

function forget(
  db: Db,
  inForce: () => HouseholdEvent[],
  householdId: string,
  cardIds: readonly string[],
  pseudonym: string,
  noReason: string,
): void {
  db.transaction(() => {
    const rename = db.prepare<{ id: string; name: string; reason: string; cards: string }>(
      `UPDATE household_event SET household_id = iif(household_id = @id, @name, household_id),
         into_id = iif(into_id = @id, @name, into_id), reason = @reason,
         card_id = iif(card_id IN (SELECT value FROM json_each(@cards)), @name, card_id)
       WHERE household_id = @id OR into_id = @id OR card_id IN (SELECT value FROM json_each(@cards))`,
    );
    const ended = db.prepare<[string, string, string]>(
      `UPDATE household_event_undone SET reason = ? WHERE reason IS NOT NULL AND event_id IN
         (SELECT event_id FROM household_event WHERE household_id = ? OR into_id = ?)`,
    );
    ended.run(noReason, householdId, householdId);
    rename.run({ id: householdId, name: pseudonym, reason: noReason, cards: JSON.stringify(cardIds) });
    writeMembers(db, inForce());
  }).immediate();
}

/** An event as it is taken over into a ledger that was brought back, with its end. */
export type EventRecord = {
  readonly event: Readonly<Record<string, string | number | null>>;
  readonly undone: Readonly<Record<string, string | number | null>> | undefined;
};

/** Who is who is no ledger's own: what people said of it since a backup was taken holds in the one that is brought back. */
export function eventCopier(db: Db) {
  type Record = { event_id: number };
  const EVENT = [
    'event_id',
    'kind',
    'household_id',
    'into_id',
    'card_id',
    'from_day',
    'verdict',
    'reason',
    'done_by',
    'done_at',
    'detail',
  ];
  const UNDONE = ['event_id', 'reason', 'undone_by', 'undone_at'];
  const put = (table: string, columns: readonly string[]) =>
    db.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})
       ON CONFLICT (event_id) DO NOTHING`,
    );
  return {
    eventRecords: (): EventRecord[] => {
      const ends = new Map(
        db
          .prepare<[], Record & EventRecord['event']>('SELECT * FROM household_event_undone')
          .all()
          .map((row) => [row.event_id, row]),
      );
      return db
        .prepare<[], Record & EventRecord['event']>('SELECT * FROM household_event ORDER BY event_id')
        .all()
        .map((event) => ({ event, undone: ends.get(event.event_id) }));
    },
    /** @returns How many events and ends of events were missing. */
    mergeEvents: (records: readonly EventRecord[]): number => {
      const events = put('household_event', EVENT);
      const ends = put('household_event_undone', UNDONE);
      let missing = 0;
      for (const { event, undone } of records) {
        missing += events.run(event).changes;
        if (undone !== undefined) missing += ends.run(undone).changes;
      }
      writeMembers(db, readInForce(db));
      return missing;
    },
  };
}
