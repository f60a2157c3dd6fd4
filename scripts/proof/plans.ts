/**
 * Random small chains through the real ingest, plans, releases and lanes, held against what their feeds alone say: budgets, limits,
 * windows, laws, suppressions, wishes, one offer per need and unit, prices and savings to the cent, the same plan twice. And random
 * allocations: what a larger budget is worth at most is never less.
 *
 *     npm run proof -- plans [--count CHAINS] [--seed N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Proof } from '../lib/proof-report.ts';
import { type AnyChain, anyChain } from './support/plans/arbitrary.ts';
import { makeEmpty } from './support/plans/empty.ts';
import { faultsOf } from './support/plans/oracle.ts';
import { type Played, play } from './support/plans/play.ts';

export const title =
  'random chains: never over budget, never an ineligible offer, to the cent, the same plan twice';

const CHAINS = 2000;
/** Every so many chains are played twice. */
const TWICE = 8;

export const run: Proof = async ({ seed, count = CHAINS, say }) => {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-plans-'));
  const figures = { lists: 0, specials: 0, redemptions: 0, 'chains with specials': 0, 'played twice': 0 };
  const failures: string[] = [];
  try {
    const empty = join(scratch, 'empty');
    await makeEmpty(empty);
    let played = 0;
    const property = fc.asyncProperty(anyChain(), async (chain) => {
      const one = await play(chain, empty, join(scratch, 'one'));
      const twice = played++ % TWICE === 0;
      const faults = faultsOf(chain, one);
      if (twice) faults.push(...differences(one, await play(chain, empty, join(scratch, 'two'))));
      tally(figures, one, twice);
      if (played % 100 === 0) say(`${played} chains`);
      if (faults.length > 0) throw new Error(faults.join('\n'));
    });
    const result = await fc.check(property, { numRuns: count, seed });
    if (result.failed) failures.push(describe(result));
    return { count: played, failures, figures };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

function tally(figures: Record<string, number>, { cycles, baskets }: Played, twice: boolean): void {
  const add = (name: string, some: number): void => {
    figures[name] = (figures[name] ?? 0) + some;
  };
  const lists = cycles.flatMap((cycle) => cycle.lists);
  const specials = lists.flatMap(({ lines }) => lines.filter(({ section }) => section === 'special')).length;
  add('lists', lists.length);
  add('specials', specials);
  add('chains with specials', Number(specials > 0));
  add('redemptions', new Set(baskets.map(({ redemption_id: id }) => id)).size);
  add('played twice', Number(twice));
}

/** The same feeds, config and key: the same lists and the same ledger. */
function differences(one: Played, other: Played): string[] {
  return JSON.stringify(one) === JSON.stringify(other) ? [] : ['the same chain was planned in two ways'];
}

function describe({
  seed,
  counterexample,
  errorInstance,
  counterexamplePath,
  numShrinks,
}: fc.RunDetails<[AnyChain]>): string {
  const fault =
    errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  return `${fault}\nseed ${seed}, path ${counterexamplePath}, made smaller ${numShrinks} times: ${JSON.stringify(counterexample?.[0])}`;
}
