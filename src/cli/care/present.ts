import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { isAlone } from '../../store/claim.ts';
import { openHistory } from '../../store/history/history-store.ts';
import type { EventRecord } from '../../store/ledger/household-events.ts';
import { type LedgerStore, openLedger } from '../../store/ledger/ledger-store.ts';
import type { Recall } from '../../store/ledger/recalls.ts';
import type { SuppressionRecord } from '../../store/ledger/restores.ts';
import type { LaneEvent } from '../../store/ledger/since.ts';
import type { LaneToken } from '../../store/ledger/tokens.ts';
import { csvLine } from '../files.ts';
import type { Manifest } from './manifest.ts';
import { replayLine } from './replay-line.ts';

/** Files about what a restore replaces, in the folder that takes it. */
export const REPLAY_FILE = 'replay.ndjson';
export const ACTS_FILE = 'acts-since.csv';

/** What happened at the lanes since the backup, as far as the replaced ledger knew it. */
export type LostAtLanes = {
  readonly redemptions: number;
  readonly cents: number;
  readonly voids: number;
  readonly returns: number;
  readonly stores: readonly string[];
  readonly first_day: string | null;
  readonly last_day: string | null;
};

export type LostCycle = {
  readonly cycle_id: number;
  readonly as_of: string;
  readonly state: string;
  readonly lists: number;
};

/** What the ledger that is about to be replaced knows and the backup does not. */
export type PresentLedger = {
  readonly lanes: LostAtLanes;
  /** Planned since the backup, and beyond draft: their paper is not known any more. */
  readonly lostCycles: readonly LostCycle[];
  /** Known to the backup, and released since. */
  readonly releasedSince: readonly number[];
  /** Approvals, holds, withdrawals and whatever else people did, written to {@link ACTS_FILE}. */
  readonly acts: number;
  /** Last numbers given, by table. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly suppressions: readonly SuppressionRecord[];
  /** What people have said of who is who. */
  readonly households: readonly EventRecord[];
  /** What people have recalled: food safety outlives any ledger. */
  readonly recalls: readonly Recall[];
  readonly forgotten: ReadonlyMap<string, number>;
  /** Who may ask the checkout endpoint: what was revoked stays so. */
  readonly tokens: readonly LaneToken[];
};

/** Cycles of a ledger that is out of use: there is no end to them. */
const ALL_CYCLES = Number.MAX_SAFE_INTEGER;

/**
 * Close the ledger that is about to be replaced to the lanes, then read what the backup lacks; redemptions and acts go into
 * files of a folder.
 *
 * @throws UserError (75) when another process has it open.
 */
export function readPresentLedger(
  dataDir: string,
  manifest: Manifest,
  by: string,
  now: Date,
  beside: string,
): PresentLedger {
  requireAlone(join(dataDir, 'ledger.db'));
  const ledger = openLedger(dataDir);
  try {
    closeToLanes(ledger, by, now);
    const mark = {
      lastEntryId: manifest.watermarks.last_entry_id,
      lastRedemptionId: manifest.watermarks.last_redemption_id,
      lastReturnId: manifest.watermarks.last_return_id,
      lastAuditId: manifest.watermarks.last_audit_id,
    };
    const lanes = writeReplay(ledger.since.laneEvents(mark), join(beside, REPLAY_FILE));
    const acts = writeActs(ledger, mark.lastAuditId, join(beside, ACTS_FILE));
    return {
      lanes,
      acts,
      ...cyclesSince(ledger, manifest),
      numbers: ledger.restorations.numbers(),
      suppressions: ledger.restorations.suppressionRecords(),
      tokens: ledger.tokens.all(),
      households: ledger.restorations.eventRecords(),
      recalls: ledger.recalls.byCommand(),
      forgotten: ledger.forgotten.digests(),
    };
  } finally {
    ledger.close();
  }
}

function requireAlone(path: string): void {
  if (isAlone(path)) return;
  throw new UserError('ledger-in-use', 'another process has the ledger open', {
    exitCode: EXIT.locked,
    at: { file: path },
    next: 'Stop what works on this data directory (duelist serve, lanes, a report), and run this again; nothing was changed.',
  });
}

/**
 * From here on whoever opens this file takes nothing from it, be it that the restore is cut off, or that the file is moved
 * back some day: lanes will have used another ledger by then.
 */
function closeToLanes(ledger: LedgerStore, by: string, now: Date): void {
  if (ledger.restorations.unsettled().some(({ lastCycleId }) => lastCycleId === ALL_CYCLES)) return;
  ledger.restorations.record({
    takenAt: now.toISOString(),
    restoredAt: now.toISOString(),
    restoredBy: by,
    lastCycleId: ALL_CYCLES,
    releasedSince: [],
  });
}

/** A restore that failed before it replaced anything gives the ledger back to the lanes. */
export function reopenToLanes(dataDir: string, by: string, now: Date): void {
  if (!existsSync(join(dataDir, 'ledger.db'))) return;
  const ledger = openLedger(dataDir);
  try {
    ledger.restorations.settle(`${by} (restore failed)`, now.toISOString(), ALL_CYCLES);
  } finally {
    ledger.close();
  }
}

function writeReplay(events: Iterable<LaneEvent>, path: string): LostAtLanes {
  const handle = openSync(path, 'w', 0o600);
  const counts = { redeem: 0, void: 0, return: 0 };
  const stores = new Set<string>();
  const days: number[] = [];
  let cents = 0;
  try {
    for (const event of events) {
      writeSync(handle, `${JSON.stringify(replayLine(event))}\n`);
      counts[event.act] += 1;
      stores.add(event.key.storeId);
      days[0] = Math.min(days[0] ?? event.key.day, event.key.day);
      days[1] = Math.max(days[1] ?? event.key.day, event.key.day);
      if (event.act === 'redeem') cents += event.told.totalCents;
    }
  } finally {
    closeSync(handle);
  }
  const dayAt = (place: 0 | 1): string | null => {
    const value = days[place];
    return value === undefined ? null : formatDay(value as Parameters<typeof formatDay>[0]);
  };
  return {
    redemptions: counts.redeem,
    cents,
    voids: counts.void,
    returns: counts.return,
    stores: [...stores].sort(),
    first_day: dayAt(0),
    last_day: dayAt(1),
  };
}

function writeActs(ledger: LedgerStore, lastAuditId: number, path: string): number {
  const handle = openSync(path, 'w', 0o600);
  let acts = 0;
  try {
    writeSync(handle, csvLine(['at', 'actor', 'act', 'subject', 'detail']));
    for (const { at, actor, act, subject, detail } of ledger.since.auditAfter(lastAuditId)) {
      writeSync(handle, csvLine([at, actor, act, subject, detail]));
      acts += 1;
    }
  } finally {
    closeSync(handle);
  }
  return acts;
}

function cyclesSince(
  ledger: LedgerStore,
  manifest: Manifest,
): Pick<PresentLedger, 'lostCycles' | 'releasedSince'> {
  const known = new Map(manifest.cycles.map(({ cycle_id, state }) => [cycle_id, state]));
  const wentOut = ledger.cycles.all().filter(({ state }) => !['draft', 'approved'].includes(state));
  return {
    lostCycles: wentOut
      .filter(({ cycleId }) => !known.has(cycleId))
      .map(({ cycleId, asOf, state, lists }) => ({
        cycle_id: cycleId,
        as_of: formatDay(asOf),
        state,
        lists,
      })),
    releasedSince: wentOut
      .filter(({ cycleId }) => ['draft', 'approved'].includes(known.get(cycleId) ?? ''))
      .map(({ cycleId }) => cycleId),
  };
}

/** Names of feed files that the present history took in after the backup: they have to be taken in again. */
export function feedFilesSince(dataDir: string, lastFileNo: number): string[] {
  const history = openHistory(dataDir);
  try {
    return history.files.namesAfter(lastFileNo);
  } finally {
    history.close();
  }
}
