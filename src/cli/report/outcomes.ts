import type { HouseholdHistory } from '../../history/household-history.ts';
import { addToGroup, type Did, EMPTY_GROUP, type GroupTally, liftOf } from '../../measure/lift.ts';
import { errorsOf } from '../../measure/list-score.ts';
import type { AfterCycle, Outcomes } from '../../review/report/facts.ts';
import { addDays } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { calendarOf, findingsOf } from '../completeness/calendar.ts';
import type { Context } from '../context.ts';
import { tallyCycle } from '../score/sweep.ts';

/** Weeks before the first list of all, by which households are brought to one beginning. */
const BEFORE_DAYS = 56;
/** Households whose histories are in memory at once. */
const BATCH = 200;

/** undefined: the days of the lists are not over, or no receipts of the last of them have come. */
export async function afterCycle(context: Context, cycle: Cycle): Promise<AfterCycle | undefined> {
  const { newestDay } = context.history.arrivals(addDays(cycle.validUntil, 1));
  const went = cycle.state === 'released' || cycle.state === 'closed';
  if (!went || newestDay === undefined || newestDay < cycle.validUntil) return undefined;
  const { treatment, control } = await tallyCycle(context, cycle);
  return {
    arms: {
      treatment: { tally: treatment, errors: errorsOf(treatment) },
      control: { tally: control, errors: errorsOf(control) },
    },
    outcomes: await outcomesOf(context, cycle),
    missingDays: findingsOf(calendarOf(context, cycle.validFrom, cycle.validUntil)).filter(
      ({ state }) => state === 'missing',
    ).length,
  };
}

const WHAT = ['spendCents', 'unitsMilli', 'trips'] as const;
type What = (typeof WHAT)[number];

/**
 * What households did in the days of a cycle, by the group that they were drawn into, whether or not their list was held: only
 * so the groups are alike. Lists of the control group are there since it was planned for as everybody else.
 */
async function outcomesOf(context: Context, cycle: Cycle): Promise<Outcomes> {
  const { ledger, history } = context;
  const kin = ledger.households.members();
  const first = ledger.plans.firstListDays();
  const onOffer = productNosOf(context, cycle);
  const groups = {
    treatment: { spendCents: EMPTY_GROUP, unitsMilli: EMPTY_GROUP, trips: EMPTY_GROUP },
    control: { spendCents: EMPTY_GROUP, unitsMilli: EMPTY_GROUP, trips: EMPTY_GROUP },
  } satisfies Record<string, Record<What, GroupTally>>;
  const all = ledger.plans.households(cycle.cycleId);
  const alone = all.filter(({ householdId }) => (kin.get(householdId) ?? householdId) === householdId);
  for (let at = 0; at < alone.length; at += BATCH) {
    const batch = alone.slice(at, at + BATCH).flatMap(({ householdId, arm }) => {
      const no = history.households.find(householdId)?.householdNo;
      return no === undefined ? [] : [{ householdId, arm, no }];
    });
    const histories = history.households.histories(
      batch.map(({ no }) => no),
      addDays(cycle.validUntil, 1),
    );
    batch.forEach(({ householdId, arm }, place) => {
      const found = histories[place];
      if (found === undefined) return;
      const began = Math.min(first.get(householdId) ?? cycle.validFrom, cycle.validFrom);
      const now = within(found, onOffer, cycle.validFrom, cycle.validUntil);
      const before = within(found, onOffer, began - BEFORE_DAYS, began - 1);
      for (const what of WHAT) {
        const did: Did = { now: now[what], before: before[what] };
        groups[arm][what] = addToGroup(groups[arm][what], did);
      }
    });
    await context.breathe();
  }
  const lift = (what: What) => liftOf(groups.treatment[what], groups.control[what]);
  return {
    spendCents: lift('spendCents'),
    unitsMilli: lift('unitsMilli'),
    trips: lift('trips'),
    merged: all.length - alone.length,
  };
}

function productNosOf({ ledger, history }: Context, { cycleId }: Cycle): ReadonlySet<number> {
  const wanted = new Set(ledger.plans.productsOnOffer(cycleId));
  const { products } = history.facts.catalog();
  return new Set(
    products.flatMap((product) =>
      product !== undefined && wanted.has(product.productId) ? [product.productNo] : [],
    ),
  );
}

/** What a household did on days in `[from, until]`; whole numbers. */
function within(
  history: HouseholdHistory,
  onOffer: ReadonlySet<number>,
  from: number,
  until: number,
): Record<What, number> {
  let spendCents = 0;
  history.spendDays.forEach((onDay, place) => {
    if (onDay >= from && onDay <= until) spendCents += history.spendCents[place] ?? 0;
  });
  let unitsMilli = 0;
  history.productNos.forEach((productNo, place) => {
    if (!onOffer.has(productNo)) return;
    for (let at = history.starts[place] ?? 0; at < (history.starts[place + 1] ?? 0); at++) {
      const onDay = history.days[at] ?? 0;
      if (onDay >= from && onDay <= until) unitsMilli += history.quantityMilli[at] ?? 0;
    }
  });
  const trips = history.tripDays.filter((onDay) => onDay >= from && onDay <= until).length;
  return { spendCents, unitsMilli, trips };
}
