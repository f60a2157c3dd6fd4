import type { HouseholdHistory } from '../../history/household-history.ts';
import { type Answer, only, runOf, type Scorer, scoreEach } from './scorer.ts';

/** A day less here or there orders what is equally due: far below one day, which is the step of the rule. */
const TIE_DAYS = 1000;

/**
 * The rule of thumb: a product is due on its last day plus its mean gap. Ranked by how many days that lies outside the
 * window, then by the shorter gap; overdue ones are expected on its first day. Products bought once have no gap and come last.
 */
export const MEAN_INTERVAL: Scorer = {
  id: 'mean-interval',
  title: 'Mean interval',
  isProbability: false,
  variants: only(({ window: { asOf, horizonDays } }): Answer => {
    const dueOf = (days: Int32Array, from: number, until: number) => {
      const last = days[until - 1] ?? 0;
      const gap = (last - (days[from] ?? 0)) / (until - from - 1);
      return { due: last + gap, gap };
    };
    return (history: HouseholdHistory) => {
      const expectedDay = new Int32Array(history.productNos.length);
      for (let place = 0; place < expectedDay.length; place++) {
        const { from, until } = runOf(history, place);
        if (until - from > 1)
          expectedDay[place] = Math.max(asOf, Math.round(dueOf(history.days, from, until).due));
      }
      const score = scoreEach(history, (days, from, until) => {
        if (until - from < 2) return -1e6;
        const { due, gap } = dueOf(days, from, until);
        const outside = Math.max(0, asOf - due, due - (asOf + horizonDays));
        return -outside - gap / TIE_DAYS;
      });
      return { score, expectedDay };
    };
  }),
};
