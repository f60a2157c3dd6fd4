import type { GuessedForm, Proposal } from '../../ingest/guess/proposal.ts';
import { describeUserError } from '../errors.ts';
import { inColumns, tableOf } from './columns-text.ts';
import { rejectedText } from './rejected-text.ts';
import { shownRow } from './shown-row.ts';
import type { HeadTrial } from './try-head.ts';

/**
 * A proposal for people. All but the layout itself is behind comment marks, so that the whole can be saved and used as it
 * stands: `duelist layout guess FILE > FILE.toml`.
 */
export function guessText(
  name: string,
  proposal: Proposal,
  trial: HeadTrial | undefined,
  toml: string | undefined,
): string {
  const said = [
    `${name}: ${proposal.what}`,
    ...(proposal.form === undefined ? [] : [formText(proposal.form)]),
    ...section('Columns', columnLines(proposal)),
    ...section(
      'What to know',
      proposal.notes.flatMap((note) => wrapped(note)),
    ),
    ...(trial === undefined ? [] : trialLines(trial)),
  ];
  const head = `${said.map((line) => (line === '' ? '#' : `# ${line}`)).join('\n')}\n`;
  return toml === undefined ? head : `${head}\n${toml}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function formText({ encoding, hasMark, decimalMark, date }: GuessedForm): string {
  const words = [
    `${encoding}${hasMark ? ' with a byte order mark' : ''}`,
    `decimal ${decimalMark === ',' ? 'comma' : 'point'}`,
  ];
  if (date !== undefined) words.push(`days as ${date.format ?? 'yyyy-MM-dd'}`);
  return words.join(', ');
}

function columnLines({ columns, missing }: Proposal): string[] {
  if (columns.length === 0 && missing.length === 0) return [];
  const found = columns.map(({ canonical, isRequired, from, places, how, certainty, reasons }) => [
    `${canonical}${isRequired ? ' *' : ''}`,
    from.map((name, at) => (name === '' ? `column ${places[at]}` : name)).join(' + '),
    `${how} (${Math.round(100 * certainty)} %)`,
    reasons.join('; '),
  ]);
  const lost = missing.map(({ canonical, constant }) => [
    `${canonical} *`,
    '-',
    'not found',
    constant === undefined ? '' : `taken as "${constant}"`,
  ]);
  return [...inColumns([['column', 'taken from', 'how sure', 'why'], ...found, ...lost], 60), '* required'];
}

function trialLines({ report, fault }: HeadTrial): string[] {
  const { linesRead, linesAccepted, firstRows } = report;
  const title = `The first ${firstRows.length} rows as they would be read (${linesAccepted.toLocaleString('en-US')} of ${linesRead.toLocaleString('en-US')} lines looked at would be accepted)`;
  const rows = tableOf(firstRows.map(({ line, row }) => ({ line: String(line), ...shownRow(row) })));
  const broken = fault === undefined ? [] : describeUserError(fault).trimEnd().split('\n');
  return [
    ...(firstRows.length === 0 && linesRead === 0 ? [] : section(title, rows)),
    ...section('Would be rejected', rejectedText(report.rejected)),
    ...section('It cannot be read so', broken),
  ];
}

const WIDTH = 100;

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '-';
  for (const word of text.split(/\s+/)) {
    if (line.length + word.length + 1 > WIDTH && line.trim() !== '') {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
