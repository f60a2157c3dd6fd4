import { describeJudged, keptOutBecause } from '../plan/describe-fit.ts';
import { planWindow } from '../plan/fit.ts';
import type { NightRun } from './run-types.ts';

/** The fit of the night's own day, and what the line has to say of it. */
export function tonightsFit({ context, asOf }: NightRun) {
  const newest = context.ledger.fits.newest(planWindow(context, asOf));
  if (newest?.fit.asOf !== asOf) return undefined;
  return { document: describeJudged(newest), keptOut: keptOutBecause(newest) };
}
