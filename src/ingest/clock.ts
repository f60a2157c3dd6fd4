import { knownDay } from '../shared/day.ts';
import { type Moment, offsetSeconds } from './moment.ts';

/** In which zone the clock of a source's timestamps runs. */
export type Zone =
  | { readonly kind: 'store' }
  | { readonly kind: 'offset'; readonly seconds: number }
  | { readonly kind: 'named'; readonly name: string };

export const STORE_ZONE: Zone = { kind: 'store' };

/** `"store"`, `"UTC"`, an offset (`-06:00`) or an IANA name; `undefined` for anything else. */
export function parseZone(text: string): Zone | undefined {
  if (text === 'store') return STORE_ZONE;
  const seconds = text === 'UTC' ? 0 : offsetSeconds(text);
  if (seconds !== undefined) return { kind: 'offset', seconds };
  return isZoneName(text) ? { kind: 'named', name: text } : undefined;
}

function isZoneName(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

const DAY_SECONDS = 86_400;
/** Zones change their offset on a quarter of an hour (since 1972; Lord Howe moves by half an hour). */
const QUARTER_SECONDS = 900;

/** Turns moments of a source into moments by the clock on the store's wall. */
export type StoreClock = (moment: Moment, storeZone: string) => Moment | undefined;

/**
 * The clock of a layout. A moment with an offset of its own is an instant; any other is one by the source's zone. On the
 * night of 25 hours, an hour that comes twice is taken as its first; on the night of 23, one that never was is as much
 * later as the clock was put forward: both as Temporal's "compatible" has it.
 */
export function storeClock(zone: Zone): StoreClock {
  const offsets = zoneOffsets();
  return (moment, storeZone) => {
    const { secondOfDay, offset } = moment;
    if (secondOfDay === undefined || (offset === undefined && zone.kind === 'store')) return moment;
    if (offset === undefined && zone.kind === 'named' && zone.name === storeZone) return moment;
    const local = moment.day * DAY_SECONDS + secondOfDay;
    const instant = local - (offset ?? sourceOffset(zone, local));
    return momentOf(instant + offsets(storeZone, instant));
  };

  function sourceOffset(from: Zone, local: number): number {
    if (from.kind === 'offset') return from.seconds;
    if (from.kind === 'store') return 0;
    const before = offsets(from.name, local - DAY_SECONDS);
    const after = offsets(from.name, local + DAY_SECONDS);
    // Before the change, and in the hour that comes twice or never, the offset before it holds.
    if (before === after || offsets(from.name, local - before) === before) return before;
    return offsets(from.name, local - after) === after ? after : before;
  }
}

/** The business day of a moment: before its start, that of the day before. The clock stays what it was. */
export function onBusinessDay(moment: Moment, startsAtSecond: number): Moment | undefined {
  if (moment.secondOfDay === undefined || moment.secondOfDay >= startsAtSecond) return moment;
  const day = knownDay(moment.day - 1);
  return day === undefined ? undefined : { day, secondOfDay: moment.secondOfDay };
}

function momentOf(local: number): Moment | undefined {
  const day = knownDay(Math.floor(local / DAY_SECONDS));
  return day === undefined ? undefined : { day, secondOfDay: local - day * DAY_SECONDS };
}

/** Seconds east of Greenwich of a zone at an instant; remembered, since a million rows fall into few quarters. */
function zoneOffsets(): (zone: string, instant: number) => number {
  const zones = new Map<
    string,
    { readonly format: Intl.DateTimeFormat; readonly known: Map<number, number> }
  >();
  return (zone, instant) => {
    let entry = zones.get(zone);
    if (entry === undefined) {
      const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
      entry = { format, known: new Map() };
      zones.set(zone, entry);
    }
    const quarter = Math.floor(instant / QUARTER_SECONDS);
    const known = entry.known.get(quarter);
    if (known !== undefined) return known;
    const offset = longOffset(entry.format.format(quarter * QUARTER_SECONDS * 1000));
    entry.known.set(quarter, offset);
    return offset;
  };
}

/** The end of `3/8/2026, GMT-05:00`, in seconds; `GMT` alone is none. */
function longOffset(text: string): number {
  const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (match?.[1] === undefined) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -seconds : seconds;
}
