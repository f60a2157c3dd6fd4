import { compact, matchName } from './names.ts';
import type { SampleRecord } from './sample.ts';
import { SYNONYMS, TIME_NAMES } from './synonyms.ts';

const KNOWN = new Set([
  ...Object.keys(SYNONYMS).map(compact),
  ...Object.values(SYNONYMS).flat(),
  ...TIME_NAMES,
]);
/** Cells that no header has: numbers, amounts, days. */
const VALUE = /^[-+$€£]?\d[\d.,:/\- T]*$/;

/** Whether the first record names the columns. */
export function hasHeader(records: readonly SampleRecord[]): boolean {
  const first = records[0]?.fields.map((cell) => cell.trim()) ?? [];
  const filled = first.filter((cell) => cell !== '');
  if (filled.length === 0 || filled.some((cell) => cell.length > 100)) return false;
  const values = filled.filter((cell) => VALUE.test(cell)).length;
  if (values > filled.length / 4) return false;
  const known = filled.filter(isKnown).length;
  if (known >= 2 || known > filled.length / 2) return true;
  const rest = records.slice(1, 51);
  if (rest.length === 0) return known > 0;
  // Words above numbers are names.
  const above = first.filter((_, index) => {
    const cells = rest.map(({ fields }) => fields[index]?.trim() ?? '').filter((cell) => cell !== '');
    return cells.length > 0 && cells.filter((cell) => VALUE.test(cell)).length > 0.8 * cells.length;
  });
  return above.length > 0 && above.every((cell) => !VALUE.test(cell));
}

function isKnown(cell: string): boolean {
  return (
    KNOWN.has(compact(cell)) ||
    Object.keys(SYNONYMS).some((canonical) => matchName(cell, canonical).score > 0)
  );
}
