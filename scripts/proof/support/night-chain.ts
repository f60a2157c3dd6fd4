import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES_DIR, MASTER_FEEDS, planCycle, scanPaths } from './chain.ts';
import { query } from './dump.ts';
import { succeed } from './program.ts';

/** Runs a command line, which has to succeed. */
type Runs = (args: readonly string[]) => Promise<{ readonly stdout: string }>;

/** The night that the proofs run: everything that a night can find to do is due. */
export const NIGHT = '2026-10-20';
/** Planned, approved, released, redeemed from; over by the night. */
const RELEASED = '2026-10-01';
/** Planned and never approved; its paper should have been in the homes the day before the night. */
const LAPSING = '2026-10-15';
/** Planned for the households that came later; it can still go out. */
const WAITING = '2026-10-16';

/**
 * A data directory on the eve of a busy night: a released cycle to close and score, with a redemption and a return; a draft
 * to lapse; a draft to rebuild, since a product on it is recalled by tonight's feed; in the inbox the receipts of two
 * weeks, one file sent before, one that nobody can read, one that belongs to no feed.
 *
 * @param households So many of the chain's households get lists: fewer make a shorter night.
 */
export async function prepareNight(
  scratch: string,
  households = Number.POSITIVE_INFINITY,
  runs: Runs = succeed,
): Promise<string> {
  const data = join(scratch, 'eve');
  mkdirSync(join(data, 'keys'), { recursive: true });
  mkdirSync(join(data, 'inbox'), { recursive: true });
  // A key of its own in each directory would be codes and a seal of its own.
  writeFileSync(join(data, 'keys', '1.key'), `${'5a'.repeat(32)}\n`, { mode: 0o600 });
  writeFileSync(
    join(data, 'duelist.toml'),
    '[plan]\ncontrol_percent = 5\n[print]\nspool_sheets = 20\n[night]\napprove = "auto"\nfree_mb_min = 0\n',
  );
  const [early, late] = splitHouseholds(scratch, households);
  const fixture = (feed: string): string => join(FIXTURES_DIR, `${feed}.csv`);
  const masters = MASTER_FEEDS.filter((feed) => feed !== 'households');
  for (const feed of masters) await runs(['ingest', feed, fixture(feed), '--data', data]);
  await runs(['ingest', 'households', early, '--data', data]);
  await runs(['ingest', 'scans', ...scanPaths(FIXTURES_DIR, '', '2026-10-06'), '--data', data]);
  const cycle = await planCycle(data, RELEASED, 'due', runs);
  await runs(['approve', '--cycle', cycle, '--by', 'Ann', '--data', data]);
  await runs(['release', '--cycle', cycle, '--data', data]);
  await redeemAndReturn(data, scratch, runs);
  await planCycle(data, LAPSING, 'due', runs);
  await runs(['ingest', 'households', late, '--data', data]);
  await planCycle(data, WAITING, 'due', runs);
  fillInbox(data);
  return data;
}

/** Half of the households come with a later feed. */
function splitHouseholds(scratch: string, most: number): [string, string] {
  const [header = '', ...all] = readFileSync(join(FIXTURES_DIR, 'households.csv'), 'utf8')
    .trimEnd()
    .split('\n');
  const rows = all.slice(0, most);
  const half = Math.floor(rows.length / 2);
  return [rows.slice(0, half), rows.slice(half)].map((part, index) => {
    const path = join(scratch, `households-${index}.csv`);
    writeFileSync(path, `${[header, ...part].join('\n')}\n`);
    return path;
  }) as [string, string];
}

async function redeemAndReturn(data: string, scratch: string, runs: Runs): Promise<void> {
  type Row = { list_code: string; product_id: string; regular_price_cents: number };
  const rows = query<Row>(
    data,
    'ledger.db',
    `SELECT list_code, product_id, regular_price_cents FROM list JOIN list_line USING (list_id)
     WHERE section = 'special' AND product_id IS NOT NULL AND list_code IS NOT NULL ORDER BY list_id, line_no`,
  );
  const code = rows[0]?.list_code ?? '';
  const lines = rows
    .filter((row) => row.list_code === code)
    .map(({ product_id: id, regular_price_cents: price }, index) =>
      [index + 1, id, 6, price, 6 * price].join(','),
    );
  const basket = join(scratch, 'night-basket.csv');
  writeFileSync(
    basket,
    ['line_no,product_id,quantity,unit_price_cents,amount_cents', ...lines, ''].join('\n'),
  );
  const lane = ['--store', '101', '--register', '1', '--transaction', 't1', '--day', '2026-10-06'];
  await runs(['redeem', ...lane, '--list', code, '--basket', basket, '--data', data]);
  await runs(['return', '--redemption', '1', '--line', '1', '--quantity', '1', '--data', data]);
}

/** What came by SFTP since. */
function fillInbox(data: string): void {
  const inbox = join(data, 'inbox');
  for (const path of scanPaths(FIXTURES_DIR, '2026-10-06', NIGHT))
    copyFileSync(path, join(inbox, path.slice(FIXTURES_DIR.length + 1)));
  copyFileSync(join(FIXTURES_DIR, 'scans-2026-10-02.csv'), join(inbox, 'scans-2026-10-02-again.csv'));
  writeFileSync(join(inbox, 'products-recall.csv'), recalled(data));
  writeFileSync(join(inbox, 'offers-broken.csv'), 'no,such,columns\n1,2,3\n');
  writeFileSync(join(inbox, 'stock-2026-10-19.csv'), 'nobody,knows\n');
}

/** A products row as it was, with the status `recalled`: of a product that stands on the draft that waits. */
function recalled(data: string): string {
  type Row = { product_id: string };
  const [{ product_id: id } = { product_id: '' }] = query<Row>(
    data,
    'ledger.db',
    `SELECT product_id FROM list JOIN list_line USING (list_id)
     WHERE section = 'due' AND cycle_id = (SELECT max(cycle_id) FROM cycle) GROUP BY 1 ORDER BY count(*) DESC, 1`,
  );
  const [header = '', ...rows] = readFileSync(join(FIXTURES_DIR, 'products.csv'), 'utf8').split('\n');
  const row = rows.find((each) => each.startsWith(`${id},`) || id.endsWith(each.slice(0, each.indexOf(','))));
  if (row === undefined) throw new Error(`no products row of ${id}`);
  const status = header.split(',').indexOf('status');
  const cells = row.split(',');
  cells[status] = 'recalled';
  return `${header}\n${cells.join(',')}\n`;
}
