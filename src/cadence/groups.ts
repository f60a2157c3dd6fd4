import { newAbsenceReader, readPresent } from './absence-facts.ts';
import {
  FEATURES,
  GROUPS,
  type GroupName,
  writeAbsence,
  writeFeatures,
  writeNeeds,
  writeQuantity,
} from './features.ts';
import { newNeedReader, openNeeds, readNeed } from './need-facts.ts';
import { type PairFacts, type PairReader, readPair } from './pair-facts.ts';
import { newQuantityReader, readQuantity } from './quantity-facts.ts';
import type { ScoreWindow } from './window.ts';

/** The names of the features, with those of some groups. */
export function namesOf(groups: ReadonlySet<GroupName>): readonly string[] {
  return [...FEATURES, ...GROUPS.filter(({ name }) => groups.has(name)).flatMap(({ features }) => features)];
}

/** What a stored fit, or the lack of one, says of features. */
type Named = { readonly features: readonly string[] } | undefined;

/** The groups on which a fit leans. */
export function groupsOf(fit: Named): ReadonlySet<GroupName> {
  const names = new Set(fit?.features);
  return new Set(
    GROUPS.filter(({ features }) => features.some((one) => names.has(one))).map(({ name }) => name),
  );
}

/** Whether this program has the features that a fit leans on. */
export function isUsable(fit: Named): boolean {
  return fit !== undefined && fit.features.join() === namesOf(groupsOf(fit)).join();
}

/** Writes all features of pairs, those of the groups behind the others. */
export type RowWriter = {
  readonly names: readonly string[];
  /** Groups that were of another mind than the plain features about any pair so far. */
  readonly differing: ReadonlySet<GroupName>;
  /** Look at the household that is open. */
  readonly open: (pairs: PairReader) => void;
  /** Write one of its pairs to `into[at ..]`. @returns The pair's facts, good until the next call. */
  readonly write: (pairs: PairReader, place: number, into: Float64Array, at: number) => PairFacts;
};

type GroupWriter = {
  readonly open?: (pairs: PairReader) => void;
  /** @returns Whether the pair is another one seen so. */
  readonly write: (pairs: PairReader, place: number, into: Float64Array, at: number) => boolean;
};

/** @param asOfDays As of which households will be opened. */
export function newRowWriter(
  groups: ReadonlySet<GroupName>,
  asOfDays: readonly number[],
  window: Pick<ScoreWindow, 'leadDays' | 'horizonDays'>,
): RowWriter {
  let end = FEATURES.length;
  const writers = GROUPS.filter(({ name }) => groups.has(name)).map(({ name, features }) => {
    const place = end;
    end += features.length;
    return { name, place, ...GROUP_WRITERS[name](asOfDays, window) };
  });
  const differing = new Set<GroupName>();
  return {
    names: namesOf(groups),
    differing,
    open: (pairs) => {
      for (const { open } of writers) open?.(pairs);
    },
    write: (pairs, place, into, at) => {
      const facts = readPair(pairs, place);
      writeFeatures(facts, into, at);
      for (const writer of writers) {
        if (writer.write(pairs, place, into, at + writer.place)) differing.add(writer.name);
      }
      return facts;
    },
  };
}

const GROUP_WRITERS: Readonly<
  Record<
    GroupName,
    (asOfDays: readonly number[], window: Pick<ScoreWindow, 'leadDays' | 'horizonDays'>) => GroupWriter
  >
> = {
  needs: (asOfDays, window) => {
    const reader = newNeedReader(asOfDays, window);
    return {
      open: ({ population, history, c }) => openNeeds(reader, population, history, c),
      write: ({ facts }, place, into, at) => {
        writeNeeds(facts, readNeed(reader, place), into, at);
        return true;
      },
    };
  },
  quantity: (_, window) => {
    const reader = newQuantityReader(window);
    return {
      write: (pairs, place, into, at) => {
        const known = readQuantity(reader, pairs, place);
        writeQuantity(known ?? pairs.facts, into, at);
        return known !== undefined;
      },
    };
  },
  absence: (asOfDays, window) => {
    const reader = newAbsenceReader(asOfDays, window);
    return {
      write: (pairs, place, into, at) => {
        const known = readPresent(reader, pairs, place);
        writeAbsence(known ?? pairs.facts, into, at);
        return known !== undefined;
      },
    };
  },
};
