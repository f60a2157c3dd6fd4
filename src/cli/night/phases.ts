import { formatDay } from '../../shared/day.ts';
import { closeCycles } from '../cycle/close.ts';
import { carryReturns } from '../lane/carry-returns.ts';
import { applyForgotten } from '../people/forget.ts';
import { refreshDrafts } from '../plan/rebuild.ts';
import { lapse } from './lapse.ts';
import { plan, preflight, print, release, review } from './lists.ts';
import type { Phase } from './run-types.ts';
import { score } from './score.ts';
import { stores } from './stores.ts';
import { takeIn } from './take-in.ts';

/** What came back to the stores counts as not bought. */
const carry: Phase = {
  name: 'carry-returns',
  isDue: () => true,
  run: ({ context }) => {
    const returns = carryReturns(context);
    return { did: returns > 0, counts: { returns } };
  },
};

/** Paper that is past its last day and its grace is worth nothing any more. */
const close: Phase = {
  name: 'close',
  isDue: () => true,
  run: async ({ context, asOf }) => {
    const { closed, expired } = await closeCycles(context, asOf);
    return { did: closed > 0, counts: { closed, expired, before: formatDay(asOf) } };
  },
};

/** What was held, withdrawn or recalled since leaves the lists that can still go out; so does who was forgotten. */
const refresh: Phase = {
  name: 'refresh',
  isDue: () => true,
  run: async ({ context }) => {
    const { households: forgotten } = await applyForgotten(context);
    const { cycles, lists } = await refreshDrafts(context);
    const again = forgotten === 0 ? {} : { forgotten };
    return { did: lists + forgotten > 0, counts: { cycles, lists, ...again } };
  },
};

/** The night, in order. Each step may be killed and run again at any moment; one that has nothing to do does nothing. */
export const PHASES: readonly Phase[] = [
  takeIn,
  carry,
  close,
  score,
  lapse,
  refresh,
  stores,
  plan,
  print,
  preflight,
  review,
  release,
];
