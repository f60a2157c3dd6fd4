import type { HouseholdHistory } from '../history/household-history.ts';
import { type NeedHistory, needHistory } from '../history/need-days.ts';
import { newSnapshots, type Snapshots, takeSnapshots } from './gaps.ts';
import { newPairReader, openHousehold, type PairFacts, type PairReader, readPair } from './pair-facts.ts';
import type { Population } from './population.ts';
import type { ScoreWindow } from './window.ts';

/** What is known of the need that a pair's product serves, as of a day: its facts as if the need were a product. */
export type NeedFacts = {
  /** P(anything of the need is bought in the window), by the need's own rhythm and dropout. */
  mix: number;
  /** Mean of the log gap between the need's purchase days, posterior. */
  logMean: number;
  /** Days since the last one. */
  gapDays: number;
  /** Decayed counts of its purchase days, by half-life in days. */
  bought90: number;
  bought270: number;
};

/** Reads needs, one household after the other. A need is read once, however many of its products are asked about. */
export type NeedReader = {
  readonly window: Pick<ScoreWindow, 'leadDays' | 'horizonDays'>;
  readonly snapshots: Snapshots;
  reader: PairReader | undefined;
  /** Whose needs are at hand. */
  of: HouseholdHistory | undefined;
  needs: NeedHistory | undefined;
  /** By need of the household; undefined: not read yet, as of this day. */
  facts: (NeedFacts | undefined)[];
};

/** @param asOfDays As of which households will be opened. */
export function newNeedReader(asOfDays: readonly number[], window: NeedReader['window']): NeedReader {
  return {
    window,
    snapshots: newSnapshots(asOfDays),
    reader: undefined,
    of: undefined,
    needs: undefined,
    facts: [],
  };
}

/**
 * Look at a household as of the day `c` of the reader's days.
 *
 * @throws RangeError for a population that knows no needs.
 */
export function openNeeds(
  into: NeedReader,
  population: Population,
  history: HouseholdHistory,
  c: number,
): void {
  if (population.needs === undefined) throw new RangeError('a population without needs');
  const { numbers, tables } = population.needs;
  if (into.of !== history || into.needs === undefined) {
    into.of = history;
    into.needs = needHistory(history, numbers);
    takeSnapshots(into.snapshots, into.needs.history);
  }
  into.reader ??= newPairReader(tables, into.snapshots, into.window);
  openHousehold(into.reader, tables, into.needs.history, c);
  into.facts = new Array(into.needs.history.productNos.length).fill(undefined);
}

/** The need of the open household's product `place`, which was bought before the day. */
export function readNeed({ reader, needs, facts }: NeedReader, place: number): NeedFacts {
  const at = needs?.placeOf[place] ?? -1;
  const known = facts[at];
  if (known !== undefined) return known;
  if (reader === undefined) throw new RangeError('no household is open');
  const { mix, logMean, gapDays, bought90, bought270 }: PairFacts = readPair(reader, at);
  const read = { mix, logMean, gapDays, bought90, bought270 };
  facts[at] = read;
  return read;
}
