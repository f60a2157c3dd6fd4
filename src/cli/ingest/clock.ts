import { createHash } from 'node:crypto';
import type { Layout } from '../../ingest/layout.ts';
import { parseDayStart } from '../../ingest/moment.ts';
import type { ReadFeedOptions } from '../../ingest/read-feed.ts';
import type { Context } from '../context.ts';
import { machineTimeZone } from '../night/today.ts';

/** Whose clock a file's timestamps are turned into, when its business days begin, and which days are too long ago. */
export type ReadingClock = Required<
  Pick<ReadFeedOptions, 'zoneOfStore' | 'dayStartsAtSecond' | 'earliestDay'>
>;

/** With what `zoneOfStore` goes by, as plain data: the stores' own zones, and that of all others. */
export type KnownClock = ReadingClock & {
  readonly zones: () => { readonly zones: ReadonlyMap<string, string>; readonly chainZone: string };
};

/** A store's own time zone, from the stores feed; else the chain's, else the machine's. */
export function readingClock(context: Context): KnownClock {
  const { timezone, day_starts_at: startsAt } = context.config.chain;
  const own = new Map<string, string>();
  let isLoaded = false;
  const chainZone = timezone ?? machineTimeZone() ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = (): ReadonlyMap<string, string> => {
    // Most files are by the store's clock, and never ask.
    if (!isLoaded) {
      for (const store of context.history.facts.stores())
        if (store.timezone !== undefined) own.set(store.storeId, store.timezone);
      isLoaded = true;
    }
    return own;
  };
  return {
    dayStartsAtSecond: parseDayStart(startsAt) ?? 0,
    earliestDay: context.history.retention.boundary(),
    zoneOfStore: (storeId) => zones().get(storeId) ?? chainZone,
    zones: () => ({ zones: zones(), chainZone }),
  };
}

/** The same file under another beginning of the business day is another file, and is read again. */
export function sha256WithClock(
  sha256: string,
  layout: Layout | undefined,
  { dayStartsAtSecond }: ReadingClock,
): string {
  if (dayStartsAtSecond === 0 || layout?.dayStartsAtSecond !== undefined) return sha256;
  return createHash('sha256').update(`${sha256} ${dayStartsAtSecond}`).digest('hex');
}
