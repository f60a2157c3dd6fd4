import { join } from 'node:path';
import { type Day, formatDay } from '../../shared/day.ts';
import { EXIT, type ExitCode } from '../../shared/errors.ts';
import { knownFault } from '../faults.ts';
import { syncDirectory, writeWhole } from '../files.ts';
import type { Beats } from './heartbeat.ts';
import type { NightEnd, NightRun } from './run-types.ts';
import { refusedNow, type Standing, summaryOf } from './summary.ts';

/** What a run of the night answers with `--json`, and leaves in `last-run.json`. */
export type NightReport = {
  readonly schema: 'duelist.nightly/1';
  readonly as_of: string;
  readonly started: string;
  readonly ended: string;
  readonly state: 'done' | 'failed' | 'stopped';
  readonly exit_code: ExitCode;
  readonly summary: string;
  readonly dry_run: boolean;
  /** Whether there was anything to do. */
  readonly did: boolean;
  readonly phases: readonly Readonly<Record<string, unknown>>[];
  readonly error: { readonly code: string; readonly message: string; readonly phase: string | null } | null;
  readonly heartbeats: Beats;
} & Partial<Standing>;

export function reportOf(
  run: NightRun,
  end: NightEnd,
  standing: Standing,
  times: { readonly started: Date; readonly dryRun: boolean },
): NightReport {
  const { fault } = end;
  return {
    schema: 'duelist.nightly/1',
    as_of: formatDay(run.asOf),
    started: times.started.toISOString(),
    ended: run.context.world.now().toISOString(),
    state: fault === undefined ? 'done' : fault.known?.code === 'stopped' ? 'stopped' : 'failed',
    exit_code: exitOf(run, end, standing),
    summary: summaryOf(run, end, standing),
    dry_run: times.dryRun,
    did: end.did,
    phases: end.phases.map(({ counts, ...phase }) => ({ ...phase, ...counts })),
    error: fault === undefined ? null : { ...describe(fault.error), phase: fault.phase },
    heartbeats: {},
    ...standing,
  };
}

function exitOf(run: NightRun, { fault }: NightEnd, { files }: Standing): ExitCode {
  if (fault !== undefined) return fault.known?.exitCode ?? EXIT.bug;
  return refusedNow(run, files.refused).length > 0 ? EXIT.badInput : EXIT.done;
}

/** A night that did not come to its phases: the databases did not open, or the disk is too full. */
export function reportOfNoStart(asOf: Day, started: Date, ended: Date, error: unknown): NightReport {
  const { code, message } = describe(error);
  return {
    schema: 'duelist.nightly/1',
    as_of: formatDay(asOf),
    started: started.toISOString(),
    ended: ended.toISOString(),
    state: 'failed',
    exit_code: knownFault(error)?.exitCode ?? EXIT.bug,
    summary: `FAILED (${message})`,
    dry_run: false,
    did: false,
    phases: [],
    error: { code, message, phase: null },
    heartbeats: {},
  };
}

function describe(error: unknown): { code: string; message: string } {
  const known = knownFault(error);
  if (known !== undefined) return { code: known.code, message: known.message };
  return { code: 'bug', message: error instanceof Error ? error.message : String(error) };
}

/** There whole or not at all, also after a power cut. */
export function writeLastRun(dataDir: string, report: NightReport): void {
  writeWhole(join(dataDir, 'last-run.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  syncDirectory(dataDir);
}
