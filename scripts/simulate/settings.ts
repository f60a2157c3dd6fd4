import { addDays, type Day, parseDay } from '../../src/shared/day.ts';

/** What one simulation is made of; the same settings give the same bytes. */
export type Settings = {
  readonly stores: number;
  readonly households: number;
  readonly weeks: number;
  readonly offers: number;
  readonly seed: number;
  /** Last day of scans, inclusive. */
  readonly lastDay: Day;
  /** All scans in `scans.csv` instead of one file a day. */
  readonly oneFile: boolean;
};

/** A Saturday: the end of a complete retail week. */
const LAST_DAY = knownDay('2026-10-31');

/** The small chain in `fixtures/`. Change anything here and regenerate: `node scripts/simulate.ts --fixtures`. */
export const FIXTURES: Settings = {
  stores: 3,
  households: 150,
  weeks: 40,
  offers: 40,
  seed: 1991,
  lastDay: LAST_DAY,
  oneFile: false,
};

/** What a run has when its command line does not say. */
export const DEFAULTS: Settings = { ...FIXTURES, seed: 1 };

export function firstDay(settings: Settings): Day {
  return addDays(settings.lastDay, 1 - 7 * settings.weeks);
}

function knownDay(text: string): Day {
  const known = parseDay(text);
  if (known === undefined) throw new RangeError(`no day: ${text}`);
  return known;
}
