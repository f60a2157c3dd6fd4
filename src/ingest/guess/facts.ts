import { readProductId } from '../../shared/product-id.ts';
import { guessTime } from './date-readers.ts';
import { type DateGuess, guessDate } from './dates.ts';
import { matchName } from './names.ts';
import { type Marks, type NumberFacts, numberFacts } from './numbers.ts';

/** What the cells of one column show, whatever its name. */
export type ColumnFacts = {
  readonly index: number;
  /** As in the header, trimmed; `c1`, `c2`, … where there is none. */
  readonly name: string;
  /** Cells, filled ones and distinct values. */
  readonly rows: number;
  readonly filled: number;
  readonly distinct: number;
  /** Up to {@link SAMPLES} distinct values, in the order in which they come. */
  readonly samples: readonly string[];
  /** Of the filled cells, 0..1 each. */
  readonly digitsShare: number;
  readonly lettersShare: number;
  /** Cells that a spreadsheet has rounded: 9.94E+14. */
  readonly roundedShare: number;
  /** One of them. */
  readonly rounded: string | undefined;
  /** Digits alone, of a GTIN's length and with its check digit right. */
  readonly gtinShare: number;
  /** Digits alone of 8, 12, 13 or 14. */
  readonly gtinLengthShare: number;
  readonly lengthMedian: number;
  readonly numbers: NumberFacts;
  readonly date: DateGuess | undefined;
  readonly time: string | undefined;
  /** Stretches of one value after another. */
  readonly runs: number;
  /** Of the stretches, those that begin with a value that was there before, 0..1. */
  readonly returnShare: number;
  /** Steps of exactly one upwards from row to row, 0..1. */
  readonly stepShare: number;
  /** All cells, trimmed. */
  readonly values: readonly string[];
};

const SAMPLES = 300;
const ROUNDED = /^\d(?:[.,]\d+)?E\+\d{2}$/i;

export function columnFacts(
  index: number,
  name: string,
  values: readonly string[],
  marks: Marks,
): ColumnFacts {
  const filled = values.filter((value) => value !== '');
  const distinct = new Set(filled);
  const samples = firstOf(distinct, SAMPLES);
  const share = (test: (value: string) => boolean): number =>
    filled.length === 0 ? 0 : filled.filter(test).length / filled.length;
  const isTime = /epoch|unix/i.test(name) || matchName(name, 'timestamp').score > 0;
  const lengths = filled.map(({ length }) => length).sort((a, b) => a - b);
  return {
    index,
    name,
    rows: values.length,
    filled: filled.length,
    distinct: distinct.size,
    samples,
    digitsShare: share((value) => /^\d+$/.test(value)),
    lettersShare: share((value) => /\p{L}{2}/u.test(value)),
    roundedShare: share((value) => ROUNDED.test(value)),
    rounded: filled.find((value) => ROUNDED.test(value)),
    gtinShare: share(isGtin),
    gtinLengthShare: share((value) => /^(?:\d{8}|\d{12,14})$/.test(unquoted(value))),
    lengthMedian: lengths[Math.floor(lengths.length / 2)] ?? 0,
    numbers: numberFacts(filled, marks),
    // Where formats are mixed, how often each is used counts.
    date: guessDate(isTime ? filled.slice(0, SAMPLES) : samples, isTime),
    time: guessTime(samples),
    ...rhythmOf(values),
    values,
  };
}

function firstOf(values: Iterable<string>, most: number): string[] {
  const first: string[] = [];
  for (const value of values) {
    if (first.length === most) break;
    first.push(value);
  }
  return first;
}

function isGtin(value: string): boolean {
  return /^(?:\d{8}|\d{12,14})$/.test(unquoted(value)) && readProductId(value, 'gtin').tag === 'product';
}

function unquoted(value: string): string {
  return value.startsWith('="') && value.endsWith('"') ? value.slice(2, -1) : value;
}

/** How a column goes down the rows: a receipt's number stays for its lines and does not come back. */
function rhythmOf(values: readonly string[]): Pick<ColumnFacts, 'runs' | 'returnShare' | 'stepShare'> {
  const seen = new Set<string>();
  let runs = 0;
  let returns = 0;
  let steps = 0;
  let before: string | undefined;
  for (const value of values) {
    if (value !== before) {
      runs++;
      if (seen.has(value)) returns++;
      seen.add(value);
    }
    if (before !== undefined && before !== '' && Number(value) === Number(before) + 1) steps++;
    before = value;
  }
  return {
    runs,
    returnShare: runs === 0 ? 0 : returns / runs,
    stepShare: values.length < 2 ? 0 : steps / (values.length - 1),
  };
}
