import { type DateFormat, ISO_FORMAT, parseDateFormat } from '../date-format.ts';

/** A way in which a column may write its days. */
export type DateReader = {
  /** As a layout has it; undefined: the contract's own, which needs none. */
  readonly format: string | undefined;
  readonly reader: DateFormat;
  /** Only of use where there are times: without them a shorter format says the same. */
  readonly needsTime: boolean;
};

export const ENGLISH = 'en';
export const LANGUAGES = [ENGLISH, 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv'] as const;

/** Days alone, the most particular first: of two that read as many cells the first is taken. */
const DAY_FORMATS = [
  undefined,
  'iso',
  'epoch_seconds',
  'epoch_milliseconds',
  'yyyyMMdd',
  'yyyy/MM/dd',
  'yyyy.MM.dd',
  ...['/', '.', '-'].flatMap((mark) => [
    `dd${mark}MM${mark}yyyy`,
    `MM${mark}dd${mark}yyyy`,
    `dd${mark}MM${mark}yy`,
    `MM${mark}dd${mark}yy`,
    `d${mark}M${mark}yyyy`,
    `M${mark}d${mark}yyyy`,
    `d${mark}M${mark}yy`,
    `M${mark}d${mark}yy`,
  ]),
  'yy-MM-dd',
  'yyyy-M-d',
  'yyyy/M/d',
  ...['-', ' ', '/', '.', ''].flatMap((mark) => [
    `dd${mark}MMM${mark}yyyy`,
    `dd${mark}MMM${mark}yy`,
    `d${mark}MMM${mark}yyyy`,
    `d${mark}MMM${mark}yy`,
  ]),
  'd. MMM yyyy',
  'd. MMM yy',
  'MMM d, yyyy',
  'MMM dd yyyy',
  'MMM d yyyy',
] as const;

/** What may follow a day in the same cell. */
const TIME_TAILS = [
  '',
  '[ HH:mm[:ss]]',
  '[ H:mm[:ss]]',
  '[THH:mm[:ss]]',
  '[ h:mm[:ss] a]',
  '[, h:mm[:ss] a]',
  '[ HHmmss]',
  '[HHmmss]',
] as const;
/** Times in a column of their own. */
const TIME_FORMATS = [
  'HH:mm[:ss]',
  'H:mm[:ss]',
  'h:mm[:ss] a',
  'h:mm[:ss]a',
  'HHmmss',
  'HH.mm[.ss]',
] as const;

const cache = new Map<string, readonly DateReader[]>();

/** All ways to write days in a language; those with names of months first, since the language was chosen for them. */
export function readersIn(language: string): readonly DateReader[] {
  const known = cache.get(language);
  if (known !== undefined) return known;
  const named = DAY_FORMATS.filter((format) => format?.includes('MMM') === true);
  const formats =
    language === ENGLISH ? DAY_FORMATS : [...named, ...DAY_FORMATS.filter((each) => !named.includes(each))];
  const readers = formats.flatMap((day) => readersOf(day, language));
  cache.set(language, readers);
  return readers;
}

function readersOf(day: string | undefined, language: string): DateReader[] {
  if (day === undefined) return [{ format: undefined, reader: ISO_FORMAT, needsTime: false }];
  const tails = /[Md]/.test(day) ? TIME_TAILS : [''];
  return tails.flatMap((tail) => {
    const format = `${day}${tail}`;
    const reader = parseDateFormat(format, language);
    return reader === undefined ? [] : [{ format, reader, needsTime: tail !== '' }];
  });
}

const TIME_SHARE_MIN = 0.9;

/** A column of times of day, as a format; undefined: it is none. */
export function guessTime(values: readonly string[]): string | undefined {
  if (values.length === 0 || !/\d/.test(values[0] ?? '')) return undefined;
  return TIME_FORMATS.find((format) => {
    const reader = parseDateFormat(`yyyy-MM-dd ${format}`);
    const fits = values.filter((value) => reader?.read(`2026-01-01 ${value}`)?.secondOfDay !== undefined);
    return fits.length >= TIME_SHARE_MIN * values.length;
  });
}
