import type { HouseholdHistory } from '../history/household-history.ts';
import { presentHistory } from '../history/present-days.ts';
import { newSnapshots, type Snapshots, takeSnapshots } from './gaps.ts';
import { newPairReader, openHousehold, type PairFacts, type PairReader, readPair } from './pair-facts.ts';
import type { ScoreWindow } from './window.ts';

/** Reads pairs as if households had never been away, beside a {@link PairReader}. */
export type AbsenceReader = {
  readonly window: Pick<ScoreWindow, 'leadDays' | 'horizonDays'>;
  /** By day: the first one is all that each of them knows. */
  readonly snapshots: readonly Snapshots[];
  reader: PairReader | undefined;
  /** Whose absences, as of which day, are known; and whether there are any. */
  of: HouseholdHistory | undefined;
  c: number;
  isAway: boolean;
};

/** @param asOfDays As of which households will be opened. */
export function newAbsenceReader(
  asOfDays: readonly number[],
  window: AbsenceReader['window'],
): AbsenceReader {
  const snapshots = asOfDays.map((asOf) => newSnapshots([asOf]));
  return { window, snapshots, reader: undefined, of: undefined, c: 0, isAway: false };
}

/**
 * The pair that `pairs` has just read, without the days on which the household was away.
 *
 * @returns undefined for a household that never was. Good until the next call.
 */
export function readPresent(into: AbsenceReader, pairs: PairReader, place: number): PairFacts | undefined {
  if (into.of !== pairs.history || into.c !== pairs.c) openPresent(into, pairs);
  return into.isAway && into.reader !== undefined ? readPair(into.reader, place) : undefined;
}

function openPresent(into: AbsenceReader, { history, population, c }: PairReader): void {
  into.of = history;
  into.c = c;
  const present = presentHistory(history, population.priors.asOf);
  const snapshots = into.snapshots[c];
  into.isAway = present !== undefined;
  if (present === undefined || snapshots === undefined) return;
  takeSnapshots(snapshots, present);
  into.reader ??= newPairReader(population, snapshots, into.window);
  into.reader.snapshots = snapshots;
  openHousehold(into.reader, population, present, 0);
}
