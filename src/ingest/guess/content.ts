import type { ColumnFacts } from './facts.ts';
import { lineTypesOf } from './line-words.ts';

/**
 * How well the cells of a column could be those of a canonical one, 0..1, and what shows it. 0 is a veto: whatever the
 * column is called, it is something else.
 */
export type ContentMatch = { readonly score: number; readonly reason: string };

type Judge = (facts: ColumnFacts) => ContentMatch;

const VETO: ContentMatch = { score: 0, reason: '' };
/** Of the cells of a column of numbers some may be damaged. */
const NUMBERS_MIN = 0.8;
/** Cells that nothing speaks for or against. */
const OPEN = 0.3;

/** By canonical column of the scans feed; the other feeds share those that they have in common. */
const JUDGES: Readonly<Record<string, Judge>> = {
  timestamp: (facts) => {
    if (facts.date !== undefined) return match(0.95, `${percent(facts.date.share)} of its cells are days`);
    // Days may be counted; only a name can say so.
    return facts.numbers.integerShare === 1 && facts.numbers.share === 1 && facts.numbers.largest <= 36_525
      ? match(OPEN, 'it counts upwards')
      : VETO;
  },
  product_id: (facts) => {
    if (facts.date !== undefined || isMoney(facts) || facts.filled === 0) return VETO;
    if (facts.gtinLengthShare > 0.5 && facts.gtinShare > 0.5)
      return match(0.97, `${percent(facts.gtinShare)} of its cells have a valid check digit`);
    if (isProse(facts)) return match(0.05, 'it is text');
    return match(
      facts.distinct >= 20 && changesInRuns(facts) ? 0.5 : OPEN,
      'it is a code that changes from line to line',
    );
  },
  quantity: (facts) => {
    const { share, integerShare, median, oneShare, largest } = facts.numbers;
    if (share < NUMBERS_MIN || facts.date !== undefined || facts.gtinShare > 0.5) return VETO;
    if (oneShare > 0.4 && median <= 3) return match(0.85, `${percent(oneShare)} of its cells are 1`);
    if (integerShare > 0.8 && largest <= 200) return match(0.45, 'it has small numbers');
    return match(median <= 50 ? 0.2 : 0.1, 'it has numbers');
  },
  net_amount: (facts) => {
    const { share, centsShare, zeroShare, median } = facts.numbers;
    if (share < NUMBERS_MIN || facts.date !== undefined) return VETO;
    if (centsShare > 0.4 && zeroShare < 0.5 && median < 1000)
      return match(0.85, `${percent(centsShare)} of its cells have decimals as money has`);
    return match(facts.digitsShare > 0.95 ? 0.15 : OPEN, 'it has numbers');
  },
  discount_amount: (facts) => {
    const { share, centsShare, zeroShare } = facts.numbers;
    if ((facts.filled > 0 && share < NUMBERS_MIN) || facts.date !== undefined) return VETO;
    const empty = 1 - facts.filled / Math.max(1, facts.rows);
    return match(centsShare > 0.05 && zeroShare + empty > 0.3 ? 0.6 : OPEN, 'it has amounts, and often none');
  },
  weight: (facts) => {
    if (facts.numbers.share < NUMBERS_MIN || facts.date !== undefined) return VETO;
    return match(facts.numbers.fineShare > 0.2 ? 0.7 : OPEN, 'it has numbers of three decimals');
  },
  store_id: (facts) => {
    if (facts.date !== undefined || isMoney(facts) || facts.filled === 0) return VETO;
    // Lines of a store lie together: a file is of one, or one follows the other.
    const together = 1 - facts.runs / Math.max(1, facts.rows);
    if (facts.distinct > Math.max(50, facts.rows / 3)) return match(0.15, '');
    const values = `it has ${facts.distinct} ${facts.distinct === 1 ? 'value' : 'values'}`;
    return match((facts.distinct <= 20 ? 0.35 : 0.25) + 0.2 * together, values);
  },
  register_id: (facts) => {
    if (facts.date !== undefined || isMoney(facts)) return VETO;
    return facts.distinct > 100 ? match(0.1, '') : match(OPEN, `it has ${facts.distinct} values`);
  },
  transaction_id: (facts) => {
    if (facts.date !== undefined || isMoney(facts) || facts.filled === 0) return VETO;
    if (facts.distinct > 3 && facts.runs < 0.9 * facts.rows && facts.returnShare < 0.05)
      return match(
        0.8,
        `its value stays for ${Math.round((10 * facts.rows) / facts.runs) / 10} lines on average and does not come back`,
      );
    return match(facts.distinct > 3 ? OPEN : 0.1, 'it is a code');
  },
  card_id: (facts) => {
    if (facts.date !== undefined || isMoney(facts)) return VETO;
    return match(facts.distinct > 1 ? OPEN : 0.15, 'it is a code');
  },
  line_no: (facts) => {
    if (facts.numbers.share < 1 || facts.numbers.integerShare < 1 || facts.date !== undefined) return VETO;
    return facts.stepShare > 0.4 && facts.numbers.largest < 1000
      ? match(0.85, 'it counts 1, 2, 3')
      : match(0.1, 'it has whole numbers');
  },
  description: (facts) => {
    if (facts.lettersShare < 0.5) return facts.filled === 0 ? match(OPEN, '') : VETO;
    return match(isProse(facts) && facts.distinct > 20 ? 0.7 : OPEN, 'it is text');
  },
  line_type: (facts) =>
    facts.distinct <= 12 && lineTypesOf(facts.samples) !== undefined
      ? match(0.9, 'it has the words for types of lines')
      : VETO,
  offer_id: (facts) => (isMoney(facts) || facts.date !== undefined ? VETO : match(OPEN, '')),
  list_code: (facts) => (/^\d{12,20}$/.test(facts.samples[0] ?? '') ? match(0.5, '') : VETO),
};

/** @param canonical A column of any feed. */
export function matchContent(facts: ColumnFacts, canonical: string): ContentMatch {
  const judge = JUDGES[canonical];
  if (judge !== undefined) return judge(facts);
  if (canonical.endsWith('_day'))
    return facts.date === undefined && facts.filled > 0 ? VETO : match(0.7, 'it has days');
  if (/price|cost|amount|budget|value$/.test(canonical))
    return facts.filled > 0 && facts.numbers.share < 0.9 ? VETO : match(0.6, 'it has amounts');
  return match(OPEN, '');
}

/** Amounts of money are never ids. */
function isMoney({ numbers }: ColumnFacts): boolean {
  return numbers.share > 0.9 && numbers.centsShare > 0.3;
}

function isProse(facts: ColumnFacts): boolean {
  return facts.lettersShare > 0.8 && facts.lengthMedian >= 6 && facts.digitsShare < 0.1;
}

function changesInRuns({ runs, rows }: ColumnFacts): boolean {
  return runs > 0.9 * rows;
}

function match(score: number, reason: string): ContentMatch {
  return { score, reason };
}

export function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}
