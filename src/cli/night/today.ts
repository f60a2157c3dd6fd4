import { readlinkSync } from 'node:fs';
import { type Day, dayFromParts } from '../../shared/day.ts';

/**
 * The calendar day in the chain's time zone. Not that of the process: a cron job may run under another TZ than the shops.
 *
 * @param timeZone IANA name from the configuration; undefined: the machine's own.
 */
export function todayIn(timeZone: string | undefined, now: Date): Day {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timeZone ?? machineTimeZone(),
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]));
  const today = dayFromParts(parts.get('year') ?? 0, parts.get('month') ?? 0, parts.get('day') ?? 0);
  if (today === undefined) throw new Error(`the clock says ${now.toISOString()}, which is no day to plan on`);
  return today;
}

/** What the machine was set up with, whatever TZ this process was given. */
export function machineTimeZone(): string | undefined {
  try {
    const zone = /zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(readlinkSync('/etc/localtime'))?.[1];
    if (zone !== undefined && new Intl.DateTimeFormat('en', { timeZone: zone })) return zone;
  } catch {
    // No such link, or a zone of its own: then the process knows as much as anybody.
  }
  return undefined;
}
