import type { HouseholdHistory } from '../history/household-history.ts';
import { type Needs, needHistory, numberNeeds } from '../history/need-days.ts';
import type { Catalog } from '../shared/catalog.ts';
import type { Day } from '../shared/day.ts';
import { type Schedule, scheduleDays } from './cutoffs.ts';
import { FEATURES } from './features.ts';
import {
  type Coefficients,
  count,
  type Fit,
  firstPairs,
  fitObserved,
  isUsable,
  namesOf,
  type Observed,
} from './fit.ts';
import { type FitScores, type HeldOut, scoreCoefficients, scoreProbabilities } from './fit-scores.ts';
import { newSnapshots, takeSnapshots } from './gaps.ts';
import { type Gain, gainOf, isEarned } from './gate.ts';
import { newNeedReader, openNeeds } from './need-facts.ts';
import { type Collector, collected, collectPair, isActive, newCollector } from './observe.ts';
import { newPairReader, openHousehold, type PairReader } from './pair-facts.ts';
import { addToPass2, finishPass2, newPass2, type Population } from './population.ts';
import { addToPass1, finishPass1, newPass1 } from './priors.ts';
import { isSampled, nameKey, onDayKey, pairKey } from './sample.ts';
import { assertWindow, type ScoreWindow } from './window.ts';

/** A household by the name under which it is sampled, with what it bought before the as-of day. */
export type NamedHistory = { readonly householdId: string; readonly history: HouseholdHistory };

/** What is to be done with every household, once. */
export type Visit = (household: NamedHistory) => void;

/** The catalog as far as learning needs it; `products` names what is sampled (a number names itself), and its needs. */
export type LearnCatalog = Pick<Catalog, 'categoryNo' | 'categoryCount'> & Partial<Pick<Catalog, 'products'>>;

/** What became of a fit, and how it compares on the newest window that was over. */
export type Learned = {
  /** Everything chain-wide, as of the day. */
  readonly population: Population;
  /** undefined: the history is too short, or too little happened in it. */
  readonly tested: TestedFit | undefined;
};

export type TestedFit = {
  readonly fit: Fit;
  /** The day whose window was held out, and the pairs it was judged by. */
  readonly heldOutDay: Day;
  readonly heldOutPairs: number;
  readonly scores: FitScores;
  /** The closed form's, on the same pairs. */
  readonly closedForm: FitScores;
  /** What needs would add, or do: a fit with their features against one without; undefined: no need has two products. */
  readonly needs: Gain | undefined;
  /** Another fit's, on the same pairs; undefined: it has features that are of no use here. */
  readonly scoresOf: (other: Fit) => FitScores | undefined;
};

/** How often {@link learnChain} looks at every household, at most. */
export const LEARNING_SWEEPS = 4;

/** Pairs that a fit is made of, at most; and that it is scored on. Four standard deviations are left for chance. */
const SAMPLE_PAIRS = 198_000;

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
  return {
    population,
    tested: testFit(window, schedule, collected(sampler.training), collected(sampler.held)),
  };
}

function testFit(
  { asOf, leadDays, horizonDays }: ScoreWindow,
  { days, tested: testedDays }: Schedule,
  training: ReturnType<typeof collected>,
  held: HeldOut,
): TestedFit | undefined {
  const firstUntested = days[testedDays] ?? asOf;
  const pairsTested = training.days.filter((day) => day < firstUntested).length;
  const chosen = chooseFeatures(firstPairs(training, pairsTested), held);
  if (chosen === undefined || held.labels.length === 0) return undefined;
  const { tested, needs } = chosen;
  const features = tested.means.length;
  const all = fitObserved(training, features, tested);
  if (all === undefined) return undefined;
  return {
    fit: {
      asOf,
      leadDays,
      horizonDays,
      features: namesOf(features),
      days,
      pairs: training.labels.length,
      bought: count(training.labels),
      all,
      tested,
    },
    heldOutDay: days.at(-1) ?? asOf,
    heldOutPairs: held.labels.length,
    scores: scoreCoefficients(tested, held),
    closedForm: scoreProbabilities(held.closedForm, held),
    needs,
    scoresOf: (other) =>
      isUsable(other) && other.features.length <= held.width
        ? scoreCoefficients(other.tested, held)
        : undefined,
  };
}

/** The features of needs are in where they earn their place on the window that is held out; see `gate.ts`. */
function chooseFeatures(
  training: Observed,
  held: HeldOut,
): { readonly tested: Coefficients; readonly needs: Gain | undefined } | undefined {
  const plain = fitObserved(training, FEATURES.length);
  if (plain === undefined) return undefined;
  const all = training.width > FEATURES.length ? fitObserved(training, training.width) : undefined;
  if (all === undefined) return { tested: plain, needs: undefined };
  const needs = gainOf(plain, all, held);
  return { tested: isEarned(needs) ? all : plain, needs };
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

type Sampler = { readonly visit: Visit; readonly training: Collector; readonly held: Collector };

/**
 * Pairs of all days, one by one, to be fitted; and of the newest day whole households, so that their rankings can be
 * scored.
 */
function newSampler(catalog: LearnCatalog, window: ScoreWindow, populations: readonly Population[]): Sampler {
  const snapshots = newSnapshots(populations.map(({ priors }) => priors.asOf));
  const withNeeds = populations.some(({ needs }) => needs !== undefined);
  const [training, held] = [newCollector(withNeeds), newCollector(withNeeds)];
  const needs = withNeeds ? newNeedReader(snapshots.asOfDays, window) : undefined;
  const pairs = populations.map(({ priors }) => priors.households.reduce((a, b) => a + b, 0));
  const share = SAMPLE_PAIRS / pairs.reduce((a, b) => a + b, 0);
  const heldShare = SAMPLE_PAIRS / (pairs.at(-1) ?? 0);
  const productKeys = Float64Array.from(catalog.categoryNo, (_, no) =>
    nameKey(catalog.products?.[no]?.productId ?? String(no)),
  );
  let reader: PairReader | undefined;
  const visitDay = (
    household: number,
    population: Population,
    history: HouseholdHistory,
    c: number,
  ): void => {
    reader ??= newPairReader(population, snapshots, window);
    openHousehold(reader, population, history, c);
    if (!isActive(reader)) return;
    if (needs !== undefined) openNeeds(needs, population, history, c);
    const onDay = onDayKey(household, population.priors.asOf);
    const isHeld = c === populations.length - 1 && isSampled(onDay, heldShare);
    for (let place = 0; place < history.productNos.length; place++) {
      const product = productKeys[history.productNos[place] ?? 0] ?? 0;
      const isTraining = isSampled(pairKey(onDay, product), share);
      if (isTraining) collectPair(training, reader, needs, place, window, { household, product });
      if (isHeld) collectPair(held, reader, needs, place, window, { household, product });
    }
  };
  return {
    training,
    held,
    visit: ({ householdId, history }) => {
      const household = nameKey(householdId);
      takeSnapshots(snapshots, history);
      for (const [c, population] of populations.entries()) visitDay(household, population, history, c);
    },
  };
}
