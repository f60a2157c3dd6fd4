import type { Feed } from '../rows.ts';
import { linesOf } from './delimiter.ts';
import type { Proposal } from './proposal.ts';
import { proposeColumns } from './propose.ts';
import { type Shape, shapeOf } from './shape.ts';
import { sniffText } from './text.ts';

/** Lines of a file that are looked at. */
const LINES_MAX = 5000;

export type GuessInput = {
  readonly feed: Feed;
  /** The beginning of the file, unpacked. */
  readonly bytes: Uint8Array;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
};

/** Propose a layout for a file from its beginning. Of any bytes whatever it makes a proposal, or says what they are. */
export function guessLayout({ feed, bytes, isWhole }: GuessInput): Proposal {
  const sniffed = sniffText(bytes, isWhole);
  if (sniffed.tag === 'no-text') return none(feed, sniffed.what, [sniffed.next]);
  const lines = linesOf(sniffed.text, isWhole, LINES_MAX);
  const shape = shapeOf(sniffed.text, lines);
  if (shape.tag === 'delimited') return proposeColumns(feed, shape.cut, sniffed);
  if (shape.tag === 'xml' && shape.isPoslog) return poslog(feed);
  return none(feed, ...wordsOn(shape));
}

function poslog(feed: Feed): Proposal {
  const proposal = none(feed, 'an ARTS POSLog (XML)', [
    'fixtures/layouts/poslog.toml says which parts of the log are read as what.',
  ]);
  if (feed !== 'scans') return proposal;
  return { ...proposal, draft: { written: { feed, format: 'poslog' }, comments: {} } };
}

function wordsOn(shape: Exclude<Shape, { tag: 'delimited' }>): [what: string, notes: readonly string[]] {
  switch (shape.tag) {
    case 'empty':
      return ['empty', ['There is nothing to guess from.']];
    case 'json':
      return ['JSON', ['Export it as CSV: one line per receipt line, with a header.']];
    case 'xml':
      return [`XML (${shape.root})`, ['Of XML only ARTS POSLog is read. Export it as POSLog or as CSV.']];
    case 'one-column':
      return [
        'one column',
        [`No comma, semicolon, tab or bar divides its lines: "${shape.name}". Export it with a delimiter.`],
      ];
    case 'fixed-width':
      return [
        `lines of ${shape.width} characters each, without a delimiter`,
        [
          'A file of fixed width needs a layout by hand, from the record description of the register; start from fixtures/layouts/tlog-fixed.toml.',
        ],
      ];
    case 'record-log':
      return recordLogWords(shape);
  }
}

function recordLogWords(shape: Extract<Shape, { tag: 'record-log' }>): [string, readonly string[]] {
  const kinds = shape.codes
    .slice(0, 12)
    .map(
      ({ code, times, fields }) =>
        `${code} (${times} x ${fields} ${shape.isFixedWidth ? 'characters' : 'fields'})`,
    );
  const example = shape.isFixedWidth
    ? 'fixtures/layouts/tlog-fixed.toml'
    : 'fixtures/layouts/tlog-delimited.toml';
  return [
    `a register log with ${shape.codes.length} kinds of records`,
    [
      `Records: ${kinds.join(', ')}${shape.codes.length > 12 ? ', …' : ''}.`,
      `Which code is what stands in the manual of the register: a record log needs a layout by hand; start from ${example}.`,
    ],
  ];
}

function none(feed: Feed, what: string, notes: readonly string[]): Proposal {
  return {
    feed,
    what,
    form: undefined,
    columns: [],
    unread: [],
    missing: [],
    productIds: undefined,
    lineTypes: undefined,
    negated: [],
    inCents: [],
    notes,
    draft: undefined,
  };
}
