/** How a file writes numbers. */
export type Marks = {
  readonly decimal: '.' | ',';
  /** Between the thousands. */
  readonly thousands: '.' | ',' | ' ' | "'" | undefined;
};

export type NumberFacts = {
  /** Of the filled cells, 0..1. */
  readonly share: number;
  readonly integerShare: number;
  /** Cells with one or two decimals, as money has them. */
  readonly centsShare: number;
  /** Cells with three or more decimals, as weights have them. */
  readonly fineShare: number;
  readonly median: number;
  readonly largest: number;
  readonly zeroShare: number;
  readonly oneShare: number;
  /** Of those that are not 0. */
  readonly negativeShare: number;
  /** Signs and codes of a currency beside the numbers. */
  readonly currency: readonly string[];
  /** Some have their minus behind them, or parentheses around them. */
  readonly hasMinusBehind: boolean;
};

const PLAIN = /^[^\d.,]{0,4}\d[\d.,'\u2019 \u00a0\u202f]*[^\d.,]{0,4}$/;
const GROUPED: readonly (readonly [mark: "'" | ' ', pattern: RegExp])[] = [
  ["'", /^\D*\d{1,3}(?:['\u2019]\d{3})+\D?/],
  [' ', /^\D*\d{1,3}(?:[ \u00a0\u202f]\d{3})+[.,]\d/],
];

/** The marks by a vote of all cells that can only be read one way. */
export function decideMarks(columns: readonly (readonly string[])[]): Marks {
  const votes = { comma: 0, point: 0, both: 0, "'": 0, ' ': 0 };
  for (const value of columns.flat()) {
    if (!PLAIN.test(value)) continue;
    for (const [mark, pattern] of GROUPED) if (pattern.test(value)) votes[mark]++;
    const comma = value.lastIndexOf(',');
    const point = value.lastIndexOf('.');
    // Of two marks the last is the decimal one; three digits behind a single one could be either.
    if (comma >= 0 && point >= 0) {
      votes.both++;
      votes[comma > point ? 'comma' : 'point']++;
    } else if (/^\D*[\d'\u2019 \u00a0\u202f]+,(?:\d{1,2}|\d{4,})\D*$/.test(value)) votes.comma++;
    else if (/^\D*[\d'\u2019 \u00a0\u202f]+\.(?:\d{1,2}|\d{4,})\D*$/.test(value)) votes.point++;
  }
  const decimal = votes.comma > votes.point ? ',' : '.';
  if (votes.both > 0) return { decimal, thousands: decimal === ',' ? '.' : ',' };
  return { decimal, thousands: votes["'"] > 0 ? "'" : votes[' '] > 0 ? ' ' : undefined };
}

/** A sign of a currency, its code, or the short words that two of them have. */
const CURRENCY = /\p{Sc}|\b(?:[A-Z]{3}|kr|zł|Kč|Ft|lei)(?![\p{L}])/u;

/** The number that a cell is, by the file's marks; NaN for none. */
function numberOf(value: string, { decimal }: Marks): number {
  if (!/\d/.test(value)) return Number.NaN;
  const bare = value.replace(CURRENCY, '').replace(/['\u2019\s]/gu, '');
  const text = decimal === ',' ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', '');
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(text)) return Number(text);
  return BEHIND.test(text) ? -Number(text.replace(/[()-]/g, '')) : Number.NaN;
}
const BEHIND = /^(?:\(\d+\.?\d*\)|\d+\.?\d*-)$/;

export function numberFacts(values: readonly string[], marks: Marks): NumberFacts {
  const cells = values.filter((value) => !Number.isNaN(numberOf(value, marks)));
  const numbers = cells.map((value) => numberOf(value, marks));
  const mark = marks.decimal === ',' ? ',' : '\\.';
  const cents = new RegExp(`${mark}\\d{1,2}\\D*$`);
  const fine = new RegExp(`${mark}\\d{3,}\\D*$`);
  const magnitudes = numbers.map(Math.abs).sort((a, b) => a - b);
  const share = (count: number): number => (numbers.length === 0 ? 0 : count / numbers.length);
  return {
    share: values.length === 0 ? 0 : numbers.length / values.length,
    integerShare: share(numbers.filter(Number.isInteger).length),
    centsShare: share(cells.filter((value) => cents.test(value)).length),
    fineShare: share(cells.filter((value) => fine.test(value)).length),
    median: magnitudes[Math.floor(magnitudes.length / 2)] ?? 0,
    largest: magnitudes.at(-1) ?? 0,
    zeroShare: share(numbers.filter((value) => value === 0).length),
    oneShare: share(numbers.filter((value) => Math.abs(value) === 1).length),
    negativeShare:
      numbers.filter((value) => value < 0).length /
      Math.max(1, numbers.filter((value) => value !== 0).length),
    currency: [...new Set(cells.flatMap((value) => CURRENCY.exec(value)?.[0] ?? []))].slice(0, 5),
    hasMinusBehind: cells.some((value) => /-\s*$|^\(.*\)$/.test(value)),
  };
}
