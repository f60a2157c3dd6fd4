import type { Day } from '../../shared/day.ts';
import type { LaneKey } from '../ledger/since.ts';
import type { Db } from '../sqlite.ts';

/** What one offer of a list gave in a transaction. */
export type SpentHere = {
  /** undefined: the office decided, and only says which offer. */
  readonly issuedOfferId: number | undefined;
  readonly offerId: string;
  readonly applications: number;
  readonly amountCents: number;
};

/** A transaction as its register was told of it. */
export type Told = {
  /** The agent alone decided. */
  readonly offline: boolean;
  readonly key: LaneKey;
  readonly contentHash: string;
  readonly listId: number;
  /** undefined: it has no number at the office yet. */
  readonly centralId: number | undefined;
  /** JSON: the register's request, and the answer. */
  readonly request: string;
  readonly answer: string;
  readonly spent: readonly SpentHere[];
  readonly totalCents: number;
};

export type StandingTold = Told & {
  readonly toldNo: number;
  readonly state: 'reserved' | 'committed' | 'voided';
  /** Of one that is reserved and not being paid: when it lapses. */
  readonly untilMs: number | undefined;
};

export type Step = 'reserve' | 'tender' | 'commit' | 'void';

/** A step of which the office does not know yet. */
export type QueuedStep = { readonly seq: number } & (
  | { readonly step: 'commit' | 'void'; readonly told: Told }
  /** Nothing was given; the office may have thought so, and its answer was lost. */
  | { readonly step: 'refused'; readonly key: LaneKey }
);

type Row = {
  told_no: number;
  offline: number;
  store_id: string;
  register_id: string;
  business_day: Day;
  transaction_id: string;
  content_sha256: string;
  list_id: number;
  central: number | null;
  request: string;
  answer: string;
  spent: string;
  total_cents: number;
  step: Step;
  until_ms: number | null;
};

type StepRow = { seq: number; step: 'commit' | 'void'; told_no: number | null; refused: string | null };

// The last step is how it stands, but that tendering keeps a reservation. What the office made of it may have given it a number.
const STANDING = `SELECT told.*, coalesce(central_id, (SELECT outcome ->> 'redemption_id' FROM settled JOIN step USING (seq)
    WHERE step.told_no = told.told_no AND step.step = 'commit')) AS central, step, until_ms
  FROM told JOIN step ON step.seq = (SELECT max(seq) FROM step AS last WHERE last.told_no = told.told_no)`;

/** What the agent told its registers, and what of it the office has yet to hear. */
export function queueStore(db: Db) {
  const byKey = db.prepare<[string, string, Day, string], Row>(
    `${STANDING} WHERE store_id = ? AND register_id = ? AND business_day = ? AND transaction_id = ?`,
  );
  const byNo = db.prepare<[number], Row>(`${STANDING} WHERE told.told_no = ?`);
  const byCentral = db.prepare<[number], Row>(`${STANDING} WHERE central_id = ?`);
  const ofList = db.prepare<[number], Row>(`${STANDING} WHERE list_id = ? ORDER BY told.told_no`);
  const insert = db.prepare(
    `INSERT INTO told (offline, store_id, register_id, business_day, transaction_id, content_sha256, list_id, central_id,
       request, answer, spent, total_cents) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const refuse = db.prepare("INSERT INTO step (refused, step, queued) VALUES (?, 'void', 1)");
  const insertStep = db.prepare('INSERT INTO step (told_no, step, until_ms, queued) VALUES (?, ?, ?, ?)');
  const settle = db.prepare('INSERT INTO settled (seq, outcome) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const waiting = db.prepare<[number, number], StepRow>(
    `SELECT seq, step, told_no, refused FROM step WHERE queued = 1 AND seq > ? AND seq NOT IN (SELECT seq FROM settled) ORDER BY seq LIMIT ?`,
  );
  const queued = db.prepare<[number, number], StepRow>(
    'SELECT seq, step, told_no, refused FROM step WHERE queued = 1 AND seq > ? ORDER BY seq LIMIT ?',
  );
  const count = db
    .prepare<[], number>(
      'SELECT count(*) FROM step WHERE queued = 1 AND seq NOT IN (SELECT seq FROM settled)',
    )
    .pluck();
  const toStep = (row: StepRow): QueuedStep[] => {
    if (row.told_no === null)
      return [{ seq: row.seq, step: 'refused', key: JSON.parse(row.refused ?? '') as LaneKey }];
    const told = byNo.get(row.told_no);
    return told === undefined ? [] : [{ seq: row.seq, step: row.step, told: toTold(told) }];
  };
  const step = (toldNo: number, name: Step, queue: boolean, untilMs?: number): void =>
    void insertStep.run(toldNo, name, untilMs ?? null, Number(queue));
  return {
    ofKey: (key: LaneKey): StandingTold | undefined =>
      standing(byKey.get(key.storeId, key.registerId, key.day, key.transactionId)),
    ofNumber: (toldNo: number): StandingTold | undefined => standing(byNo.get(toldNo)),
    ofCentral: (centralId: number): StandingTold | undefined => standing(byCentral.get(centralId)),
    ofList: (listId: number): StandingTold[] => ofList.all(listId).map(toTold),
    /** To be called in a transaction, with its first step. @returns Its number. */
    add: (told: Told): number =>
      Number(
        insert.run(
          Number(told.offline),
          ...[told.key.storeId, told.key.registerId, told.key.day, told.key.transactionId],
          ...[told.contentHash, told.listId, told.centralId ?? null, told.request, told.answer],
          ...[JSON.stringify(told.spent), told.totalCents],
        ).lastInsertRowid,
      ),
    step,
    /** Nothing was told under a key. */
    refuse: ({ storeId, registerId, day, transactionId }: LaneKey): void =>
      void refuse.run(JSON.stringify({ storeId, registerId, day, transactionId })),
    settle: (seq: number, outcome: object): void => void settle.run(seq, JSON.stringify(outcome)),
    /** Steps that the office has not settled, oldest first. */
    waiting: (afterSeq: number, most: number): QueuedStep[] => waiting.all(afterSeq, most).flatMap(toStep),
    /** All that ever waited. */
    queued: (afterSeq: number, most: number): QueuedStep[] => queued.all(afterSeq, most).flatMap(toStep),
    countWaiting: (): number => count.get() ?? 0,
  };
}

function standing(row: Row | undefined): StandingTold | undefined {
  return row === undefined ? undefined : toTold(row);
}

function toTold(row: Row): StandingTold {
  return {
    toldNo: row.told_no,
    offline: row.offline === 1,
    key: {
      storeId: row.store_id,
      registerId: row.register_id,
      day: row.business_day,
      transactionId: row.transaction_id,
    },
    contentHash: row.content_sha256,
    listId: row.list_id,
    centralId: row.central ?? undefined,
    request: row.request,
    answer: row.answer,
    spent: JSON.parse(row.spent) as SpentHere[],
    totalCents: row.total_cents,
    state: row.step === 'void' ? 'voided' : row.step === 'commit' ? 'committed' : 'reserved',
    untilMs: row.until_ms ?? undefined,
  };
}
