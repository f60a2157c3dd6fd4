import { type Needs, needHistory, numberNeeds } from '../history/need-days.ts';
import type { Catalog } from '../shared/catalog.ts';
import type { Day } from '../shared/day.ts';
import { scheduleDays } from './cutoffs.ts';
import { newSnapshots } from './gaps.ts';
import { collected } from './observe.ts';
import { addToPass2, finishPass2, newPass2, type Population } from './population.ts';
import { addToPass1, finishPass1, newPass1 } from './priors.ts';
import { newSampler } from './sampler.ts';
import { type TestedFit, testFit } from './test-fit.ts';
import type { LearnCatalog, Visit } from './visit.ts';
import { assertWindow, type ScoreWindow } from './window.ts';

/** What became of a fit, and how it compares on the newest window that was over. */
export type Learned = {
  /** Everything chain-wide, as of the day. */
  readonly population: Population;
  /** undefined: the history is too short, or too little happened in it. */
  readonly tested: TestedFit | undefined;
};

/** How often {@link learnChain} looks at every household, at most. */
export const LEARNING_SWEEPS = 4;

/**
 * Learn a chain as of a day, from nothing but the days before it: each `yield` hands out what is to be done with every
 * household, in any order and batches, before the next one is asked for. Four sweeps, and memory for the tables of all
 * training days and one sample.
 *
 * Step 10, the fit: see `fit.ts` for the method, `cutoffs.ts` for the days, `observe.ts` for the pairs.
 */
export function* learnChain(catalog: LearnCatalog, window: ScoreWindow): Generator<Visit, Learned, void> {
  assertWindow(window);
  let firstDay = Infinity;
  yield ({ history }) => {
    firstDay = Math.min(firstDay, history.tripDays[0] ?? Infinity);
  };
  const schedule = scheduleDays(firstDay, window);
  const numbers = numberNeeds(catalog);
  const needs = numbers.group ? numbers : undefined;
  const populations = yield* learnPopulations(catalog, [...schedule.days, window.asOf], needs);
  const population = populations.pop();
  if (population === undefined) throw new RangeError('a chain as of no day');
  if (schedule.days.length === 0) return { population, tested: undefined };

  const sampler = newSampler(catalog, window, populations);
  yield sampler.visit;
  const [training, held] = [collected(sampler.training), collected(sampler.held)];
  return { population, tested: testFit(window, schedule, training, held, sampler.groups) };
}

/**
 * What the chain teaches as of each of some days, ascending: two sweeps.
 *
 * @param needs Undefined: of needs nothing is learnt.
 */
export function* learnPopulations(
  catalog: Pick<Catalog, 'categoryNo' | 'categoryCount'>,
  asOfDays: readonly Day[],
  needs: Needs | undefined,
): Generator<Visit, Population[], void> {
  const own = learnTables(catalog, asOfDays);
  if (needs === undefined) return yield* own;
  const ofNeeds = learnTables(needs, asOfDays);
  for (;;) {
    const [step, alike] = [own.next(), ofNeeds.next()];
    if (step.done === true || alike.done === true) {
      const tables = alike.done === true ? alike.value : [];
      const populations = step.done === true ? step.value : [];
      return populations.flatMap((population, c) => {
        const of = tables[c];
        return of === undefined ? [] : [{ ...population, needs: { numbers: needs, tables: of } }];
      });
    }
    yield ({ householdId, history }) => {
      step.value({ householdId, history });
      alike.value({ householdId, history: needHistory(history, needs).history });
    };
  }
}

function* learnTables(
  catalog: Pick<Catalog, 'categoryNo' | 'categoryCount'>,
  asOfDays: readonly Day[],
): Generator<Visit, Population[], void> {
  const snapshots = newSnapshots(asOfDays);
  const first = newPass1(catalog, asOfDays);
  yield ({ history }) => addToPass1(first, history, snapshots);
  const second = newPass2(finishPass1(first));
  yield ({ history }) => addToPass2(second, history, snapshots);
  return finishPass2(second);
}
