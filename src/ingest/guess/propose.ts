import { readProductId } from '../../shared/product-id.ts';
import { codeStatistics } from '../code-statistics.ts';
import { feedColumns } from '../feeds/definitions.ts';
import type { Feed } from '../rows.ts';
import { type Assignment, assignColumns, timeColumn } from './assign.ts';
import type { Cut, SampleRecord } from './delimiter.ts';
import { draftLayout } from './draft.ts';
import { type ColumnFacts, columnFacts } from './facts.ts';
import { hasHeader } from './header-row.ts';
import { missingColumns } from './missing.ts';
import { notesOn } from './notes.ts';
import { decideMarks } from './numbers.ts';
import type { GuessedColumn, GuessedForm, GuessedIds, Proposal, Sureness } from './proposal.ts';
import type { SniffedText } from './text.ts';

const SURE_FROM = 0.8;
const LIKELY_FROM = 0.55;
/** A chain with GTINs has some codes of its own; a chain without has hardly any that happen to be valid. */
const GTIN_SHARE_MIN = 0.9;

/** What the columns of a delimited file are. */
export function proposeColumns(
  feed: Feed,
  cut: Cut,
  sniffed: Extract<SniffedText, { tag: 'text' }>,
): Proposal {
  const isHeaded = hasHeader(cut.records);
  const names = isHeaded
    ? namesOf(cut.records[0], cut.width)
    : Array.from({ length: cut.width }, (_, at) => `c${at + 1}`);
  const rows = (isHeaded ? cut.records.slice(1) : cut.records).filter(
    ({ fields }) => fields.length === cut.width,
  );
  const cells = names.map((_, at) => rows.map(({ fields }) => (fields[at] ?? '').trim()));
  const marks = decideMarks(cells);
  const facts = names.map((name, at) => columnFacts(at, name, cells[at] ?? [], marks));
  const assigned = assignColumns(facts, feedColumns(feed), isHeaded);
  const date = facts[assigned.find(({ canonical }) => canonical === 'timestamp')?.index ?? -1]?.date;
  const time = date?.hasTime === false ? timeColumn(facts, assigned, isHeaded) : undefined;
  const columns = assigned.map((each) => described(each, facts, time, feed));
  const form: GuessedForm = {
    encoding: sniffed.encoding,
    hasMark: sniffed.hasMark,
    delimiter: cut.delimiter,
    skipLines: cut.skipLines,
    hasHeader: isHeaded,
    decimalMark: marks.decimal,
    thousands: marks.thousands,
    date,
  };
  const used = new Set(columns.flatMap(({ from }) => from));
  const product = facts[assigned.find(({ canonical }) => canonical === 'product_id')?.index ?? -1];
  const found = {
    feed,
    form,
    columns,
    unread: names.filter((name) => name !== '' && !used.has(name)),
    missing: missingColumns(feed, columns),
    productIds: product && idsOf(product),
  };
  const notes = notesOn(found, { assigned, facts, time, cut, rows: rows.length });
  return { ...found, what: whatIs(form, names.length), notes, draft: draftLayout(found, names, time?.time) };
}

/** Names as the header has them; one that is shorter than the lines below it leaves the last columns without. */
function namesOf(record: SampleRecord | undefined, width: number): string[] {
  const names = record?.fields.map((name) => name.trim()) ?? [];
  return Array.from({ length: Math.max(width, names.length) }, (_, at) => names[at] ?? '');
}

function described(
  { canonical, index, certainty, reasons }: Assignment,
  facts: readonly ColumnFacts[],
  time: ColumnFacts | undefined,
  feed: Feed,
): GuessedColumn {
  const isGlued = canonical === 'timestamp' && time !== undefined;
  return {
    canonical,
    isRequired: feedColumns(feed).get(canonical) === 'required',
    from: [facts[index]?.name ?? '', ...(isGlued ? [time.name] : [])],
    certainty,
    how: sureness(certainty),
    reasons: isGlued ? [...reasons, `${time.name} has the time of day`] : reasons,
  };
}

function sureness(certainty: number): Sureness {
  if (certainty >= SURE_FROM) return 'sure';
  return certainty >= LIKELY_FROM ? 'likely' : 'unsure';
}

function idsOf(product: ColumnFacts): GuessedIds {
  const filled = product.values.filter((value) => value !== '');
  const valid = filled.filter((value) => readProductId(value, 'gtin').tag === 'product').length;
  const validShare = filled.length === 0 ? 0 : valid / filled.length;
  const statistics = codeStatistics();
  for (const value of filled) statistics.add(value);
  // Missing check digits look like any codes of a chain's own; lost zeros look like nothing else.
  const hasLostZeros = statistics.finding().verdict === 'lost-zeros';
  return { kind: validShare >= GTIN_SHARE_MIN || hasLostZeros ? 'gtin' : 'opaque', validShare, hasLostZeros };
}

const DELIMITER_WORDS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
};

function whatIs({ delimiter, hasHeader: isHeaded }: GuessedForm, width: number): string {
  return `${width} columns divided by ${DELIMITER_WORDS[delimiter]}, ${isHeaded ? 'with' : 'without'} a header line`;
}
