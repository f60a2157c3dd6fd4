import { lateStores, type StoreArrival } from '../../history/late-stores.ts';
import { cents, formatCents } from '../../shared/cents.ts';
import { addDays, type Day, formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { calendarOf, type DayFinding, findingsOf, type NamedCalendar } from '../completeness/calendar.ts';
import { describeFinding, gridOf } from '../completeness/grid.ts';
import { type Context, dayOption, withContext } from '../context.ts';
import { todayIn } from '../night/today.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly from?: string; readonly to?: string };

/** Days that are shown without --from. */
const DAYS = 28;
/** A calendar of more is a table for programs, and none of theirs has more. */
const DAYS_MAX = 3700;
/** Findings that are shown one by one; --json has all. */
const SHOWN_MAX = 20;

/** `stores`: what each store has sent, day by day, and what is missing, short, late or corrected. */
export async function run(world: World, options: Options): Promise<void> {
  const named = {
    from: options.from === undefined ? undefined : dayOption('--from', options.from),
    to: options.to === undefined ? undefined : dayOption('--to', options.to),
  };
  await withContext(world, options, { command: 'stores' }, (context) => {
    const today = todayIn(context.config.chain.timezone, world.now());
    const { stores: known, newestDay } = context.history.arrivals(today);
    const until = named.to ?? newestDay ?? addDays(today, -1);
    const from = named.from ?? addDays(until, 1 - DAYS);
    requireSpan(from, until);
    const calendars = calendarOf(context, from, until);
    const findings = findingsOf(calendars).map((finding) => withHouseholds(context, finding));
    const { late, silent } = lateStores(known, newestDay);
    context.answer(
      {
        schema: 'duelist.stores/1',
        from: formatDay(from),
        until: formatDay(until),
        newest_day: newestDay === undefined ? null : formatDay(newestDay),
        late: late.map(({ storeId }) => storeId),
        silent: silent.map(({ storeId }) => storeId),
        stores: calendars.map(describeStore),
        findings: findings.map(describeDay),
      },
      text(world, { calendars, findings, late, from, until }),
    );
  });
}

function requireSpan(from: Day, until: Day): void {
  if (from <= until && until - from < DAYS_MAX) return;
  throw new UserError(
    'day-order',
    `there are no days to show from ${formatDay(from)} to ${formatDay(until)}`,
    {
      exitCode: EXIT.usage,
      next: `Name the earlier day with --from, and at most ${DAYS_MAX} days.`,
    },
  );
}

/** What came late or was changed made others' histories be derived anew. */
type Finding = DayFinding & { readonly households: number | undefined };

function withHouseholds({ history }: Context, finding: DayFinding): Finding {
  const changed =
    finding.state === 'late' || finding.state === 'back-filled' || finding.state === 'corrected';
  return {
    ...finding,
    households: changed ? history.storeDays.householdsOf(finding.storeId, finding.day) : undefined,
  };
}

function describeStore({ storeId, name, known, lastDay, days }: NamedCalendar) {
  return {
    store_id: storeId,
    name: name ?? null,
    known,
    last_day: lastDay === undefined ? null : formatDay(lastDay),
    days: days.map(({ day, ...rest }) => ({ day: formatDay(day), ...describeCounts(rest) })),
  };
}

function describeDay(finding: Finding) {
  const { storeId, day, households } = finding;
  return {
    store_id: storeId,
    day: formatDay(day),
    ...describeCounts(finding),
    households: households ?? null,
  };
}

function describeCounts(of: Omit<DayFinding, 'storeId' | 'day'>) {
  return {
    state: of.state,
    receipts: of.receipts,
    lines: of.lines,
    net_amount: formatCents(cents(of.netCents)),
    usual_receipts: of.usualReceipts ?? null,
    arrived: of.arrived === undefined ? null : formatDay(of.arrived),
    changed: of.changed === undefined ? null : formatDay(of.changed),
    corrected: of.corrected,
  };
}

type Shown = {
  readonly calendars: readonly NamedCalendar[];
  readonly findings: readonly Finding[];
  readonly late: readonly StoreArrival[];
  readonly from: Day;
  readonly until: Day;
};

function text(world: World, { calendars, findings, late, from, until }: Shown): string {
  if (calendars.length === 0) return 'no stores yet\n';
  const more = findings.length - SHOWN_MAX;
  return [
    ...gridOf(calendars, from, until, world.columns),
    ...findings.slice(-SHOWN_MAX).map(describeFinding),
    ...(more > 0 ? [`and ${more} before them`] : []),
    ...(late.length > 0 ? [`without the newest day: ${late.map(({ storeId }) => storeId).join(' ')}`] : []),
    '',
  ].join('\n');
}
