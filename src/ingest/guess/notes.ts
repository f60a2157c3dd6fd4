import { formatDay } from '../../shared/day.ts';
import type { Assignment } from './assign.ts';
import { percent } from './content.ts';
import type { Cut } from './delimiter.ts';
import type { ColumnFacts } from './facts.ts';
import type { Proposal } from './proposal.ts';

type Found = Omit<Proposal, 'what' | 'notes' | 'draft'>;
type Evidence = {
  readonly assigned: readonly Assignment[];
  readonly facts: readonly ColumnFacts[];
  readonly time: ColumnFacts | undefined;
  readonly cut: Cut;
  readonly rows: number;
};

/** What a person has to know before the layout is used. */
export function notesOn(found: Found, evidence: Evidence): string[] {
  return [
    ...roundedNotes(evidence),
    ...missingNotes(found),
    ...dateNotes(found, evidence),
    ...idNotes(found, evidence),
    ...formNotes(found, evidence),
  ];
}

function roundedNotes({ assigned, facts }: Evidence): string[] {
  return facts
    .filter(({ index, roundedShare }) => roundedShare > 0 && assigned.some((pair) => pair.index === index))
    .map(
      ({ name, roundedShare, rounded }) =>
        `${name} has lost its digits in ${percent(roundedShare)} of the lines (${rounded}): a spreadsheet rounded it, and those lines will be rejected. Export the column as text.`,
    );
}

function missingNotes({ missing }: Found): string[] {
  return missing.map(({ canonical, constant, advice }) => {
    const instead = constant === undefined ? '' : ` The layout has "${constant}" for it.`;
    return `No column was found for ${canonical}.${instead} ${advice}`;
  });
}

function dateNotes({ form, columns }: Found, { time }: Evidence): string[] {
  const date = form?.date;
  const notes: string[] = [];
  const stamp = columns.find(({ canonical }) => canonical === 'timestamp');
  if (stamp !== undefined && date === undefined) {
    notes.push(`${stamp.from[0]} counts days. Put the day whose number is 1 as day_number_one.`);
  }
  if (date === undefined) return notes;
  const { doubt } = date;
  const taken = date.format ?? 'yyyy-MM-dd';
  if (doubt?.because !== undefined) {
    notes.push(
      `Both ${taken} and ${doubt.format} fit ${percent(doubt.bothShare)} of the days; ${taken} was taken since ${doubt.because}.`,
    );
  } else if (doubt !== undefined) {
    notes.push(
      `Day or month first cannot be told from this file; ${percent(doubt.bothShare)} of the days fit both ${taken} (taken) and ${doubt.format}. Ask whoever exports it, or guess from a file of a whole month.`,
    );
  }
  if (date.share < 1) notes.push(`${percent(1 - date.share)} of the sampled days do not read as ${taken}.`);
  notes.push(`Days from ${formatDay(date.firstDay)} to ${formatDay(date.lastDay)} in the sample.`);
  if (/^epoch|^iso$/.test(date.format ?? ''))
    notes.push(
      'Its times are by a clock of their own; ingest turns them by the zones of the stores (stores feed, or chain.timezone). The rows below are by UTC.',
    );
  if (!date.hasTime && time === undefined && stamp !== undefined)
    notes.push('No time of day was found; days alone will do.');
  return notes;
}

function idNotes({ productIds }: Found, { assigned, facts }: Evidence): string[] {
  const product = facts[assigned.find(({ canonical }) => canonical === 'product_id')?.index ?? -1];
  if (productIds === undefined || product === undefined) return [];
  const share = `${percent(productIds.validShare)} of the product ids are GTINs or PLUs with a valid check digit`;
  if (productIds.repair === 'lost-zeros')
    return [
      `${share}, and nearly all of the short ones with zeros in front: a spreadsheet took them off. repair = "lost-zeros" puts them back, file by file, where the file as a whole shows it.`,
    ];
  if (productIds.repair === 'missing-check-digits')
    return [
      `${share}, as many as by chance: they are barcodes without their check digit. repair = "missing-check-digits" adds it, file by file, where the file as a whole shows it.`,
    ];
  if (productIds.kind === 'gtin')
    return [
      productIds.validShare === 1
        ? `${share}: product_ids = "gtin".`
        : `${share}: product_ids = "gtin"; the others will be rejected.`,
    ];
  if (productIds.validShare > 0.3)
    return [
      `${share}: too few to read them as GTINs, too many for codes of the chain's own. Leading zeros or check digits may be lost; look before you decide between "gtin" and "opaque".`,
    ];
  const short = product.samples.filter((value) => /^\d{9,11}$/.test(value)).length;
  return short > 0.5 * product.samples.length
    ? [
        `${share}; most have 9 to 11 digits. If they are GTINs, leading zeros or check digits are lost: export them as text. As they stand: product_ids = "opaque".`,
      ]
    : [`${share}: product_ids = "opaque", the chain's own codes.`];
}

function formNotes({ form, unread }: Found, { cut, rows }: Evidence): string[] {
  const notes: string[] = [];
  if (cut.skipLines > 0) notes.push(`The first ${cut.skipLines} lines are no records; they are a title.`);
  const named = cut.records[0]?.fields.length ?? 0;
  if (form?.hasHeader === true && named !== cut.width)
    notes.push(
      `The header has ${named} names, most lines have ${cut.width} fields: none of them can be read until the two agree. Mend the header.`,
    );
  const uneven = cut.records.length - rows - (form?.hasHeader === true ? 1 : 0);
  if (uneven > 0)
    notes.push(
      `${uneven} of ${cut.records.length} sampled lines have another number of fields and would be rejected.`,
    );
  if (rows === 0)
    notes.push(
      'There is a header and nothing below it: what the columns are is guessed from their names alone.',
    );
  else if (rows < 20)
    notes.push(`Guessed from ${rows} ${rows === 1 ? 'line' : 'lines'}; a file of a whole day shows more.`);
  if (unread.length > 0)
    notes.push(`Not read: ${unread.slice(0, 30).join(', ')}${unread.length > 30 ? ', …' : ''}.`);
  return notes;
}
