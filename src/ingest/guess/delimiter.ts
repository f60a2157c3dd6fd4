import type { Line } from '../csv/lines.ts';
import { RecordSplitter } from '../csv/records.ts';
import { hasHeader } from './header-row.ts';
import type { SampleRecord } from './sample.ts';

/** What may stand between the columns; in doubt the first of them does. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export type Cut = {
  readonly delimiter: Delimiter;
  /** Lines above the first record: a title, the name of the report. */
  readonly skipLines: number;
  readonly records: readonly SampleRecord[];
  /** Fields that most records have. */
  readonly width: number;
  /** Share of the records that have as many, 0..1. */
  readonly evenness: number;
};

/** Lines that are cut with every delimiter to choose one of them. */
const PROBED_LINES = 400;

/** Physical lines of a text, without the one that the end of a sample may have cut. */
export function linesOf(text: string, isWhole: boolean, most: number): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length && lines.length < most; ) {
    const at = text.indexOf('\n', start);
    if (at < 0 && !isWhole && lines.length > 0) break;
    const end = at < 0 ? text.length : at;
    const cut = text.slice(start, end);
    lines.push({ number: lines.length + 1, text: cut, fault: cut.includes('\0') ? 'nul-byte' : undefined });
    start = end + 1;
  }
  return lines;
}

/** Titles and blank lines are no more than this. */
const TITLE_LINES_MAX = 20;

/** The lines cut at the delimiter that cuts them most evenly into the most fields; undefined: none cuts them at all. */
export function cutLines(lines: readonly Line[]): Cut | undefined {
  const probed = lines.slice(0, PROBED_LINES);
  const cuts = DELIMITERS.map((delimiter) => cutAt(probed, delimiter)).filter((cut) => cut.width > 1);
  const best = cuts.sort((a, b) => merit(b) - merit(a))[0];
  if (best === undefined) return undefined;
  const skipLines = titleLines(best);
  if (skipLines === 0 && lines.length <= PROBED_LINES) return best;
  const below = lines.filter(({ number }) => number > skipLines);
  return { ...cutAt(below, best.delimiter), skipLines };
}

/** A title fills few of the fields, or has few, and stands above a header: a line of data is not lost for one. */
function titleLines({ records, width }: Cut): number {
  const isTitle = ({ fields }: SampleRecord): boolean =>
    fields.filter((field) => field.trim() !== '').length <= width / 3;
  const first = records.findIndex((record) => !isTitle(record));
  const line = records[first]?.line ?? 1;
  const isOne = first > 0 && line <= TITLE_LINES_MAX && hasHeader(records.slice(first));
  return isOne ? line - 1 : 0;
}

function cutAt(lines: readonly Line[], delimiter: Delimiter): Cut {
  const splitter = new RecordSplitter(delimiter, undefined);
  const records = [...splitter.push(lines), ...splitter.end()].filter((record) => record.tag === 'fields');
  const counts = new Map<number, number>();
  for (const { fields } of records) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  const [width, times] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0];
  return {
    delimiter,
    skipLines: 0,
    records,
    width,
    evenness: records.length === 0 ? 0 : times / records.length,
  };
}

/**
 * An even cut beats an uneven one with more fields: commas in texts and decimal commas cut some lines, the delimiter cuts
 * all. The first record counts by itself, since a header has no decimal commas.
 */
function merit({ records, width, evenness }: Cut): number {
  const first = records[0]?.fields.length === width ? 1 : 0.5;
  return evenness ** 4 * first * Math.log2(width + 1);
}
