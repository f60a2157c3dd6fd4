import type { Day } from '../shared/day.ts';
import type { Schedule } from './cutoffs.ts';
import { GROUPS, type GroupName } from './features.ts';
import { type Coefficients, count, type Fit, firstPairs, fitObserved, type Observed } from './fit.ts';
import {
  type FitScores,
  type HeldOut,
  type Regression,
  scoreProbabilities,
  scoreRegression,
} from './fit-scores.ts';
import { type Gain, gainOf, isEarned } from './gate.ts';
import { isUsable, namesOf } from './groups.ts';
import type { ScoreWindow } from './window.ts';

export type TestedFit = {
  readonly fit: Fit;
  /** The day whose window was held out, and the pairs it was judged by. */
  readonly heldOutDay: Day;
  readonly heldOutPairs: number;
  readonly scores: FitScores;
  /** The closed form's, on the same pairs. */
  readonly closedForm: FitScores;
  /** What each group would add, or does, to the features before it; without those that are the same for all pairs. */
  readonly gains: ReadonlyMap<GroupName, Gain>;
  /** Another fit's, on the same pairs; undefined: it has features that are of no use here. */
  readonly scoresOf: (other: Fit) => FitScores | undefined;
};

export function testFit(
  { asOf, leadDays, horizonDays }: ScoreWindow,
  { days, tested: testedDays }: Schedule,
  training: Observed & { readonly days: readonly number[] },
  held: HeldOut,
  differing: ReadonlySet<GroupName>,
): TestedFit | undefined {
  const firstUntested = days[testedDays] ?? asOf;
  const pairsTested = training.days.filter((day) => day < firstUntested).length;
  const chosen = chooseFeatures(firstPairs(training, pairsTested), held, differing);
  if (chosen === undefined || held.labels.length === 0) return undefined;
  const { features, tested, gains } = chosen;
  const all = fitObserved(training, features, tested);
  if (all === undefined) return undefined;
  return {
    fit: {
      asOf,
      leadDays,
      horizonDays,
      features,
      days,
      pairs: training.labels.length,
      bought: count(training.labels),
      all,
      tested,
    },
    heldOutDay: days.at(-1) ?? asOf,
    heldOutPairs: held.labels.length,
    scores: scoreRegression({ features, of: tested }, held),
    closedForm: scoreProbabilities(held.closedForm, held),
    gains,
    scoresOf: ({ features, tested: of }) =>
      isUsable({ features }) && features.every((name) => held.names.includes(name))
        ? scoreRegression({ features, of }, held)
        : undefined,
  };
}

type Chosen = {
  readonly features: readonly string[];
  readonly tested: Coefficients;
  readonly gains: ReadonlyMap<GroupName, Gain>;
};

/** One group after the other is in where it earns its place beside those before it, on the window that is held out. */
function chooseFeatures(
  training: Observed,
  held: HeldOut,
  differing: ReadonlySet<GroupName>,
): Chosen | undefined {
  let groups: ReadonlySet<GroupName> = new Set();
  const regressionOn = (on: ReadonlySet<GroupName>): Regression | undefined => {
    const features = namesOf(on);
    const of = fitObserved(training, features, best?.of);
    return of === undefined ? undefined : { features, of };
  };
  let best: Regression | undefined;
  best = regressionOn(groups);
  if (best === undefined) return undefined;
  const gains = new Map<GroupName, Gain>();
  for (const { name } of GROUPS) {
    if (!differing.has(name)) continue;
    const more = new Set([...groups, name]);
    const tried = regressionOn(more);
    if (tried === undefined) continue;
    const gain = gainOf(best, tried, held);
    gains.set(name, gain);
    if (isEarned(gain)) [groups, best] = [more, tried];
  }
  return { features: best.features, tested: best.of, gains };
}
