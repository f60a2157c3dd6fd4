import type { HouseholdHistory } from '../history/household-history.ts';
import { GROUPS, type GroupName } from './features.ts';
import { newSnapshots, takeSnapshots } from './gaps.ts';
import { newRowWriter } from './groups.ts';
import { type Collector, collectPair, isActive, newCollector } from './observe.ts';
import { newPairReader, openHousehold, type PairReader } from './pair-facts.ts';
import type { Population } from './population.ts';
import { isSampled, nameKey, onDayKey, pairKey } from './sample.ts';
import type { LearnCatalog, Visit } from './visit.ts';
import type { ScoreWindow } from './window.ts';

/** Pairs that a fit is made of, at most; and that it is scored on. Four standard deviations are left for chance. */
const SAMPLE_PAIRS = 198_000;

type Sampler = {
  readonly visit: Visit;
  readonly training: Collector;
  readonly held: Collector;
  /** Groups that say anything about any of the pairs. */
  readonly groups: ReadonlySet<GroupName>;
};

/**
 * Pairs of all days, one by one, to be fitted; and of the newest day whole households, so that their rankings can be
 * scored.
 */
export function newSampler(
  catalog: LearnCatalog,
  window: ScoreWindow,
  populations: readonly Population[],
): Sampler {
  const snapshots = newSnapshots(populations.map(({ priors }) => priors.asOf));
  const withNeeds = populations.some(({ needs }) => needs !== undefined);
  const groups = GROUPS.map(({ name }) => name).filter((name) => name !== 'needs' || withNeeds);
  const writer = newRowWriter(new Set(groups), snapshots.asOfDays, window);
  const [training, held] = [newCollector(writer.names), newCollector(writer.names)];
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
    writer.open(reader);
    const onDay = onDayKey(household, population.priors.asOf);
    const isHeld = c === populations.length - 1 && isSampled(onDay, heldShare);
    for (let place = 0; place < history.productNos.length; place++) {
      const product = productKeys[history.productNos[place] ?? 0] ?? 0;
      const isTraining = isSampled(pairKey(onDay, product), share);
      if (isTraining) collectPair(training, reader, writer, place, window, { household, product });
      if (isHeld) collectPair(held, reader, writer, place, window, { household, product });
    }
  };
  return {
    training,
    held,
    groups: writer.differing,
    visit: ({ householdId, history }) => {
      const household = nameKey(householdId);
      takeSnapshots(snapshots, history);
      for (const [c, population] of populations.entries()) visitDay(household, population, history, c);
    },
  };
}
