import type { Day } from '../shared/day.ts';
import { addChange, type Changes, type EarlierLine, newChanges } from './changes.ts';
import { lotOf } from './draw-lots.ts';
import { type Flag, type FlagCode, type FlagFacts, flagsOf } from './flags.ts';
import { type Chosen, readingRoom } from './read-first.ts';
import { figuresOf, goesOut, type ReviewList, type TimesOf } from './review-list.ts';
import { addToTally, newTally, type Tally } from './tally.ts';

export type Hold = { readonly by: string; readonly reason: string };

/** What is the same for all lists of the cycle under review. */
export type SurveyFrame = {
  readonly seed: number;
  readonly timesOf: TimesOf;
  /** Offers that stood on no list before this cycle. */
  readonly newOffers: ReadonlySet<string>;
  /** By hold id. */
  readonly holds: ReadonlyMap<number, Hold>;
  /** Sheets that could not be printed, by list. */
  readonly printFaults: ReadonlyMap<number, NonNullable<FlagFacts['printFault']>>;
  /** Fewest goods that a list is filled up to, in normal and in large print. */
  readonly minLines: { readonly normal: number; readonly large: number };
};

/** A household's list before this one. */
export type Before = { readonly cycleId: number; readonly lines: readonly EarlierLine[] };

/** One list, as the tables of all lists show it. */
export type ListRow = {
  readonly listId: number;
  readonly householdId: string;
  readonly name: string | undefined;
  readonly tier: string | undefined;
  readonly kind: string | undefined;
  readonly language: string;
  readonly largePrint: boolean;
  readonly arm: 'treatment' | 'control';
  readonly mail: boolean;
  readonly lines: number;
  readonly specials: number;
  readonly valueCents: number;
  readonly hold: Hold | undefined;
  readonly flags: readonly Flag[];
};

export type Survey = {
  readonly tally: Tally;
  readonly changes: Changes;
  readonly chosen: readonly Chosen[];
  readonly flagCounts: ReadonlyMap<FlagCode, number>;
  readonly flaggedLists: number;
  readonly holdCounts: ReadonlyMap<number, number>;
  /** The earlier cycle that most of the lists before are of; undefined: no household had one. */
  readonly cycleBefore: number | undefined;
};

/** Days of a cycle. */
export type CycleDays = { readonly asOf: Day; readonly validFrom: Day; readonly validUntil: Day };

/**
 * One pass over a cycle's lists, in any number of them: every list is looked at once and answered with its row; what
 * stays are sums of integers and a few dozen lists that may be read.
 */
export function surveyor(frame: SurveyFrame) {
  const tally = newTally();
  const changes = newChanges();
  const room = readingRoom(frame.newOffers);
  const flagCounts = new Map<FlagCode, number>();
  const holdCounts = new Map<number, number>();
  const cyclesBefore = new Map<number, number>();
  let flaggedLists = 0;

  const look = (list: ReviewList, before: Before | undefined): ListRow => {
    const figures = figuresOf(list, frame.timesOf);
    const lot = lotOf(frame.seed, list.listId);
    addToTally(tally, list, figures, lot);
    const flags = list.arm === 'control' ? [] : flagsOf(list, figures, factsFor(frame, list, before));
    room.look({ list, figures, flags, lot });
    flaggedLists += Number(flags.length > 0);
    for (const code of new Set(flags.map((flag) => flag.code))) addOne(flagCounts, code);
    if (list.arm === 'treatment' && list.held !== undefined) addOne(holdCounts, list.held);
    if (goesOut(list)) {
      addChange(changes, list.lines, before?.lines);
      if (before !== undefined) addOne(cyclesBefore, before.cycleId);
    }
    return rowOf(list, figures, flags, frame.holds);
  };

  return {
    look,
    result: (): Survey => ({
      tally,
      changes,
      chosen: room.choose(frame.seed),
      flagCounts,
      flaggedLists,
      holdCounts,
      cycleBefore: [...cyclesBefore].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0],
    }),
  };
}

function factsFor(frame: SurveyFrame, list: ReviewList, before: Before | undefined): FlagFacts {
  return {
    minLines: list.addressee.largePrint ? frame.minLines.large : frame.minLines.normal,
    valueBeforeCents: before === undefined ? undefined : figuresOf(before, () => 1).valueCents,
    hold: list.held === undefined ? undefined : (frame.holds.get(list.held) ?? UNKNOWN_HOLD),
    printFault: frame.printFaults.get(list.listId),
  };
}

const UNKNOWN_HOLD: Hold = { by: 'somebody', reason: 'the reason is not known any more' };

function rowOf(
  list: ReviewList,
  figures: ReturnType<typeof figuresOf>,
  flags: readonly Flag[],
  holds: ReadonlyMap<number, Hold>,
): ListRow {
  const { listId, householdId, arm, mail, tier, standing, held, addressee } = list;
  return {
    listId,
    householdId,
    name: addressee.name,
    tier,
    kind: standing?.kind.kind,
    language: addressee.language,
    largePrint: addressee.largePrint,
    arm,
    mail,
    lines: figures.goods,
    specials: figures.specials,
    valueCents: figures.valueCents,
    hold: held === undefined ? undefined : (holds.get(held) ?? UNKNOWN_HOLD),
    flags,
  };
}

function addOne<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
