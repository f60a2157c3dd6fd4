import { addDays, type Day, formatDay } from '../../shared/day.ts';

/** Days of history before a cut-off, so that a household counts as one that shops here; and before a validation window. */
const HISTORY_MIN_DAYS = 56;
const VALIDATION_HISTORY_MIN_DAYS = 28;
/** Cut-offs where none are named. */
const CUTOFFS = 6;
const VALIDATIONS_MAX = 4;

/** What was asked for, and what there is. */
export type WindowRequest = {
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly horizonDays: number;
  readonly stepDays: number;
  readonly from: Day | undefined;
  readonly to: Day | undefined;
};

export type Windows = {
  /** First days of the windows that are judged, ascending; each window is over on the last day that is loaded. */
  readonly cutoffs: readonly Day[];
  /** First days of the windows on which settings and calibrations are chosen, ascending; all over before the first cut-off. */
  readonly validations: readonly Day[];
  /** Cut-offs that were asked for and cannot be judged: too little is loaded before them, or their window is not over. */
  readonly tooEarly: readonly Day[];
  readonly tooLate: readonly Day[];
};

/** The windows of a rolling backtest; or what is missing, in words. */
export function planWindows(request: WindowRequest): Windows | { readonly missing: string } {
  const { firstDay, lastDay, horizonDays, stepDays } = request;
  const latest = lastDay + 1 - horizonDays;
  const earliest = firstDay + HISTORY_MIN_DAYS;
  if (latest < earliest) {
    const days = lastDay - firstDay + 1;
    return {
      missing: `${days} days of receipts (${formatDay(firstDay)} to ${formatDay(lastDay)}); it takes ${HISTORY_MIN_DAYS} before the first cut-off and ${horizonDays} from it on, that is ${HISTORY_MIN_DAYS + horizonDays - days} more`,
    };
  }
  const to = request.to ?? latest;
  const asked = request.from === undefined ? backFrom(Math.min(to, latest), earliest, stepDays) : [];
  for (let day = request.from ?? Infinity; day <= to; day += stepDays) asked.push(day);
  const cutoffs = asked.filter((day) => day >= earliest && day <= latest) as Day[];
  const [first] = cutoffs;
  if (first === undefined) {
    return {
      missing: `a cut-off from ${formatDay(earliest as Day)} to ${formatDay(latest as Day)}: with the receipts of ${formatDay(firstDay)} to ${formatDay(lastDay)} only those have ${HISTORY_MIN_DAYS} days before them and ${horizonDays} from them on`,
    };
  }
  return {
    cutoffs,
    validations: validationsBefore(first, request),
    tooEarly: asked.filter((day) => day < earliest) as Day[],
    tooLate: asked.filter((day) => day > latest) as Day[],
  };
}

/** The last few cut-offs up to a day, ascending. */
function backFrom(last: number, earliest: number, stepDays: number): number[] {
  const days: number[] = [];
  for (let day = last; day >= earliest && days.length < CUTOFFS; day -= stepDays) days.unshift(day);
  return days;
}

function validationsBefore(first: Day, { firstDay, horizonDays, stepDays }: WindowRequest): Day[] {
  const days: Day[] = [];
  for (let i = 0; i < VALIDATIONS_MAX; i++) {
    const day = first - horizonDays - i * stepDays;
    if (day - firstDay >= VALIDATION_HISTORY_MIN_DAYS) days.unshift(addDays(first, day - first));
  }
  return days;
}
