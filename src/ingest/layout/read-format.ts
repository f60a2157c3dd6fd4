import { normalName } from '../columns.ts';
import { didYouMean } from './faults.ts';
import type { WrittenLayout } from './schema.ts';
import type { Layout, Place, RecordLog, RecordTotal, RecordType } from './types.ts';

type Format = Pick<Layout, 'format' | 'delimiter' | 'header' | 'fixed' | 'records'>;
type WrittenPlace = { readonly start: number; readonly length: number };

/** Names that a transaction log adds to those of its records: the code of an item's, and its discounts. */
export const RECORD_COLUMN = 'record';
const DISCOUNT_COLUMN = 'discount';

/** Which keys go with which format only. */
const OWN_KEYS = {
  delimited: ['header', 'quotes', 'delimiter'],
  fixed: ['fixed', 'positions'],
  records: ['record_code', 'record_key', 'records', 'delimiter', 'quotes', 'positions'],
  poslog: [],
} as const;

/** How the file is cut into records and fields. */
export function readFormat(written: WrittenLayout, faults: string[]): Format {
  const format = written.format ?? 'delimited';
  const own: readonly string[] = OWN_KEYS[format];
  for (const key of new Set(Object.values(OWN_KEYS).flat())) {
    if (written[key] !== undefined && !own.includes(key))
      faults.push(`${key}: not with format = "${format}"`);
  }
  const { delimiter = ',', header } = written;
  checkHeader(header === false ? undefined : header, faults);
  const fixed = new Map(Object.entries(written.fixed ?? {}).map(([name, place]) => [name, toPlace(place)]));
  if (format === 'fixed') checkPlaces('fixed', [...fixed], faults);
  if (written.positions === 'bytes' && (written.encoding ?? 'utf-8') !== 'utf-8')
    faults.push('positions: bytes are counted in UTF-8 only; elsewhere count characters');
  if (format === 'fixed' && fixed.size === 0) faults.push('fixed: names no column');
  return {
    format,
    delimiter,
    header,
    fixed,
    records: format === 'records' ? readLog(written, faults) : undefined,
  };
}

function checkHeader(header: readonly string[] | undefined, faults: string[]): void {
  const seen = new Set<string>();
  for (const name of header ?? []) {
    const key = normalName(name);
    if (key !== '' && seen.has(key)) faults.push(`header: "${name}" is there twice`);
    seen.add(key);
  }
  if (header?.length === 0) faults.push('header: names no column');
}

function toPlace({ start, length }: WrittenPlace): Place {
  return { start: start - 1, end: start - 1 + length };
}

function checkPlaces(path: string, places: readonly (readonly [string, Place])[], faults: string[]): void {
  const sorted = [...places].sort(([, a], [, b]) => a.start - b.start);
  for (const [index, [name, place]] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && next[1].start < place.end)
      faults.push(`${path}.${next[0]}: starts before ${name} ends`);
  }
}

function readLog(written: WrittenLayout, faults: string[]): RecordLog | undefined {
  const { record_code: code, record_key: key = [], records = {} } = written;
  if (code === undefined)
    faults.push('record_code: where a record says what it is, such as 1 or { start = 1, length = 2 }');
  const isFixed = typeof code === 'object';
  if (isFixed && written.delimiter !== undefined)
    faults.push('delimiter: record_code is a place, so lines are of fixed width');
  if (!isFixed && written.positions !== undefined)
    faults.push('positions: not where records have a delimiter');
  const types = Object.entries(records).map(([name, record]) => readType(name, record, isFixed, faults));
  for (const role of ['header', 'item'] as const) {
    if (!types.some((type) => type.role === role)) faults.push(`records: none has role = "${role}"`);
  }
  checkFields(types, new Set(key.map(normalName)), faults);
  checkKey(key, types, faults);
  if (written.feed !== 'scans')
    for (const { code: name, totals } of types)
      if (totals.has('net_amount')) faults.push(`records.${name}.totals: net_amount is of scans alone`);
  if (code === undefined) return undefined;
  return {
    code: typeof code === 'number' ? code - 1 : toPlace(code),
    key: key.map(normalName),
    types: new Map(types.map((type) => [type.code, type])),
  };
}

type WrittenRecord = NonNullable<WrittenLayout['records']>[string];

function readType(code: string, record: WrittenRecord, isFixed: boolean, faults: string[]): RecordType {
  const { role, fields = isFixed ? {} : [], amount, adds_to: addsTo, reduces, spread } = record;
  const path = `records.${code}`;
  if (Array.isArray(fields) === isFixed) {
    faults.push(
      isFixed
        ? `${path}.fields: record_code is a place, so write name = { start = 1, length = 10 }`
        : `${path}.fields: record_code is a field, so write a list of names`,
    );
  }
  const places = Array.isArray(fields)
    ? []
    : Object.entries(fields).map(([name, place]) => [name, toPlace(place)] as const);
  checkPlaces(`${path}.fields`, places, faults);
  const names = Array.isArray(fields) ? fields : places.map(([name]) => name);
  checkHeader(names.length === 0 ? undefined : names, faults);
  if (role !== 'discount') {
    for (const key of ['amount', 'adds_to', 'reduces', 'spread'] as const)
      if (record[key] !== undefined) faults.push(`${path}.${key}: only with role = "discount"`);
  } else if (amount === undefined || !names.includes(amount)) {
    faults.push(`${path}.amount: the field with the amount${didYouMean(amount ?? 'amount', names)}`);
  }
  return {
    code: code.trim(),
    role,
    names: names.map((name) => name.trim()),
    places: isFixed ? places.map(([, place]) => place) : undefined,
    amount: amount ?? '',
    addsTo: addsTo ?? DISCOUNT_COLUMN,
    reduces,
    isSpread: spread === true,
    totals: readTotals(path, record, names, faults),
  };
}

function readTotals(
  path: string,
  { role, totals = {} }: WrittenRecord,
  names: readonly string[],
  faults: string[],
): Map<RecordTotal, number> {
  const said = Object.entries(totals).filter(
    (entry): entry is [RecordTotal, string] => entry[1] !== undefined,
  );
  if (said.length > 0 && role !== 'trailer' && role !== 'file')
    faults.push(`${path}.totals: only with role = "trailer" or "file"`);
  if (role === 'trailer' && totals.transactions !== undefined)
    faults.push(`${path}.totals.transactions: only with role = "file"`);
  return new Map(
    said.map(([total, field]) => {
      const index = names.indexOf(field);
      if (index < 0) faults.push(`${path}.totals.${total}: no field "${field}"${didYouMean(field, names)}`);
      return [total, index] as const;
    }),
  );
}

/** Roles of records that would change what becomes of another lane's transaction. */
const KEYED_ROLES: readonly RecordType['role'][] = [
  ...['header', 'about', 'item', 'discount', 'trailer'],
  ...['training', 'suspended', 'cancelled'],
] as RecordType['role'][];

function checkKey(key: readonly string[], types: readonly RecordType[], faults: string[]): void {
  for (const { code, role, names } of types) {
    if (!KEYED_ROLES.includes(role)) continue;
    const known = new Set(names.map(normalName));
    for (const name of key)
      if (!known.has(normalName(name)))
        faults.push(`record_key: records.${code} has no field "${name}"${didYouMean(name, names)}`);
  }
}

/**
 * Fields of a header, of what is about the transaction and of an item come together in one record: none may cover another,
 * unless it is of the key and the same in all.
 */
function checkFields(types: readonly RecordType[], key: ReadonlySet<string>, faults: string[]): void {
  const owners = new Map<string, string>([[normalName(RECORD_COLUMN), 'the code']]);
  for (const { code, role, names } of types) {
    if (!['file', 'header', 'about', 'item', 'trailer'].includes(role)) continue;
    const owner = role === 'item' ? 'an item' : code;
    for (const name of names.map(normalName)) {
      const other = owners.get(name);
      if (name === '' || other === owner || key.has(name)) continue;
      if (other !== undefined)
        faults.push(`records.${code}.fields: "${name}" is in ${other} too; give it another name`);
      owners.set(name, owner);
    }
  }
  const items = new Set(types.filter(({ role }) => role === 'item').flatMap(({ names }) => names));
  for (const { code, role, reduces } of types) {
    if (role !== 'discount' || reduces === undefined || items.has(reduces)) continue;
    faults.push(`records.${code}.reduces: no item has a field "${reduces}"${didYouMean(reduces, items)}`);
  }
}
