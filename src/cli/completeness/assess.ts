import type { MeasureReport } from '../../history/quality.ts';
import type { Feed } from '../../ingest/rows.ts';
import { addDays, type Day, formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { calendarOf, type DayFinding, findingsOf } from './calendar.ts';
import { type DatedReport, MEASURE_WORDS, qualityOf, roundPercent } from './quality.ts';

/** Something about the receipts that a person should look at; `stop`: no lists are to be made of them. */
export type Warning = {
  readonly code: 'day-missing' | 'day-short' | 'store-quality' | 'feed-stale';
  readonly level: 'warn' | 'stop';
  /** null: it is of no store. */
  readonly store: string | null;
  /** In a few words, to follow the others in one line. */
  readonly text: string;
};

/** A day that came late, or otherwise than before, with those whose histories it changed. */
export type LateDay = {
  readonly store: string;
  readonly day: string;
  readonly state: string;
  readonly households: number;
};

/** How complete and how good the receipts of a night are. */
export type Assessment = {
  readonly warnings: readonly Warning[];
  /** Days that came, or were changed, in this night. */
  readonly lateDays: readonly LateDay[];
  /** Of the night's own files, the worst store first. */
  readonly quality: readonly DatedReport[];
};

/** So many are kept of each kind: what goes wrong everywhere is one fault. */
const KEPT_MAX = 50;

/**
 * Look at what the stores have sent up to the eve of a night.
 *
 * @param newestDay The newest day that any store has sent: who lacks that one is late, and the night knows it already.
 */
export function assess(context: Context, night: Day, newestDay: Day | undefined): Assessment {
  const stale = staleWarnings(context, night);
  if (newestDay === undefined) return { warnings: stale, lateDays: [], quality: [] };
  const from = addDays(night, -context.config.quality.look_back_days);
  const findings = findingsOf(calendarOf(context, from, newestDay));
  const quality = qualityOf(context, night, 1).filter((report) => report.night === night);
  const warnings = [
    ...missingWarnings(
      context,
      findings.filter(({ state, day }) => state === 'missing' && day < newestDay),
    ),
    // Once, in the night after it came: nobody can mend it.
    ...findings
      .filter(({ state, changed }) => state === 'short' && changed !== undefined && changed >= night - 1)
      .map(shortWarning),
    ...quality.flatMap(qualityWarnings),
    ...stale,
  ];
  return {
    warnings: [...warnings].sort((a, b) => rank(a) - rank(b)).slice(0, KEPT_MAX),
    lateDays: lateDays(context, findings, night),
    quality: quality.slice(0, KEPT_MAX),
  };
}

const rank = ({ level }: Warning): number => (level === 'stop' ? 0 : 1);

/** Feeds that should have come again by now: prices of last month make promises of this month. */
function staleWarnings({ history, config }: Context, night: Day): Warning[] {
  return Object.entries(config.quality.stale_days).flatMap(([feed, most]): Warning[] => {
    const seen = history.files.lastSeen(feed as Feed);
    if (seen !== undefined && night - seen <= most) return [];
    const text =
      seen === undefined
        ? `no ${feed} ever came`
        : `${feed} last came on ${formatDay(seen)}, ${night - seen} ${night - seen === 1 ? 'day' : 'days'} ago`;
    return [{ code: 'feed-stale', level: 'warn', store: null, text }];
  });
}

function missingWarnings({ config }: Context, missing: readonly DayFinding[]): Warning[] {
  const { missing_stores_warn: warn, missing_stores_stop: stop } = config.quality;
  const byStore = new Map<string, Day[]>();
  for (const { storeId, day } of missing) byStore.set(storeId, [...(byStore.get(storeId) ?? []), day]);
  if (byStore.size <= warn && (stop === undefined || byStore.size <= stop)) return [];
  const level = stop !== undefined && byStore.size > stop ? 'stop' : 'warn';
  return [...byStore].map(([store, days]) => ({
    code: 'day-missing',
    level,
    store,
    text: `store ${store} lacks ${describeDays(days)}`,
  }));
}

function describeDays(days: readonly Day[]): string {
  const [first] = days;
  const more = days.length - 1;
  return `${first === undefined ? '' : formatDay(first)}${more > 0 ? ` and ${more} more` : ''}`;
}

function shortWarning({ storeId, day, receipts, usualReceipts = 0 }: DayFinding): Warning {
  const text = `store ${storeId} is short on ${formatDay(day)} (${receipts} receipts, usually ${Math.round(usualReceipts)})`;
  return { code: 'day-short', level: 'warn', store: storeId, text };
}

function qualityWarnings({ storeId, measures }: DatedReport): Warning[] {
  const amiss = measures.filter(({ level }) => level !== 'ok');
  const store = storeId === '' ? 'no store' : `store ${storeId}`;
  return amiss.map((measure) => ({
    code: 'store-quality',
    level: measure.level === 'stop' ? 'stop' : 'warn',
    store: storeId,
    text: `${store} has ${describeMeasure(measure)}`,
  }));
}

function describeMeasure({ measure, percent, usualPercent }: MeasureReport): string {
  const usual = usualPercent === undefined ? '' : ` (usually ${roundPercent(usualPercent)} %)`;
  return `${roundPercent(percent)} % ${MEASURE_WORDS[measure]}${usual}`;
}

function lateDays({ history }: Context, findings: readonly DayFinding[], night: Day): LateDay[] {
  return findings
    .filter(({ state, changed }) => changed === night && state !== 'short')
    .slice(0, KEPT_MAX)
    .map(({ storeId, day, state }) => ({
      store: storeId,
      day: formatDay(day),
      state,
      households: history.storeDays.householdsOf(storeId, day),
    }));
}

/** The fault that ends a night whose receipts are not good enough to make lists of; undefined: they are. */
export function faultOf({ warnings }: Assessment): UserError | undefined {
  const stops = warnings.filter(({ level }) => level === 'stop');
  const [first] = stops;
  if (first === undefined) return undefined;
  const more = stops.length - 1;
  return new UserError(
    first.code === 'day-missing' ? 'stores-missing' : 'store-quality',
    `the receipts are not good enough to make lists of: ${first.text}${more > 0 ? ` and ${more} more` : ''}`,
    {
      exitCode: EXIT.badInput,
      next: [
        ...stops.slice(0, 5).map(({ text }) => text),
        'No list was planned or printed. `duelist stores` and `duelist quality` show all of it. Put what is missing, or what was mended, into the inbox and run this again; or raise the limit in [quality].',
      ].join('\n'),
    },
  );
}
