/**
 * What no public data set can test of the model, on made-up chains whose truth is known: each scenario is an event in a
 * chain's life, told in one file; the model is fitted on the chain and asked, and held to the true probabilities. Behind a mean probability stands the log-loss beyond
 * that of the truth. What the model is known to miss says why; any other miss fails the proof.
 *
 *     npm run proof -- cadence [--count HOUSEHOLDS] [--seed N] [SCENARIO …]
 */
import { UsageError } from '../lib/arguments.ts';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { deals } from './scenarios/deals.ts';
import { delisting } from './scenarios/delisting.ts';
import { closedWeek, doubleWeek } from './scenarios/holidays.ts';
import { lapses } from './scenarios/lapses.ts';
import { multiPacks } from './scenarios/multi-packs.ts';
import { newborn } from './scenarios/newborn.ts';
import { seasonEnds, seasonOpens2, seasonOpens3, seasonOver, seasonRuns } from './scenarios/seasons.ts';
import { successionSaid, successionUnsaid } from './scenarios/succession.ts';
import { examine, type Scenario, type Verdict } from './support/cadence-exam.ts';

export const title = 'events of known truth (multi-packs, deals, seasons, …): what the model makes of them';

const HOUSEHOLDS = 3000;

export const SCENARIOS: readonly Scenario[] = [
  multiPacks,
  deals,
  seasonOpens2,
  seasonRuns,
  seasonEnds,
  seasonOver,
  seasonOpens3,
  successionUnsaid,
  successionSaid,
  delisting,
  closedWeek,
  doubleWeek,
  lapses,
  newborn,
];

export const run: Proof = async ({ seed, count = HOUSEHOLDS, args, say }) => {
  const unknown = args.find((arg) => SCENARIOS.every(({ name }) => name !== arg));
  if (unknown !== undefined)
    throw new UsageError(
      `${unknown}: no scenario. There are: ${SCENARIOS.map(({ name }) => name).join('; ')}`,
    );
  const chosen = SCENARIOS.filter(({ name }) => args.length === 0 || args.includes(name));
  return proveScenarios(chosen, seed, count, say);
};

export function proveScenarios(
  scenarios: readonly Scenario[],
  seed: number,
  households: number,
  say: (line: string) => void,
): Proven {
  const verdicts = scenarios.flatMap((scenario) => {
    say(scenario.name);
    return examine(scenario, seed, households);
  });
  return {
    count: verdicts.length,
    failures: verdicts
      .filter(({ met, group }) => !met && group.because === undefined)
      .map((one) => `${one.scenario}, ${one.group.name}: ${sentence(one)}`),
    figures: Object.fromEntries(verdicts.map((one) => [`${one.scenario}, ${one.group.name}`, sentence(one)])),
  };
}

function sentence({
  group,
  pairs,
  truth,
  model,
  naive,
  excess,
  naiveExcess,
  met,
  toldQuantity,
}: Verdict): string {
  const verdict = met ? 'met' : `not met${group.because === undefined ? '' : `: ${group.because}`}`;
  const figure = (probability: number, nats: number) => `${probability.toFixed(3)} (+${nats.toFixed(4)})`;
  const told =
    toldQuantity === undefined ? '' : `, told quantities ${figure(toldQuantity.model, toldQuantity.excess)}`;
  const answers = `model ${figure(model, excess)}${told}, mean interval ${figure(naive, naiveExcess)}`;
  return `true ${truth.toFixed(3)}, ${answers}, ${pairs} pairs: ${verdict}`;
}
