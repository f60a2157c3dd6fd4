import type { KnownList } from '../../ingest/earlier-lists.ts';
import type { PlannedLine, PlannedList } from '../../lists/planned-list.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { lineWriter, listRow, listWriter } from './list-writer.ts';

/** A list of an earlier system, made ready as one of ours. */
export type TakenList = { readonly listCode: string; readonly planned: PlannedList };

export type KnownEarlierList = KnownList & { readonly listId: number; readonly cycleId: number };

/** Specials to be added to a list that was taken over before. */
export type AddedLines = { readonly listId: number; readonly lines: readonly PlannedLine[] };

/** Lists of an earlier system: cycles of their own, under whose numbers lanes redeem as under ours. */
export function earlierListStore(db: Db) {
  const ownCode = db
    .prepare<[string], string>(
      'SELECT list.list_code FROM earlier_list JOIN list USING (list_id) WHERE earlier_list.list_code = ?',
    )
    .pluck();
  const known = knownReader(db);
  const write = takenWriter(db);
  const add = lineAdder(db);
  return {
    /** Our own number of a list of an earlier system. */
    ownCode: (listCode: string): string | undefined => ownCode.get(listCode),
    known,
    /** One chunk of a cycle that nobody sees yet, in one transaction. */
    write: (cycleId: number, lists: readonly TakenList[], codeOf: (listId: number) => string): void =>
      write.immediate(cycleId, lists, codeOf),
    /** Specials that a later file brings for lists that are out. They are issued by the issuer, as any others. */
    add: (added: readonly AddedLines[]): void => add.immediate(added),
    /** The last step of a cycle: its lists are out, and were before we knew of them. To be called in a transaction. */
    release: (cycleId: number, by: string, seal: string): void =>
      void db
        .prepare(
          `UPDATE cycle SET complete = 1, taken_over = 1, state = 'released', approved_by = ?, seal = ?,
             lists = (SELECT count(*) FROM list WHERE cycle_id = cycle.cycle_id)
           WHERE cycle_id = ? AND complete = 0`,
        )
        .run(by, seal, cycleId),
    /** What was added changes the seal. */
    reseal: (cycleId: number, seal: string): void =>
      void db.prepare('UPDATE cycle SET seal = ? WHERE cycle_id = ? AND taken_over = 1').run(seal, cycleId),
  };
}

type KnownRow = {
  list_id: number;
  cycle_id: number;
  household_id: string;
  valid_from: Day;
  valid_until: Day;
  state: string;
};

function knownReader(db: Db): (listCode: string) => KnownEarlierList | undefined {
  const find = db.prepare<[string], KnownRow>(
    `SELECT list_id, cycle_id, household_id, valid_from, valid_until, state
     FROM earlier_list JOIN list USING (list_id) JOIN cycle USING (cycle_id)
     WHERE earlier_list.list_code = ? AND complete = 1`,
  );
  const offers = db
    .prepare<[number], string>('SELECT offer_id FROM list_line WHERE list_id = ? AND offer_id IS NOT NULL')
    .pluck();
  return (listCode) => {
    const row = find.get(listCode);
    if (row === undefined) return undefined;
    return {
      listCode,
      listId: row.list_id,
      cycleId: row.cycle_id,
      householdId: row.household_id,
      validFrom: row.valid_from,
      validUntil: row.valid_until,
      offerIds: new Set(offers.all(row.list_id)),
      isOver: row.state !== 'released',
    };
  };
}

function takenWriter(db: Db) {
  const writeLists = listWriter(db);
  const number = db.prepare(
    'INSERT INTO earlier_list (list_code, list_id) SELECT ?, list_id FROM list WHERE household_id = ? AND cycle_id = ?',
  );
  return db.transaction(
    (cycleId: number, lists: readonly TakenList[], codeOf: (listId: number) => string): void => {
      writeLists(
        cycleId,
        lists.map(({ planned }) => listRow(planned)),
        codeOf,
      );
      for (const { listCode, planned } of lists) number.run(listCode, planned.householdId, cycleId);
    },
  );
}

function lineAdder(db: Db) {
  const last = db
    .prepare<[number], number>('SELECT coalesce(max(line_no), 0) FROM list_line WHERE list_id = ?')
    .pluck();
  const write = lineWriter(db);
  return db.transaction((added: readonly AddedLines[]): void => {
    for (const { listId, lines } of added) {
      const next = (last.get(listId) ?? 0) + 1;
      lines.forEach((line, index) => void write(listId, next + index, line));
    }
  });
}
