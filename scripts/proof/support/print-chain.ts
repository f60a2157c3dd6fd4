import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, formatDay } from '../../../src/shared/day.ts';
import { simulate } from '../../simulate/run.ts';
import { DEFAULTS } from '../../simulate/settings.ts';
import { approve, copyData, ingestChain, planCycle, release } from './chain.ts';
import { query } from './dump.ts';
import { succeedInTurn } from './program.ts';

const [STORES, WEEKS] = [4, 10];
/** The chain's scans end on the day before. */
const PLAN_DAY = formatDay(addDays(DEFAULTS.lastDay, 1));
/** Lists with a product whose shelf price rises after the plan: preflight has something to hold. */
const DEAR_LISTS = [3, 30] as const;

/** Two data directories with the same cycle, as a draft and released, and what somebody does to it in the middle of a print. */
export type PrintChain = {
  readonly draft: string;
  readonly released: string;
  /** Hold a list from the first half of the print's order. */
  readonly hold: readonly string[];
  /** Take in a households feed in which one that gets e-mail has taken its consent back. */
  readonly consent: readonly string[];
};

/** A made-up chain with so many households: some get e-mail, read Spanish or large print, and hand out or mail. */
export async function printChain(scratch: string, households: number, seed: number): Promise<PrintChain> {
  const feeds = join(scratch, 'feeds');
  const settings = { ...DEFAULTS, stores: STORES, households, weeks: WEEKS, seed };
  simulate(settings, feeds);
  const draft = join(scratch, 'draft');
  mkdirSync(join(draft, 'keys'), { recursive: true });
  // A key of its own in each directory would be codes and a seal of its own.
  writeFileSync(join(draft, 'keys', '1.key'), `${'5a'.repeat(32)}\n`, { mode: 0o600 });
  writeFileSync(
    join(draft, 'duelist.toml'),
    '[print]\nspool_sheets = 20\n[email]\nfrom = "Lists <lists@shop.example>"\n',
  );
  await succeedInTurn(ingestChain(draft, PLAN_DAY, feeds));
  const cycle = await planCycle(draft, PLAN_DAY);
  const released = copyData(draft, join(scratch, 'released'));
  await succeedInTurn([approve(released, cycle), release(released, cycle)]);
  const dear = dearer(draft, feeds);
  await succeedInTurn([draft, released].map((data) => ['ingest', 'prices', dear, '--data', data]));
  return { draft, released, ...between(draft, feeds) };
}

/** The prices feed with one product at thrice its price. */
function dearer(data: string, feeds: string): string {
  const [row] = query<{ product_id: string }>(
    data,
    'ledger.db',
    `SELECT product_id FROM list JOIN list_line USING (list_id)
     WHERE list_code IS NOT NULL AND section = 'due' AND regular_price_cents IS NOT NULL
     GROUP BY 1 HAVING count(*) BETWEEN ${DEAR_LISTS.join(' AND ')} ORDER BY count(*), 1`,
  );
  const { header, rows, column } = feed(join(feeds, 'prices.csv'));
  const [id, price] = [column('product_id'), column('price')];
  const changed = rows.map((cells) =>
    row?.product_id.endsWith(cells[id] ?? '?') === true
      ? // Of cents: thrice a decimal may have a dozen digits, and such a row is refused.
        cells.with(price, String(Math.round(300 * Number(cells[price])) / 100))
      : cells,
  );
  return written(join(feeds, 'prices-dearer.csv'), header, changed);
}

function between(data: string, feeds: string): Pick<PrintChain, 'hold' | 'consent'> {
  const lists = query<{ list_id: number; household_id: string }>(
    data,
    'ledger.db',
    'SELECT list_id, household_id FROM list WHERE list_code IS NOT NULL ORDER BY list_id',
  );
  const { header, rows, column } = feed(join(feeds, 'households.csv'));
  const [id, consents, email] = [column('household_id'), column('email_consent'), column('email')];
  const planned = new Set(lists.map((list) => list.household_id));
  const agreed = rows.filter(
    (cells) => planned.has(cells[id] ?? '') && cells[consents] === 'yes' && cells[email] !== '',
  );
  const [gone] = agreed.slice(agreed.length >> 2);
  if (gone === undefined) throw new Error('nobody has agreed to e-mail');
  const consent = written(join(feeds, 'households-later.csv'), header, [gone.with(consents, 'no')]);
  const held = lists[lists.length >> 2]?.list_id;
  return {
    hold: ['hold', '--list', String(held), '--reason', 'moved', '--by', 'May'],
    consent: ['ingest', 'households', consent],
  };
}

type Feed = { readonly header: string; readonly rows: string[][]; readonly column: (name: string) => number };

/** Rows of a feed none of whose cells has a comma in it. */
function feed(path: string): Feed {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = header.split(',');
  return {
    header,
    rows: lines.map((line) => line.split(',')).filter((cells) => cells.length === names.length),
    column: (name) => names.indexOf(name),
  };
}

function written(path: string, header: string, rows: readonly (readonly string[])[]): string {
  writeFileSync(path, `${[header, ...rows.map((cells) => cells.join(','))].join('\n')}\n`);
  return path;
}
