import type { FeedColumns } from '../columns.ts';
import { matchContent } from './content.ts';
import type { ColumnFacts } from './facts.ts';
import { compact, matchName } from './names.ts';
import { TIME_NAMES } from './synonyms.ts';

/** A column of the file taken for a canonical one. */
export type Assignment = {
  readonly canonical: string;
  readonly index: number;
  /** 0..1. */
  readonly certainty: number;
  readonly reasons: readonly string[];
};

/** From here on a column that is required is taken, and one that may be missing. */
const REQUIRED_MIN = 0.25;
const OPTIONAL_MIN = 0.45;
const NAME_WEIGHT = 0.8;
/** What the cells alone are worth: less where there is a header that could have said so and does not. */
const CONTENT_ALONE = { named: 0.6, nameless: 0.8 };
/** What cells can show without a name. Any code could be a card or a register. */
const SHOWN_BY_CONTENT = new Set([
  'timestamp',
  'product_id',
  'quantity',
  'net_amount',
  'transaction_id',
  'line_no',
  'description',
  'line_type',
]);
/** The same where there is no header at all: these are asked for, and few columns are left. */
const SHOWN_WITHOUT_HEADER = new Set([...SHOWN_BY_CONTENT, 'store_id']);
/** Below this the cells show too little to speak for a column that nobody named. */
const CONTENT_MIN = 0.45;

/** The canonical columns of a feed among those of a file: the surest pair first, each column once. */
export function assignColumns(
  facts: readonly ColumnFacts[],
  columns: FeedColumns,
  hasHeader: boolean,
): Assignment[] {
  const pairs = facts.flatMap((column) =>
    [...columns.keys()].flatMap((canonical) => {
      const pair = pairOf(column, canonical, hasHeader);
      const least = columns.get(canonical) === 'required' ? REQUIRED_MIN : OPTIONAL_MIN;
      return pair !== undefined && pair.certainty >= least ? [pair] : [];
    }),
  );
  // In doubt the column with more values: it tells more apart.
  const rank = ({ index, certainty }: Assignment): number =>
    certainty + (facts[index]?.distinct ?? 0) / (100 * Math.max(1, facts[index]?.rows ?? 1));
  const taken: Assignment[] = [];
  for (const pair of pairs.sort((a, b) => rank(b) - rank(a) || a.index - b.index)) {
    if (taken.some(({ canonical, index }) => canonical === pair.canonical || index === pair.index)) continue;
    taken.push(pair);
  }
  const order = [...columns.keys()];
  return taken.sort((a, b) => order.indexOf(a.canonical) - order.indexOf(b.canonical));
}

/** The column that has the time of day for a column of days. */
export function timeColumn(
  facts: readonly ColumnFacts[],
  taken: readonly Assignment[],
  hasHeader: boolean,
): ColumnFacts | undefined {
  const free = facts.filter(
    ({ index, time }) => time !== undefined && !taken.some((pair) => pair.index === index),
  );
  const named = free.find(({ name }) => TIME_NAMES.includes(compact(name)));
  // Six digits may be any code; colons are a time whatever the column is called.
  return (
    named ??
    free.find(
      ({ time, name }) =>
        time?.includes(':') === true && (!hasHeader || /time|zeit|hor|heur|ora/i.test(name)),
    )
  );
}

function pairOf(column: ColumnFacts, canonical: string, hasHeader: boolean): Assignment | undefined {
  const content = matchContent(column, canonical);
  if (content.score === 0) return undefined;
  const name = hasHeader ? matchName(column.name, canonical) : { score: 0, reason: '' };
  if (name.score > 0) {
    const certainty = NAME_WEIGHT * name.score + (1 - NAME_WEIGHT) * content.score;
    return made(column, canonical, certainty, [name.reason, content.reason]);
  }
  const shown = hasHeader ? SHOWN_BY_CONTENT : SHOWN_WITHOUT_HEADER;
  if (!shown.has(canonical) || content.score < CONTENT_MIN) return undefined;
  const weight = hasHeader ? CONTENT_ALONE.named : CONTENT_ALONE.nameless;
  return made(column, canonical, weight * content.score, [content.reason]);
}

function made(
  { index }: ColumnFacts,
  canonical: string,
  certainty: number,
  reasons: readonly string[],
): Assignment {
  return {
    canonical,
    index,
    certainty: Math.round(certainty * 100) / 100,
    reasons: reasons.filter((reason) => reason !== ''),
  };
}
