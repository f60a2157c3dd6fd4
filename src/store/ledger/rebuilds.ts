import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { PlannedLine, PlannedList } from '../../lists/planned-list.ts';
import { type Db, letLanesIn } from '../sqlite.ts';
import { RESERVE_USES_MILLI } from './issue.ts';
import { lineValues, lineWriter } from './list-writer.ts';
import type { StoredLine, StoredList } from './lists.ts';

/** What a cycle's lists obey: since they were planned, and by being rebuilt. Keys as in restrictions.ts. */
export type Obeys = { readonly planned: readonly string[]; readonly since: readonly string[] };

/** A list of an open cycle that carries something that it must not. */
export type Carrier = {
  readonly listId: number;
  readonly offerId: string | undefined;
  readonly productId: string | undefined;
};

/** A list's lines as they were before a rebuild. */
export type ListBefore = {
  readonly listId: number;
  readonly changeNo: number;
  readonly causes: readonly string[];
  /** undefined: its household was forgotten. */
  readonly lines: readonly StoredLine[] | undefined;
};

/** What a list becomes; its household, arm, number and code stay. */
export type Rebuilt = {
  readonly before: StoredList;
  /** undefined: nothing is left to say. */
  readonly after: PlannedList | undefined;
  readonly causes: readonly string[];
};

/** Rebuilding lists of cycles that are not out yet, with a memory of what each was before. */
export function rebuildStore(db: Db) {
  const obeys = db.prepare<[number], string>('SELECT obeys FROM cycle WHERE cycle_id = ?').pluck();
  const carriers = db.prepare<{ cycle: number; offers: string; products: string }, CarrierRow>(
    `SELECT list_id, offer_id, product_id FROM list JOIN list_line USING (list_id)
     WHERE cycle_id = @cycle AND (offer_id IN (SELECT value FROM json_each(@offers))
       OR product_id IN (SELECT value FROM json_each(@products)))
     ORDER BY list_id`,
  );
  const changed = db.prepare<[number, string], { list_id: number }>(
    `SELECT DISTINCT list_id FROM list_before
     WHERE cycle_id = ? AND EXISTS (SELECT 1 FROM json_each(causes) WHERE value = ?) ORDER BY list_id`,
  );
  const promised = db.prepare<[number], { offer_id: string; cents: number; uses: number }>(
    `SELECT list_line.offer_id, (sum(offer_value_cents * ${RESERVE_USES_MILLI}) + 999) / 1000 AS cents,
       (sum(${RESERVE_USES_MILLI}) + 999) / 1000 AS uses
     FROM list JOIN list_line USING (list_id)
     JOIN offer_terms ON offer_terms.offer_id = list_line.offer_id AND version = offer_version
     WHERE cycle_id = ? GROUP BY list_line.offer_id`,
  );
  const before = db.prepare<[number], BeforeRow>(
    'SELECT list_id, change_no, causes, lines FROM list_before WHERE cycle_id = ? ORDER BY list_id, change_no',
  );
  const write = rewriter(db);
  return {
    obeys: (cycleId: number): Obeys => JSON.parse(obeys.get(cycleId) ?? '{"planned":[],"since":[]}') as Obeys,
    /** Lists with lines on one of the offers, or that name one of the products; a list once for each such line. */
    carriers: (cycleId: number, offers: readonly string[], products: readonly string[]): Carrier[] =>
      carriers
        .all({ cycle: cycleId, offers: JSON.stringify(offers), products: JSON.stringify(products) })
        .map((row) => ({
          listId: row.list_id,
          offerId: row.offer_id ?? undefined,
          productId: row.product_id ?? undefined,
        })),
    /** Lists that were rebuilt because of something. */
    changedBy: (cycleId: number, cause: string): number[] =>
      changed.all(cycleId, cause).map((row) => row.list_id),
    /** What all lists of a cycle, ghosts and held ones included, promise of each offer, as often as a transaction may apply it. */
    promised: (cycleId: number): Map<string, { cents: number; uses: number }> =>
      new Map(promised.all(cycleId).map(({ offer_id, cents, uses }) => [offer_id, { cents, uses }])),
    /** Each list's earlier lines, the oldest first. */
    before: function* (cycleId: number): Generator<ListBefore> {
      for (const row of before.iterate(cycleId)) yield toBefore(row);
    },
    /** One chunk, in one transaction. @returns The lists that changed; those left without a line. */
    write: (rebuilt: readonly Rebuilt[]): { changed: number[]; empty: number[] } => {
      const result = write.immediate(rebuilt);
      letLanesIn();
      return result;
    },
    /** An approved cycle is a draft again: what was approved is not what would go out. */
    reopen: (cycleId: number, by: string, at: string): boolean => {
      // What a release that was cut off found out about suppressions is found out anew by the next one.
      db.prepare(
        `UPDATE hold SET lifted_by = ?, lifted_at = ? WHERE cause = 'suppressed' AND lifted_at IS NULL
           AND list_id IN (SELECT list_id FROM list WHERE cycle_id = ?)`,
      ).run(by, at, cycleId);
      return (
        db
          .prepare(
            "UPDATE cycle SET state = 'draft', seal = NULL, approved_by = NULL WHERE cycle_id = ? AND state = 'approved'",
          )
          .run(cycleId).changes === 1
      );
    },
    /** All of a cycle's lists obey this now. `inputsSha256`: of a plan that would come to the same lists. */
    obey: (cycleId: number, since: Obeys, inputsSha256: string): void =>
      void db
        .prepare('UPDATE cycle SET obeys = ?, inputs_sha256 = ? WHERE cycle_id = ?')
        .run(JSON.stringify(since), inputsSha256, cycleId),
  };
}

type CarrierRow = { list_id: number; offer_id: string | null; product_id: string | null };
type BeforeRow = { list_id: number; change_no: number; causes: string; lines: Uint8Array | null };

function rewriter(db: Db) {
  const keep = db.prepare(
    `INSERT INTO list_before (list_id, change_no, cycle_id, causes, lines)
     VALUES (@list, (SELECT coalesce(max(change_no), 0) + 1 FROM list_before WHERE list_id = @list), @cycle, @causes, @lines)`,
  );
  const issued = db.prepare('DELETE FROM issued_offer WHERE list_id = ?');
  const lines = db.prepare('DELETE FROM list_line WHERE list_id = ?');
  const list = db.prepare(
    `UPDATE list SET home_store_id = @store, mail = @mail, addressee = @addressee, weekly_spend_cents = @spend, tier = @tier,
       list_kind = @kind, standing = @standing, obeyed = @obeyed, left_out = @leftOut WHERE list_id = @list`,
  );
  const writeLine = lineWriter(db);
  return db.transaction((rebuilt: readonly Rebuilt[]) => {
    const changed: number[] = [];
    const empty: number[] = [];
    for (const { before, after, causes } of rebuilt) {
      const { listId, cycleId } = before;
      if (after === undefined) empty.push(listId);
      if (sameLines(before.lines, after?.lines ?? [])) continue;
      changed.push(listId);
      const packed = deflateRawSync(JSON.stringify(before.lines));
      keep.run({ list: listId, cycle: cycleId, causes: JSON.stringify(causes), lines: packed });
      // A release that was cut off may have issued some; what it issued of a list as it was is no promise.
      issued.run(listId);
      lines.run(listId);
      for (const [index, line] of (after?.lines ?? []).entries()) writeLine(listId, index + 1, line);
      if (after !== undefined) list.run({ list: listId, ...listValues(after) });
    }
    return { changed, empty };
  });
}

function listValues(list: PlannedList) {
  return {
    store: list.homeStoreId ?? null,
    mail: Number(list.mail),
    addressee: JSON.stringify(list.addressee),
    spend: list.weeklySpendCents,
    tier: list.tier ?? null,
    kind: list.standing?.kind.kind ?? null,
    standing: list.standing === undefined ? null : JSON.stringify(list.standing),
    obeyed: list.obeyed === undefined ? null : JSON.stringify(list.obeyed),
    leftOut: list.leftOut === undefined ? null : deflateRawSync(JSON.stringify(list.leftOut)),
  };
}

/** Compared as they are stored: a list that comes out the same is not touched. */
function sameLines(before: readonly PlannedLine[], after: readonly PlannedLine[]): boolean {
  return JSON.stringify(before.map(lineValues)) === JSON.stringify(after.map(lineValues));
}

function toBefore(row: BeforeRow): ListBefore {
  return {
    listId: row.list_id,
    changeNo: row.change_no,
    causes: JSON.parse(row.causes) as string[],
    lines:
      row.lines === null
        ? undefined
        : (JSON.parse(inflateRawSync(row.lines).toString('utf8')) as StoredLine[]),
  };
}
