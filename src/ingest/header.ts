import { EXIT, UserError } from '../shared/errors.ts';
import { nearest } from '../shared/nearest.ts';
import type { ColumnSource, ColumnSources, FeedColumns } from './columns.ts';
import { type Layout, normalName } from './layout.ts';
import type { FeedWarning } from './rejection.ts';

export type ResolvedHeader = {
  readonly sources: ColumnSources;
  /** Fields that every record must have. */
  readonly width: number;
  readonly warnings: readonly FeedWarning[];
};

/**
 * Find the canonical columns of a feed among the names of a header.
 *
 * @throws UserError 65 `feed-columns`: a required column is missing, or a column that we read is there twice;
 *   78 `layout-columns`: the layout maps a column that the file does not have.
 */
export function resolveHeader(
  names: readonly string[],
  columns: FeedColumns,
  layout: Layout | undefined,
  fileName: string,
): ResolvedHeader {
  const places = placesByName(names);
  if (layout !== undefined) checkMapped(layout, places, names, fileName);
  const mappedTo = new Set([...(layout?.columns.values() ?? [])].map(normalName));
  const sources = new Map<string, ColumnSource>();
  const used = new Set<string>();
  const warnings: FeedWarning[] = [];
  for (const canonical of columns.keys()) {
    const mapped = layout?.columns.get(canonical);
    const wanted = normalName(mapped ?? canonical);
    // A column that the layout reads as something else is not also what its own name says.
    const found = mapped === undefined && mappedTo.has(wanted) ? undefined : places.get(wanted);
    const constant = layout?.constants.get(canonical);
    if (found !== undefined) {
      if (found.length > 1) throw twice(names[found[0] ?? 0] ?? '', found, fileName);
      const index = found[0] ?? 0;
      sources.set(canonical, { from: 'field', index, sourceName: (names[index] ?? '').trim() });
      used.add(wanted);
      if (constant !== undefined) warnings.push(unusedConstant(canonical, layout, fileName));
    } else if (constant !== undefined) sources.set(canonical, { from: 'constant', value: constant });
  }
  checkRequired(columns, sources, names, used, fileName);
  const unknown = names.filter((name) => normalName(name) !== '' && !used.has(normalName(name)));
  if (unknown.length > 0) warnings.push(unknownColumns(unknown, fileName));
  return { sources, width: names.length, warnings };
}

function placesByName(names: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, name] of names.entries()) {
    const key = normalName(name);
    if (key === '') continue;
    const known = places.get(key);
    if (known === undefined) places.set(key, [index]);
    else known.push(index);
  }
  return places;
}

function checkMapped(
  layout: Layout,
  places: ReadonlyMap<string, unknown>,
  names: readonly string[],
  fileName: string,
): void {
  const missing = [...layout.columns].filter(([, source]) => !places.has(normalName(source)));
  if (missing.length === 0) return;
  const lines = missing.map(
    ([canonical, source]) => `  columns.${canonical} = "${source}"${nearestHint(source, names)}`,
  );
  throw new UserError('layout-columns', `${layout.fileName} maps columns that ${fileName} does not have`, {
    exitCode: EXIT.badConfig,
    at: { file: layout.fileName },
    next: `${lines.join('\n')}\n  ${present(names)}`,
  });
}

function checkRequired(
  columns: FeedColumns,
  sources: ColumnSources,
  names: readonly string[],
  used: ReadonlySet<string>,
  fileName: string,
): void {
  const missing = [...columns]
    .filter(([name, kind]) => kind === 'required' && !sources.has(name))
    .map(([name]) => name);
  if (missing.length === 0) return;
  const spare = names.filter((name) => !used.has(normalName(name)));
  const hints = missing.map((name) => `${name}${nearestHint(name, spare)}`).join(', ');
  throw new UserError('feed-columns', `${fileName} has no column ${hints}`, {
    exitCode: EXIT.badInput,
    at: { file: fileName, line: 1 },
    next: `${present(names)} ${otherDelimiter(names) ?? 'Name the columns so, or map them with --layout.'}`,
  });
}

/** A header of one name that has semicolons or tabs in it was written with those between the columns. */
function otherDelimiter(names: readonly string[]): string | undefined {
  const only = names.length === 1 ? (names[0] ?? '') : '';
  const mark = [';', '\t', '|', ','].find((each) => only.includes(each));
  if (mark !== undefined) return `Set delimiter = ${JSON.stringify(mark)} in a layout.`;
  return only.includes('\r')
    ? 'Its lines end in a carriage return alone; export it with line feeds.'
    : undefined;
}

function nearestHint(name: string, names: readonly string[]): string {
  const near = nearest(
    name,
    names.map((each) => each.trim()).filter((each) => each !== ''),
  );
  return near === undefined ? '' : ` (nearest: ${shown(near)})`;
}

function present(names: readonly string[]): string {
  return `It has ${names.slice(0, 30).map(shown).join(', ')}${names.length > 30 ? ', …' : ''}.`;
}

function shown(name: string): string {
  const text = name.trim();
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function twice(name: string, places: readonly number[], fileName: string): UserError {
  return new UserError('feed-columns', `${fileName} has the column ${shown(name)} ${places.length} times`, {
    exitCode: EXIT.badInput,
    at: { file: fileName, line: 1, column: name.trim() },
    next: `They are columns ${places.map((place) => place + 1).join(' and ')}. Rename all but one.`,
  });
}

function unknownColumns(unknown: readonly string[], file: string): FeedWarning {
  const message = `${unknown.length === 1 ? 'column' : 'columns'} not known and not read: ${unknown.map(shown).join(', ')}`;
  return { code: 'feed-unknown-columns', file, message };
}

function unusedConstant(canonical: string, layout: Layout | undefined, file: string): FeedWarning {
  const message = `${layout?.fileName ?? 'the layout'} gives a constant ${canonical}, but the file has that column; the column is read`;
  return { code: 'layout-constant-unused', file, message };
}
