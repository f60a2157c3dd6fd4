/** How a file writes numbers. */
export type Marks = { readonly decimal: '.' | ','; readonly thousands: boolean };

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
  readonly negativeShare: number;
};

const PLAIN = /^[^\d.,]{0,4}\d[\d.,' \u00a0\u202f]*[^\d.,]{0,4}$/;

/** The decimal mark by a vote of all cells that can only be read one way. */
export function decideMarks(columns: readonly (readonly string[])[]): Marks {
  let comma = 0;
  let point = 0;
  let grouped = 0;
  for (const values of columns) {
    for (const value of values) {
      if (!PLAIN.test(value)) continue;
      const lastComma = value.lastIndexOf(',');
      const lastPoint = value.lastIndexOf('.');
      if (lastComma < 0 && lastPoint < 0) continue;
      // A mark that comes again, or before another, groups thousands; a date with points is no number.
      if (lastComma >= 0 && lastPoint >= 0) {
        grouped++;
        if (lastComma > lastPoint) comma++;
        else point++;
      } else if (lastComma >= 0 && /^\D*\d+,(?:\d{1,2}|\d{4,})\D*$/.test(value)) comma++;
      else if (lastPoint >= 0 && /^\D*\d+\.(?:\d{1,2}|\d{4,})\D*$/.test(value)) point++;
    }
  }
  return { decimal: comma > point ? ',' : '.', thousands: grouped > 0 };
}

/** The number that a cell is, by the file's marks; NaN for none. */
function numberOf(value: string, marks: Marks): number {
  const bare = value.replace(/^[-+]?[$€£¥]\s?|\s?(?:[$€£¥]|EUR|USD|GBP|CHF)(?=-?$)/gu, (found) =>
    found.startsWith('-') ? '-' : '',
  );
  const text = marks.decimal === ',' ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', '');
  if (/^[-+]?\d*\.?\d+$/.test(text) || /^[-+]?\d+\.$/.test(text)) return Number(text);
  return /^\d*\.?\d+-$/.test(text) ? -Number(text.slice(0, -1)) : Number.NaN;
}

export function numberFacts(values: readonly string[], marks: Marks): NumberFacts {
  const numbers = values.map((value) => numberOf(value, marks)).filter((value) => !Number.isNaN(value));
  const mark = marks.decimal === ',' ? ',' : '\\.';
  const cents = new RegExp(`${mark}\\d{1,2}\\D*$`);
  const fine = new RegExp(`${mark}\\d{3,}\\D*$`);
  const magnitudes = numbers.map(Math.abs).sort((a, b) => a - b);
  const share = (count: number): number => (numbers.length === 0 ? 0 : count / numbers.length);
  return {
    share: values.length === 0 ? 0 : numbers.length / values.length,
    integerShare: share(numbers.filter(Number.isInteger).length),
    centsShare: share(values.filter((value) => cents.test(value)).length),
    fineShare: share(values.filter((value) => fine.test(value)).length),
    median: magnitudes[Math.floor(magnitudes.length / 2)] ?? 0,
    largest: magnitudes.at(-1) ?? 0,
    zeroShare: share(numbers.filter((value) => value === 0).length),
    oneShare: share(numbers.filter((value) => Math.abs(value) === 1).length),
    negativeShare: share(numbers.filter((value) => value < 0).length),
  };
}
