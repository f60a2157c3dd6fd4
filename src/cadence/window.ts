import type { Day } from '../shared/day.ts';

/** The window asked about: `[asOf + leadDays, asOf + leadDays + horizonDays)`. */
export type ScoreWindow = {
  readonly asOf: Day;
  /** 0..56; 0: the window begins at once. */
  readonly leadDays: number;
  /** 1..56. */
  readonly horizonDays: number;
};

export const WINDOW_DAYS_MAX = 56;

/** @throws RangeError for a window out of range. */
export function assertWindow({ leadDays, horizonDays }: ScoreWindow): void {
  if (!Number.isInteger(leadDays) || leadDays < 0 || leadDays > WINDOW_DAYS_MAX) {
    throw new RangeError(`leadDays: ${leadDays}`);
  }
  if (!Number.isInteger(horizonDays) || horizonDays < 1 || horizonDays > WINDOW_DAYS_MAX) {
    throw new RangeError(`horizonDays: ${horizonDays}`);
  }
}
