import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { day, formatDay } from '../../shared/day.ts';
import { pageFaults, referenceFaults, schemaOf } from '../../store/checks.ts';
import type { CacheFindings } from '../../store/history/cache-check.ts';
import { newestSchema } from '../../store/schemas.ts';
import { breathe } from '../context.ts';
import { loadKeys } from '../keys.ts';
import type { Finding, LedgerFigures, Patient } from './doctor-types.ts';
import { describeLedgerFaults } from './ledger-faults.ts';

/** Faults and names that are told one by one. */
const NAMED_MAX = 3;
/** Households whose statistics are compared, without --deep. */
const SAMPLE = 200;

const BRING_BACK =
  'Bring the last backup back: duelist restore --from DIR --by NAME (history.db alone can also be rebuilt from the feeds)';

function some(found: readonly string[]): string {
  const more = found.length - NAMED_MAX;
  return found.slice(0, NAMED_MAX).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

export function pageCheck(path: string, deep: boolean): Finding {
  if (!existsSync(path)) return { state: 'fail', detail: 'the file is missing', next: BRING_BACK };
  const faults = pageFaults(path, deep ? 'deep' : 'quick');
  if (faults.length > 0) return { state: 'fail', detail: some(faults), next: BRING_BACK };
  return { state: 'ok', detail: deep ? 'every page and index is sound' : 'every page is sound' };
}

export function referenceCheck(path: string): Finding {
  if (!existsSync(path)) return { state: 'fail', detail: 'the file is missing', next: BRING_BACK };
  const faults = referenceFaults(path);
  if (faults.length > 0) return { state: 'fail', detail: some(faults), next: BRING_BACK };
  return { state: 'ok', detail: 'every row has what it refers to' };
}

export function schemaCheck(dataDir: string): Finding {
  const found = (['history', 'ledger'] as const).map((name) => ({
    name,
    schema: schemaOf(join(dataDir, `${name}.db`)),
    known: newestSchema(name),
  }));
  const detail = found.map(({ name, schema }) => `${name} ${schema}`).join(', ');
  if (found.some(({ schema, known }) => schema > known)) {
    return {
      state: 'fail',
      detail: `${detail}: of a newer program`,
      next: 'Install the newer version again.',
    };
  }
  if (found.some(({ schema, known }) => schema < known)) {
    return { state: 'ok', detail: `${detail}: of an older program, brought up to date by being opened` };
  }
  return { state: 'ok', detail };
}

/** The account of every issued offer, and whether every cent has its entry. */
export function ledgerCheck({ ledger }: Patient): Finding & { readonly figures: LedgerFigures | undefined } {
  if (ledger === undefined) return { ...CLOSED, figures: undefined };
  const { counts, cents, ok } = ledger.identity();
  const states = ['issued', 'redeemed', 'reserved', 'expired', 'open', 'withdrawn'] as const;
  const figures = Object.fromEntries(
    states.map((state) => [state, { count: counts[state], cents: cents[state] }]),
  );
  const detail = `${counts.issued} issued = ${states
    .slice(1)
    .map((state) => `${counts[state]} ${state}`)
    .join(' + ')}, in cents, too`;
  if (ok) return { state: 'ok', detail, figures };
  return { state: 'fail', detail: some(describeLedgerFaults(ledger)), next: BRING_BACK, figures };
}

const CLOSED: Finding = { state: 'fail', detail: 'not looked at: the databases cannot be opened' };

/** The cache of histories against the lines. A wrong one is mended by being marked; what was planned on it is not. */
export async function statisticsCheck({ world, history, deep }: Patient): Promise<Finding> {
  if (history === undefined) return CLOSED;
  const sum = { compared: 0, marked: 0, wrong: [] as string[] };
  const batches: Iterable<CacheFindings> = deep ? history.cache.everybody() : history.cache.sample(SAMPLE);
  for (const { compared, marked, wrong } of batches) {
    sum.compared += compared;
    sum.marked += marked;
    sum.wrong.push(...wrong.slice(0, NAMED_MAX * 2));
    await breathe(world);
  }
  const marked = sum.marked === 0 ? '' : `, ${sum.marked} to be derived when they are needed`;
  if (sum.wrong.length === 0) {
    return { state: 'ok', detail: `${sum.compared} households are as their receipts say${marked}` };
  }
  return {
    state: 'fail',
    detail: `households whose statistics are not what their receipts say: ${some(sum.wrong)}`,
    next: 'Take the products feed in again: it has every household derived anew. Then report this with the log.',
  };
}

/** Days of the calendar that are compared with their receipts, without --deep: those that the night looks at. */
const CALENDAR_DAYS = 120;

/** The calendar of the stores against the receipts. */
export function calendarCheck({ history, deep }: Patient): Finding {
  if (history === undefined) return CLOSED;
  const { lastDay, firstDay } = history.summary();
  if (lastDay === undefined || firstDay === undefined) return { state: 'ok', detail: 'no receipts yet' };
  const since = deep ? firstDay : day(Math.max(firstDay, lastDay - CALENDAR_DAYS));
  const wrong = history.storeDays.wrongDays(since);
  if (wrong.length === 0)
    return { state: 'ok', detail: `every store's day since ${formatDay(since)} is as its receipts say` };
  return {
    state: 'fail',
    detail: `store days that are not what their receipts say: ${some(wrong.map((each) => `${each.storeId} ${formatDay(each.day)}`))}`,
    next: 'The calendar alone is wrong, no list and no statistic. Report this with the log.',
  };
}

export function keyCheck({ dataDir, ledger }: Patient): Finding {
  if (ledger === undefined) return CLOSED;
  // Looked at, not made: a chain that has planned nothing has none yet.
  if (ledger.keys.fingerprints().size === 0) return { state: 'ok', detail: 'none yet: nothing was planned' };
  const keys = loadKeys(dataDir, ledger);
  return {
    state: 'ok',
    detail: `${keys.length} ${keys.length === 1 ? 'key' : 'keys'}, their owner's alone, as the ledger knows them`,
  };
}
