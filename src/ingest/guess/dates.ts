import type { Day } from '../../shared/day.ts';
import { type DateReader, ENGLISH, LANGUAGES, readersIn } from './date-readers.ts';

/** How a column writes its days, and how far the file leaves that open. */
export type DateGuess = {
  /** As a layout's `date_format` has it; undefined: the contract's own, which needs none. */
  readonly format: string | undefined;
  /** How some of the cells are written otherwise. */
  readonly also: readonly string[];
  /** Of the filled cells, 0..1, in all of the formats. */
  readonly share: number;
  readonly hasTime: boolean;
  /** Of the months' names; undefined: English, or there are none. */
  readonly language: string | undefined;
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** Set where day and month could change places. */
  readonly doubt: DateDoubt | undefined;
};

export type DateDoubt = {
  /** The other reading. */
  readonly format: string;
  /** Days that fit both, 0..1 of all. */
  readonly bothShare: number;
  /** Whether something speaks for the reading that was taken; in words. */
  readonly because: string | undefined;
};

const SHARE_MIN = 0.9;
const SHARE_MOST = 0.5;
const SHARE_MIXED = 0.8;
/** A span this many times the other's is hardly the right one: day and month changed over scatters days over years. */
const SPAN_RATIO = 4;
/** Days outside of these years are another number that happens to look like a day. */
const YEAR_MIN = 1990;
const YEAR_MAX = 2060;

type Reading = {
  readonly format: string | undefined;
  readonly days: readonly Day[];
  readonly share: number;
  readonly hasTime: boolean;
};

/**
 * How the cells of a column would be read as days; undefined: they are none.
 *
 * @param values Distinct filled cells.
 * @param isNamedSo Whether the column is called after time: only then are large numbers taken for seconds since 1970.
 */
export function guessDate(values: readonly string[], isNamedSo: boolean): DateGuess | undefined {
  if (values.length === 0 || !/\d/.test(values[0] ?? '')) return undefined;
  const languages = values.some((value) => /\p{L}{3}/u.test(value)) ? LANGUAGES : [ENGLISH];
  for (const language of languages) {
    const readers = readersIn(language).filter(
      ({ format }) => isNamedSo || format?.startsWith('epoch') !== true,
    );
    const guess = chooseOf(values, readers, isNamedSo);
    if (guess !== undefined) return { ...guess, language: language === ENGLISH ? undefined : language };
  }
  return undefined;
}

/** One format for all, or, in a column that is called after time, the one for most and another for the rest. */
function chooseOf(
  values: readonly string[],
  readers: readonly DateReader[],
  isNamedSo: boolean,
): Chosen | undefined {
  const readings = readers.map((reader) => read(values, reader)).filter((reading) => reading !== undefined);
  const whole = choose(readings, SHARE_MIN);
  if (whole !== undefined || !isNamedSo) return whole;
  const most = choose(readings, SHARE_MOST);
  const reader = readers.find(({ format }) => most !== undefined && format === most.format)?.reader;
  if (most === undefined || reader === undefined) return undefined;
  const rest = values.filter((value) => reader.read(value) === undefined);
  const other = choose(
    readers.map((each) => read(rest, each)).filter((reading) => reading !== undefined),
    0.5,
  );
  const share = most.share + (other === undefined ? 0 : (other.share * rest.length) / values.length);
  if (share < SHARE_MIXED) return undefined;
  return { ...most, share, also: other === undefined ? [] : [other.format ?? 'yyyy-MM-dd'] };
}

type Chosen = Omit<DateGuess, 'language'>;

function choose(all: readonly Reading[], least: number): Chosen | undefined {
  const readings = all.filter(({ share }) => share >= least);
  const most = Math.max(0, ...readings.map(({ share }) => share));
  const tied = readings.filter(({ share }) => share === most);
  const [first] = tied;
  if (first === undefined) return undefined;
  const swapped = tied.find(({ format }) => isSwap(first.format, format));
  if (swapped === undefined) return describe(first, undefined);
  const { taken, other, because } = decide(first, swapped);
  return describe(taken, { format: other.format ?? '', bothShare: 1, because });
}

function read(values: readonly string[], { format, reader, needsTime }: DateReader): Reading | undefined {
  // Most columns are no days, and show it at once.
  if (values.slice(0, 20).every((value) => reader.read(value) === undefined)) return undefined;
  const moments = values.map((value) => reader.read(value)).filter((moment) => moment !== undefined);
  const days = moments.map(({ day }) => day).filter(isPlausible);
  const hasTime = moments.some(({ secondOfDay }) => secondOfDay !== undefined);
  if (needsTime && !hasTime) return undefined;
  return { format, days, share: days.length / values.length, hasTime };
}

function isPlausible(day: Day): boolean {
  const year = new Date(day * MS_PER_DAY).getUTCFullYear();
  return year >= YEAR_MIN && year <= YEAR_MAX;
}
const MS_PER_DAY = 86_400_000;

/** Whether two formats differ in the order of day and month alone. */
function isSwap(one: string | undefined, other: string | undefined): boolean {
  const letters = (format = ''): string => format.replace(/d+/, 'D').replace(/M+/, 'M');
  const swapped = letters(one).replace(/[DM]/g, (letter) => (letter === 'D' ? 'M' : 'D'));
  return one !== other && one !== undefined && !one.includes('MMM') && letters(other) === swapped;
}

/** Which of two readings that fit equally well: the one whose days lie together, else the one usual with its mark. */
function decide(one: Reading, two: Reading): { taken: Reading; other: Reading; because: string | undefined } {
  const [spanOne, spanTwo] = [span(one), span(two)];
  if (spanTwo >= SPAN_RATIO * spanOne && spanTwo - spanOne > 27)
    return { taken: one, other: two, because: tells(spanOne, spanTwo) };
  if (spanOne >= SPAN_RATIO * spanTwo && spanOne - spanTwo > 27)
    return { taken: two, other: one, because: tells(spanTwo, spanOne) };
  const isSlashed = one.format?.includes('/') === true;
  const dayFirst = /^d/.test(one.format ?? '') ? [one, two] : [two, one];
  const [taken = one, other = two] = isSlashed ? dayFirst.reverse() : dayFirst;
  return { taken, other, because: undefined };
}

function tells(taken: number, other: number): string {
  return `read so its days lie within ${taken}, read otherwise they are scattered over ${other}`;
}

/** Calendar days from the first to the last. */
function span({ days }: Reading): number {
  return last(days) - first(days) + 1;
}

function first(days: readonly Day[]): Day {
  return days.reduce((least, day) => (day < least ? day : least));
}

function last(days: readonly Day[]): Day {
  return days.reduce((most, day) => (day > most ? day : most));
}

function describe({ format, share, hasTime, days }: Reading, doubt: DateDoubt | undefined): Chosen {
  return { format, also: [], share, hasTime, firstDay: first(days), lastDay: last(days), doubt };
}
