import {
  flaggedPart,
  listsPart,
  PAGE_ROWS,
  type PagePart,
  partName,
  SEARCHED_MAX,
  type SearchEntry,
  type SheetLink,
} from '../../review/lists-pages.ts';
import type { PageFrame } from '../../review/page.ts';
import type { ListRow } from '../../review/survey.ts';
import type { Folder } from './folder.ts';

/** Pages of a long table, written as they fill: never more than one of them is in memory. */
function partWriter(
  kind: 'lists' | 'flagged',
  write: (name: string, rows: readonly ListRow[], place: { number: number; more: boolean }) => void,
) {
  const parts: PagePart[] = [];
  let rows: ListRow[] = [];
  const flush = (more: boolean): void => {
    const ids = rows.map(({ householdId }) => householdId);
    const name = partName(kind, parts.length + 1);
    const firstId = ids.reduce((a, b) => (a < b ? a : b), ids[0] ?? '');
    const lastId = ids.reduce((a, b) => (a > b ? a : b), '');
    write(name, rows, { number: parts.length + 1, more });
    parts.push({ name, firstId, lastId, rows: rows.length });
    rows = [];
  };
  return {
    /** @returns The name of the page that the row comes to stand on. */
    add: (row: ListRow): string => {
      if (rows.length === PAGE_ROWS) flush(true);
      rows.push(row);
      return partName(kind, parts.length + 1);
    },
    finish: (): readonly PagePart[] => {
      if (rows.length > 0) flush(false);
      return parts;
    },
  };
}

/** The tables of all lists and of the flagged ones, and what finds a list in them. */
export function listTables(
  frame: PageFrame,
  folder: Folder,
  sheetOf: (listId: number) => SheetLink | undefined,
) {
  const all = partWriter('lists', (name, rows, place) => folder.write(name, listsPart(frame, rows, place)));
  const flagged = partWriter('flagged', (name, rows, place) =>
    folder.write(name, flaggedPart(frame, rows, place, sheetOf)),
  );
  /** First list of each page: lists come in the order of their ids. */
  const starts: { readonly listId: number; readonly name: string }[] = [];
  let entries: SearchEntry[] | undefined = [];

  return {
    add: (row: ListRow): void => {
      const name = all.add(row);
      if (starts.at(-1)?.name !== name) starts.push({ listId: row.listId, name });
      entries?.push([row.householdId, row.name ?? '', name, row.listId]);
      if (entries !== undefined && entries.length > SEARCHED_MAX) entries = undefined;
      if (row.flags.length > 0) flagged.add(row);
    },
    finish: () => ({ lists: all.finish(), flagged: flagged.finish(), entries }),
    /** Where a list stands among all. */
    whereOf: (listId: number): string | undefined => {
      const start = starts.findLast((page) => page.listId <= listId);
      return start === undefined ? undefined : `${start.name}#list-${listId}`;
    },
  };
}
