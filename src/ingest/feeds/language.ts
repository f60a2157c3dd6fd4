import type { Cells } from '../cells.ts';

/** A language as its primary tag (`en-US` is `en`); `undefined` when blank. Source: BCP 47, section 2.1. */
export function languageTag<Column extends string>(
  cells: Cells<Column>,
  column: Column,
  text = cells.text(column),
): string | undefined {
  if (text === '') return undefined;
  const tag = /^([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*$/.exec(text)?.[1];
  if (tag === undefined) {
    cells.fault(column, 'language-format', 'is not a language tag', 'Write two letters, like en or es.');
  }
  return tag?.toLowerCase();
}
