import type { Day } from '../shared/day.ts';

/** A moment as a feed gives it. */
export type Moment = {
  readonly day: Day;
  /** Seconds since midnight; undefined when the source gives a day alone. */
  readonly secondOfDay: number | undefined;
  /** Seconds east of Greenwich, where the source says them; undefined: by the clock of the source. */
  readonly offset?: number | undefined;
};

/** `Z`, `-06`, `-0600` or `-06:00` in seconds east of Greenwich. */
export function offsetSeconds(text: string): number | undefined {
  if (text === 'Z' || text === 'z') return 0;
  const match = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(text);
  if (match === null) return undefined;
  const [hours, minutes] = [Number(match[2]), Number(match[3] ?? 0)];
  // The zones of the world lie between -12 and +14 hours.
  if (hours > 14 || minutes > 59) return undefined;
  return (match[1] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/** `HH:MM` before noon in seconds after midnight. */
export function parseDayStart(text: string): number | undefined {
  const match = /^(0\d|1[01]):([0-5]\d)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * 3600 + Number(match[2]) * 60;
}
