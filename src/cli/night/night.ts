import { join, resolve } from 'node:path';
import type { Day } from '../../shared/day.ts';
import type { Context } from '../context.ts';
import { sealOf } from '../cycle/cycle.ts';
import { type NightReport, reportOf } from './last-run.ts';
import { sealFinder } from './lists.ts';
import { dropOldLines } from './retain.ts';
import type { NightEnd, NightPlaces, NightRun } from './run-types.ts';
import { requireSpace } from './space.ts';
import { refusedNow, type Standing, standingOf } from './summary.ts';
import { walkThrough } from './walk.ts';

/** Where a night of this data directory works. */
export function placesOf(context: Context): NightPlaces {
  const { dataDir, config } = context;
  return {
    inboxDir: join(dataDir, 'inbox'),
    movesFiles: true,
    layoutDir: dataDir,
    outDir: resolve(dataDir, config.night.out),
    reviewDir: join(dataDir, 'review'),
    reviewShownIn: join(dataDir, 'review'),
  };
}

/** One run of a night, and what has to be said of it. */
export type NightRan = {
  readonly report: NightReport;
  readonly end: NightEnd;
  readonly refused: Standing['files']['refused'];
};

/** One run of the night of a day, from whatever state an earlier run has left. */
export async function runNight(
  context: Context,
  asOf: Day,
  places: NightPlaces,
  times: { readonly started: Date; readonly dryRun: boolean },
): Promise<NightRan> {
  const { nights } = context.ledger;
  const night = nights.find(asOf);
  const run: NightRun = {
    context,
    asOf,
    places,
    // A night that begins now takes everything from here on for its own.
    knownFileNo: (night === undefined ? context.history.files.newest() : night.knownFileNo) ?? 0,
    before: nights.phases(asOf),
    leftAs: night?.state,
    notes: { halfWritten: [], unknown: [], refused: [], taken: [], sentBefore: [], assessment: undefined },
    ...sealFinder((cycleId) => sealOf(context, cycleId)),
  };
  requireSpace(run);
  const walked = await walkThrough(run);
  const end = walked.fault === undefined && !times.dryRun ? await dropOldLines(run, walked) : walked;
  const standing = standingOf(run);
  const report = reportOf(run, end, standing, times);
  context.log.info('nightly', { summary: report.summary, exit_code: report.exit_code });
  return { report, end, refused: refusedNow(run, standing.files.refused) };
}
