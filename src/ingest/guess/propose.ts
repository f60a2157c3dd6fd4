import { readProductId } from '../../shared/product-id.ts';
import { codeStatistics } from '../code-statistics.ts';
import { feedColumns } from '../feeds/definitions.ts';
import { type Feed, LINE_TYPES } from '../rows.ts';
import { type Assignment, assignColumns, timeColumn } from './assign.ts';
import type { Cut } from './delimiter.ts';
import { draftLayout } from './draft.ts';
import { type ColumnFacts, columnFacts } from './facts.ts';
import { hasHeader } from './header-row.ts';
import { knownExport } from './known.ts';
import { lineTypesOf } from './line-words.ts';
import { missingColumns } from './missing.ts';
import { notesOn } from './notes.ts';
import { decideMarks } from './numbers.ts';
import type { GuessedColumn, GuessedForm, GuessedIds, Proposal, Sureness } from './proposal.ts';
import type { SampleRecord } from './sample.ts';
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
  const numeric = assigned
    .filter(({ canonical }) => AMOUNTS.test(canonical))
    .map(({ index }) => facts[index]?.numbers);
  const form: GuessedForm = {
    encoding: sniffed.encoding,
    hasMark: sniffed.hasMark,
    delimiter: cut.delimiter,
    skipLines: cut.skipLines,
    hasHeader: isHeaded,
    decimalMark: marks.decimal,
    thousandsMark: marks.thousands,
    currency: [...new Set(numeric.flatMap((numbers) => numbers?.currency ?? []))],
    hasMinusBehind: numeric.some((numbers) => numbers?.hasMinusBehind === true),
    date,
  };
  const used = new Set(columns.flatMap(({ from }) => from));
  const factsOf = (canonical: string): ColumnFacts | undefined =>
    facts[assigned.find((each) => each.canonical === canonical)?.index ?? -1];
  const product = factsOf('product_id');
  const types = factsOf('line_type')?.samples ?? [];
  const found = {
    feed,
    form,
    columns,
    unread: names.filter((name) => name !== '' && !used.has(name)),
    missing: missingColumns(feed, columns),
    productIds: product && idsOf(product),
    lineTypes: types.every(isOurWord) ? undefined : lineTypesOf(types),
    // A discount is what comes off; many write it as what it does to the total.
    negated: (factsOf('discount_amount')?.numbers.negativeShare ?? 0) > 0.8 ? ['discount_amount'] : [],
    inCents: assigned
      .filter(({ canonical, index }) => isInCents(canonical, facts[index]))
      .map(({ canonical }) => canonical),
  };
  const notes = [...knownExport(names), ...notesOn(found, { assigned, facts, time, cut, rows: rows.length })];
  return { ...found, what: whatIs(form, names.length), notes, draft: draftLayout(found, names, time?.time) };
}

/** Canonical columns of numbers that may have a currency or a minus of their own kind. */
const AMOUNTS = /amount|price|cost|value|budget|quantity|weight/;

function isOurWord(value: string): boolean {
  return LINE_TYPES.some((type) => type === value.toLowerCase());
}

/** A column that says so in its name, and has no decimals. */
function isInCents(canonical: string, column: ColumnFacts | undefined): boolean {
  if (column === undefined || !/amount|price|cost/.test(canonical)) return false;
  return /cents?\b|_ct\b|minor/i.test(column.name) && column.filled > 0 && column.numbers.integerShare === 1;
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
    places: [index + 1, ...(isGlued ? [time.index + 1] : [])],
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
  const { verdict } = statistics.finding();
  // Lost zeros look like nothing else; codes without check digits look like any codes of a chain's own.
  const isRepaired =
    verdict === 'lost-zeros' || (verdict === 'missing-check-digits' && BARCODE.test(product.name));
  const repair = isRepaired ? verdict : undefined;
  return { kind: validShare >= GTIN_SHARE_MIN || isRepaired ? 'gtin' : 'opaque', validShare, repair };
}
/** Names that only the numbers on the goods have. */
const BARCODE =
  /upc|ean|gtin|bar_?code|codebarre|codigo.?de.?barras|strichcode|streepjescode|kreskowy|streckkod/i;

const DELIMITER_WORDS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
};

function whatIs({ delimiter, hasHeader: isHeaded }: GuessedForm, width: number): string {
  return `${width} columns divided by ${DELIMITER_WORDS[delimiter]}, ${isHeaded ? 'with' : 'without'} a header line`;
}
