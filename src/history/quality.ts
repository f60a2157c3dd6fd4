import { modifiedZ, spreadOf } from './robust.ts';

/** What one store sent in one night, as it was when it was taken in. */
export type StoreNight = {
  /** '': records of which no store can be told. */
  readonly storeId: string;
  /** Accepted lines. */
  readonly lines: number;
  /** Receipts that were not there before. */
  readonly receipts: number;
  readonly rejectedByReason: Readonly<Record<string, number>>;
  /** Lines with a product that no products row names. */
  readonly unknownProducts: number;
  readonly withoutCard: number;
  readonly withoutLineNo: number;
  readonly withoutAmount: number;
  /** Sale lines that cost nothing or less. */
  readonly notPositive: number;
  /** Lines of days that are still to come, or are years gone: a register's clock. */
  readonly clockFaults: number;
  /** Lines of receipts that were there before: the same again, or corrected. */
  readonly again: number;
  /** Receipts that were replaced by other lines. */
  readonly corrected: number;
};

/** What is told in percent of a store's lines of a night, in the order in which it is shown. */
export const MEASURES = [
  'rejected',
  'unknown_products',
  'clock_faults',
  'without_card',
  'without_line_no',
  'without_amount',
  'not_positive',
  'again',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Percent from which a measure warns, and from which it stops the night; undefined: never. */
export type Limits = {
  readonly [M in Measure]?: { readonly warn?: number | undefined; readonly stop?: number | undefined };
};

export type Level = 'ok' | 'warn' | 'stop';

export type MeasureReport = {
  readonly measure: Measure;
  readonly percent: number;
  readonly level: Level;
  /** Median percent of the nights before; undefined: too few of them. */
  readonly usualPercent: number | undefined;
  /** Modified z-score against them; undefined likewise. */
  readonly score: number | undefined;
};

export type QualityReport = StoreNight & {
  readonly rejected: number;
  readonly level: Level;
  readonly measures: readonly MeasureReport[];
};

/** Nights of a store that its trend looks back on, and the fewest that make one. */
export const TREND_NIGHTS = 28;
export const TREND_NIGHTS_MIN = 7;
/** A share of fewer records than this is chance: it neither warns nor stops. */
const RECORDS_MIN = 50;

/** One store's night against the limits, and against its nights before. */
export function judgeNight(night: StoreNight, before: readonly StoreNight[], limits: Limits): QualityReport {
  const trailing = before.slice(-TREND_NIGHTS);
  const isEnough = rejectedOf(night) + night.lines >= RECORDS_MIN;
  const measures = MEASURES.map((measure): MeasureReport => {
    const percent = percentOf(night, measure);
    const level = isEnough ? levelOf(percent, limits[measure]) : 'ok';
    const spread =
      trailing.length < TREND_NIGHTS_MIN
        ? undefined
        : spreadOf(trailing.map((each) => percentOf(each, measure)));
    return {
      measure,
      percent,
      level,
      usualPercent: spread?.median,
      score: spread === undefined ? undefined : modifiedZ(percent, spread),
    };
  });
  return { ...night, rejected: rejectedOf(night), level: worstOf(measures), measures };
}

/** The worst first: what stops before what warns, then how far out of its trend, then how many lines were lost. */
export function worstFirst(reports: readonly QualityReport[]): QualityReport[] {
  return [...reports].sort(
    (a, b) =>
      LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) ||
      compare(highestScore(b), highestScore(a)) ||
      b.rejected - a.rejected ||
      (a.storeId < b.storeId ? -1 : 1),
  );
}

const LEVELS: readonly Level[] = ['ok', 'warn', 'stop'];

function compare(a: number, b: number): number {
  // Infinity less infinity is no number.
  return a === b ? 0 : a - b;
}

function highestScore({ measures }: QualityReport): number {
  return Math.max(0, ...measures.map(({ score }) => score ?? 0));
}

function worstOf(measures: readonly MeasureReport[]): Level {
  return LEVELS[Math.max(...measures.map(({ level }) => LEVELS.indexOf(level)))] ?? 'ok';
}

function levelOf(percent: number, limit: Limits[Measure]): Level {
  if (limit?.stop !== undefined && percent > limit.stop) return 'stop';
  return limit?.warn !== undefined && percent > limit.warn ? 'warn' : 'ok';
}

function rejectedOf({ rejectedByReason }: Pick<StoreNight, 'rejectedByReason'>): number {
  return Object.values(rejectedByReason).reduce((sum, count) => sum + count, 0);
}

const COUNTED: Readonly<Record<Measure, (night: StoreNight) => number>> = {
  rejected: rejectedOf,
  unknown_products: (night) => night.unknownProducts,
  clock_faults: (night) => night.clockFaults,
  without_card: (night) => night.withoutCard,
  without_line_no: (night) => night.withoutLineNo,
  without_amount: (night) => night.withoutAmount,
  not_positive: (night) => night.notPositive,
  again: (night) => night.again,
};

/** Rejected records in percent of those read, all else in percent of the lines that were accepted. */
function percentOf(night: StoreNight, measure: Measure): number {
  const of = measure === 'rejected' ? rejectedOf(night) + night.lines : night.lines;
  return of === 0 ? 0 : (100 * COUNTED[measure](night)) / of;
}
