import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LANES_DIR } from '../lane/lane-log.ts';
import type { Attempt } from './attempt.ts';
import type { Kept } from './carry-over.ts';
import type { Manifest } from './manifest.ts';
import { ACTS_FILE, type LostAtLanes, type LostCycle, type PresentLedger, REPLAY_FILE } from './present.ts';

/** What a restore did, and what is left to do; the `restored` part of the answer. */
export type RestoreReport = {
  readonly from: string;
  readonly taken_at: string;
  /** Lanes' logs are needed from here on. */
  readonly logs_needed_since: string;
  /** Our own lanes' logs that reach that far. */
  readonly lane_logs: readonly string[];
  /** Folder that has what was there; null: nothing was. */
  readonly replaced: string | null;
  /** What the replaced ledger knew beyond the backup; null: it could not be read, or there was none. */
  readonly since_backup:
    | (LostAtLanes & {
        readonly replay_file: string;
        readonly acts: number;
        readonly acts_file: string;
        readonly cycles_lost: readonly LostCycle[];
        readonly cycles_released_since: readonly number[];
        readonly suppressions_kept: number;
        readonly household_events_kept: number;
        readonly recalls_kept: number;
        readonly forgotten_kept: number;
      })
    | null;
  /** Why it could not be read. */
  readonly unreadable: string | null;
  /** Feed files to be taken in again; null: the replaced history could not be read. */
  readonly feeds_again: readonly string[] | null;
};

/** What a restore found where it was to put the backup. */
export type Found = {
  readonly present: Attempt<PresentLedger>;
  readonly feeds: Attempt<string[]>;
  readonly kept: Kept;
  readonly now: Date;
};

export function reportOf(
  dataDir: string,
  from: string,
  manifest: Manifest,
  replaced: string | undefined,
  { present, feeds, kept }: Found,
): RestoreReport {
  const folder = replaced === undefined ? undefined : join(dataDir, replaced);
  const since = manifest.ledger_taken_at;
  return {
    from,
    taken_at: manifest.taken_at,
    logs_needed_since: since,
    lane_logs: laneLogsSince(dataDir, since),
    replaced: folder ?? null,
    since_backup:
      present.value === undefined || folder === undefined
        ? null
        : {
            ...present.value.lanes,
            replay_file: join(folder, REPLAY_FILE),
            acts: present.value.acts,
            acts_file: join(folder, ACTS_FILE),
            cycles_lost: present.value.lostCycles,
            cycles_released_since: present.value.releasedSince,
            suppressions_kept: kept.suppressions,
            household_events_kept: kept.households,
            recalls_kept: kept.recalls,
            forgotten_kept: kept.forgotten,
          },
    unreadable: present.why ?? null,
    feeds_again: feeds.value ?? null,
  };
}

function laneLogsSince(dataDir: string, since: string): string[] {
  const dir = join(dataDir, LANES_DIR);
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => (/^lanes-(\d{4}-\d{2}-\d{2})\.ndjson$/.exec(name)?.[1] ?? '') >= since.slice(0, 10))
    .sort()
    .map((name) => join(dir, name));
}
