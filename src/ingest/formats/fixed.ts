import { Buffer } from 'node:buffer';
import type { Line } from '../csv/lines.ts';
import type { Layout, Place } from '../layout/types.ts';
import type { RecordSource, SourceRecord } from '../record-source.ts';
import { layoutLines, withoutReturn } from './lines.ts';

/** A file of one record a line, its fields at fixed places. */
export function fixedSource(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  layout: Layout,
): RecordSource {
  const names = [...layout.fixed.keys()];
  const cut = fieldCutter([...layout.fixed.values()], layout);
  return { names, isNamedByUs: true, records: read(layoutLines(source, fileName, layout), cut) };
}

async function* read(
  blocks: AsyncIterable<readonly Line[]>,
  cut: FieldCutter,
): AsyncGenerator<readonly SourceRecord[]> {
  for await (const block of blocks) {
    const records: SourceRecord[] = [];
    for (const { number: line, text, fault } of block) {
      const raw = withoutReturn(text);
      if (fault !== undefined) records.push({ tag: 'fault', line, raw, fault });
      else if (raw.trim() !== '') {
        const fields = cut(raw);
        if (typeof fields === 'string') records.push({ tag: 'fault', line, raw, fault: fields });
        else records.push({ tag: 'fields', line, raw, fields });
      }
    }
    yield records;
  }
}

/** The fields of a line, or why it has none. */
export type FieldCutter = (line: string) => string[] | 'line-too-short' | 'encoding';

/**
 * Cut lines at places. A line that is over at a field's start has a blank there, as exports that trim blanks have it; one
 * that ends within a field may have lost digits, and is a fault unless the layout says that records may be short.
 */
export function fieldCutter(
  places: readonly Place[],
  { positions, shortRecords }: Pick<Layout, 'positions' | 'shortRecords'>,
): FieldCutter {
  return (line) => {
    const units = positions === 'bytes' ? bytesOf(line) : charactersOf(line);
    const isCut = ({ start, end }: Place) => units.length > start && units.length < end;
    if (!shortRecords && places.some(isCut)) return 'line-too-short';
    const fields = places.map(({ start, end }) => slice(units, start, end));
    return fields.includes(undefined) ? 'encoding' : (fields as string[]);
  };
}

/** Where every character is one byte, a string counts as its bytes do. */
function bytesOf(text: string): string | Buffer {
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text);
}

/** Where no character needs two units, a string counts as its characters do. */
function charactersOf(text: string): string | readonly string[] {
  return /[\ud800-\udbff]/.test(text) ? [...text] : text;
}

/** `undefined` when a character of several bytes is cut in two. */
function slice(units: string | Buffer | readonly string[], start: number, end: number): string | undefined {
  if (typeof units === 'string') return units.slice(start, end);
  if (!Buffer.isBuffer(units)) return units.slice(start, end).join('');
  const text = units.toString('utf8', start, Math.min(end, units.length));
  return text.includes('\ufffd') && !units.includes('\ufffd') ? undefined : text;
}
