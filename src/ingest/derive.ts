import type { ColumnSource } from './columns.ts';
import type { ColumnRule } from './layout/column-rule.ts';
import type { Layout } from './layout/types.ts';

/** What a column's text goes through before it is read; `undefined`: it is taken as it stands. */
type Change = (text: string) => string;

/**
 * The source of a column that a rule describes, its parts found in the file.
 *
 * @param places Index of each part of the rule.
 */
export function columnSource(
  rule: ColumnRule,
  places: readonly number[],
  sourceName: string,
  change: Change | undefined,
): ColumnSource {
  const [index = 0] = places;
  if (places.length === 1 && rule.match === undefined && change === undefined) {
    return { from: 'field', index, sourceName };
  }
  const text = places.length === 1 ? fieldAt(index) : glued(places, rule.with);
  const { match } = rule;
  const part = match === undefined ? text : (fields: readonly string[]) => matched(match, text(fields));
  return {
    from: 'derived',
    sourceName,
    read: change === undefined ? part : (fields) => change(part(fields)),
  };
}

/** What the layout does to the values of a column: zeros off, zeros on, then what they mean. */
export function changeOf(layout: Layout | undefined, column: string): Change | undefined {
  const strips = layout?.stripZeros.has(column) === true;
  const length = layout?.pad.get(column);
  const meaning = layout?.values.get(column);
  if (!strips && length === undefined && meaning === undefined) return undefined;
  return (text) => {
    let changed = text;
    if (strips) changed = changed.replace(/^0+(?=[^\s])/, '');
    if (length !== undefined && changed !== '') changed = changed.padStart(length, '0');
    return meaning?.(changed) ?? changed;
  };
}

function fieldAt(index: number): (fields: readonly string[]) => string {
  return (fields) => (fields[index] ?? '').trim();
}

/** Parts side by side; blank where they all are, so that a column that is required is missed. */
function glued(places: readonly number[], between: string): (fields: readonly string[]) => string {
  return (fields) => {
    const parts = places.map((place) => (fields[place] ?? '').trim());
    return parts.every((part) => part === '') ? '' : parts.join(between).trim();
  };
}

function matched(match: RegExp, text: string): string {
  const found = match.exec(text);
  return found === null ? '' : (found[1] ?? found[0]).trim();
}
