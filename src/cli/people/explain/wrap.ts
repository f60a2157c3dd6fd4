import { cents, formatCents } from '../../../shared/cents.ts';

/** Narrower lines are hard to read, wider ones, too. */
const COLUMNS_MIN = 60;
const COLUMNS_MAX = 100;

/** One paragraph, broken at blanks; a word that is longer than a line stays whole. */
export function wrap(text: string, columns: number, first: string, rest: string): string {
  const width = Math.min(COLUMNS_MAX, Math.max(COLUMNS_MIN, columns));
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return `${[...lines, line].join('\n')}\n`;
}

/** {@link wrap} for one terminal: its first line behind `first`, others behind `rest`. */
export type Put = (text: string, first?: string, rest?: string) => string;

export function money(value: number): string {
  return `$${formatCents(cents(value))}`;
}

/** A probability as people say it. */
export function percent(probability: number): string {
  const value = 100 * probability;
  return `${value < 1 && value > 0 ? '<1' : Math.round(value)} %`;
}
