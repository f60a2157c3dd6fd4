import { closeSync, openSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { formatDay } from '../../shared/day.ts';
import { letLanesIn } from '../../store/sqlite.ts';
import type { Context } from '../context.ts';
import { csvLine } from '../files.ts';
import { LANES_DIR } from '../lane/lane-log.ts';
import { makeDirectory } from '../permissions.ts';
import { productReader } from '../product-codes.ts';
import { type Replayed, replayItem } from './replay.ts';
import type { ReplayItem } from './replay-entry.ts';
import { type ReplayLine, readLogs } from './replay-file.ts';

/** What a replay of lanes' logs did; the `replayed` part of the answer. */
export type ReplayReport = {
  readonly requests: number;
  readonly recorded: number;
  /** What came off in them, voids and returns taken back. */
  readonly recorded_cents: number;
  readonly already_recorded: number;
  /** The lane had been answered no: nothing to bring in. */
  readonly answered_no: number;
  readonly rejected: number;
  /** What shoppers had got of it, as far as the logs say. */
  readonly rejected_cents: number;
  readonly rejected_by_reason: Readonly<Record<string, number>>;
  readonly unreadable: number;
  /** Rejected and unreadable lines, one by one; null: there are none. */
  readonly rejected_file: string | null;
  /** Cycles that the logs show to have been released, and that this ledger has not released. */
  readonly cycles_to_release: readonly number[];
};

/** Lines of one transaction: some 20 ms, which a lane can wait. */
const BATCH = 50;

const COLUMNS = [
  'file',
  'line',
  'act',
  'store_id',
  'register_id',
  'business_day',
  'transaction_id',
  'list_code',
  'card_id',
  'redemption_id',
  'cents',
  'reason',
  'text',
];

/** Bring lanes' logs into the ledger. Idempotent: the lanes' own keys say what is there already. */
export async function replayLogs(context: Context, names: readonly string[]): Promise<ReplayReport> {
  const paths = names.map((name) => resolve(context.world.cwd, name));
  const readProduct = productReader(context);
  const rejects = rejectWriter(context);
  const tally = newTally(rejects.write);
  try {
    let batch: ReplayLine[] = [];
    const flush = async (): Promise<void> => {
      const done = context.ledger.inTransaction(() => {
        const outcomes = batch.map((line) => ({ line, outcome: replayLine(context, line) }));
        const requests = outcomes.filter(({ outcome }) => outcome?.tag === 'recorded').length;
        if (requests > 0) context.ledger.restorations.countReplayed(requests);
        return outcomes;
      });
      for (const { line, outcome } of done) tally.count(line, outcome);
      batch = [];
      letLanesIn();
      await context.breathe();
    };
    for await (const line of readLogs(paths, readProduct)) {
      batch.push(line);
      if (batch.length >= BATCH) await flush();
    }
    if (batch.length > 0) await flush();
  } finally {
    rejects.close();
  }
  const report = { ...tally.report(), rejected_file: rejects.path() };
  if (report.cycles_to_release.length > 0) context.ledger.restorations.wentOut(report.cycles_to_release);
  return report;
}

function replayLine(context: Context, line: ReplayLine): Replayed | undefined {
  return line.tag === 'item' ? replayItem(context, line.item) : undefined;
}

type Reject = {
  readonly line: ReplayLine;
  readonly reason: string;
  readonly text: string;
  readonly cents: number | undefined;
};

function newTally(reject: (row: Reject) => void) {
  const counts = {
    requests: 0,
    recorded: 0,
    already_recorded: 0,
    answered_no: 0,
    rejected: 0,
    unreadable: 0,
  };
  const cents = { recorded_cents: 0, rejected_cents: 0 };
  const byReason: Record<string, number> = {};
  const toRelease = new Set<number>();
  return {
    count: (line: ReplayLine, outcome: Replayed | undefined): void => {
      counts.requests += 1;
      if (line.tag === 'answered-no') counts.answered_no += 1;
      else if (line.tag === 'unreadable') {
        counts.unreadable += 1;
        reject({ line, reason: 'unreadable', text: line.why, cents: undefined });
      } else if (outcome?.tag === 'recorded') {
        counts.recorded += 1;
        cents.recorded_cents += outcome.cents;
      } else if (outcome?.tag === 'already-recorded') counts.already_recorded += 1;
      else if (outcome?.tag === 'rejected') {
        counts.rejected += 1;
        cents.rejected_cents += outcome.cents ?? 0;
        byReason[outcome.reason] = (byReason[outcome.reason] ?? 0) + 1;
        if (outcome.unreleasedCycle !== undefined) toRelease.add(outcome.unreleasedCycle);
        reject({ line, reason: outcome.reason, text: outcome.text, cents: outcome.cents });
      }
    },
    report: () => ({
      ...counts,
      ...cents,
      rejected_by_reason: byReason,
      cycles_to_release: [...toRelease].sort((a, b) => a - b),
    }),
  };
}

/** The file for marketing, made with its first line. */
function rejectWriter(context: Context) {
  const stamp = context.world.now().toISOString().replace(/\D/g, '').slice(0, 17);
  const path = join(context.dataDir, LANES_DIR, `replay-rejected-${stamp}.csv`);
  let handle: number | undefined;
  return {
    path: (): string | null => (handle === undefined ? null : path),
    write: ({ line, reason, text, cents }: Reject): void => {
      if (handle === undefined) {
        makeDirectory(join(context.dataDir, LANES_DIR));
        handle = openSync(path, 'w', 0o600);
        writeSync(handle, csvLine(COLUMNS));
      }
      const about = line.tag === 'item' ? describe(line.item) : [];
      const cells = [...about, ...new Array<undefined>(COLUMNS.length).fill(undefined)].slice(0, 8);
      writeSync(handle, csvLine([line.file, line.line, ...cells, cents, reason, text]));
    },
    close: (): void => {
      if (handle !== undefined) closeSync(handle);
    },
  };
}

/** `act` to `redemption_id` of {@link COLUMNS}. */
function describe(item: ReplayItem): (string | number | undefined)[] {
  const key = item.act === 'redeem' ? item.request : item.key;
  const scanned =
    item.act === 'redeem' ? [item.request.listCode, item.request.cardId] : [undefined, undefined];
  return [
    item.act,
    key?.storeId,
    key?.registerId,
    key === undefined ? undefined : formatDay(key.day),
    key?.transactionId,
    ...scanned,
    item.redemptionId,
  ];
}
