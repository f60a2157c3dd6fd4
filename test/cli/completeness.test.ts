import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { query } from '../../scripts/proof/support/dump.ts';
import { run } from '../../src/cli/run.ts';
import { addDays, formatDay, parseDay } from '../../src/shared/day.ts';
import { openHistory } from '../../src/store/history/history-store.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { worldIn } from './world.ts';

const scratch = scratchDirectory();
const HEADER =
  'store_id,register_id,transaction_id,line_no,timestamp,card_id,product_id,quantity,net_amount\n';
const MILK = '00677498103126';
const UNKNOWN = '00072987136928';
/** A Saturday; the night is the one after it. */
const LAST = day('2026-11-21');
const NIGHT = '2026-11-22';

/** The clock of the tests, whenever they run: the eve of the night, and then the night. */
let today = Date.UTC(2026, 10, 21, 12);

async function duelistHere(argv: readonly string[]) {
  const now = () => new Date(today);
  const { world, said } = worldIn(scratch, { argv, now });
  await run(world);
  return { code: said.exitCode ?? 0, stdout: said.stdout, stderr: said.stderr };
}

async function succeedHere(argv: readonly string[]) {
  const ran = await duelistHere(argv);
  expect(ran).toMatchObject({ code: 0 });
  return ran;
}

function day(text: string) {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(`${text} is no day`);
  return parsed;
}

/** A store's day: so many receipts of two lines, one of them without a card. */
function dayOf(
  store: string,
  text: string,
  receipts: number,
  over: { price?: string; product?: string } = {},
): string {
  const { price = '4.49', product = MILK } = over;
  return Array.from({ length: receipts }, (_, at) => {
    const head = (line: number): string => `${store},1,${at},${line},${text} 10:00`;
    const card = at === 0 ? '' : `C${store}${at % 7}`;
    return `${head(1)},${card},${product},1,${price}\n${head(2)},${card},${MILK},1,1.00\n`;
  }).join('');
}

function put(dir: string, name: string, text: string): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dir, name), HEADER + text);
  return join(dir, name);
}

const json = async (data: string, ...args: string[]) =>
  JSON.parse((await succeedHere([...args, '--data', data, '--json'])).stdout);

type Lines = { lines: { store_id: string | null; [key: string]: unknown }[] };

describe('a chain whose stores sent ten weeks', () => {
  const data = join(scratch, 'chain');
  const feeds = join(scratch, 'feeds');
  const inbox = join(data, 'inbox');

  beforeAll(async () => {
    const text = Array.from({ length: 70 }, (_, back) => {
      const date = formatDay(addDays(LAST, -back));
      // Store 102 lacks a day, and is short on another one.
      const of102 = date === '2026-11-17' ? '' : dayOf('102', date, date === '2026-11-19' ? 10 : 60);
      return dayOf('101', date, 60) + of102;
    });
    writeFileSync(join(scratch, 'products.csv'), `product_id,description\n${MILK},Milk\n`);
    await succeedHere(['ingest', 'products', join(scratch, 'products.csv'), '--data', data]);
    await succeedHere(['ingest', 'scans', put(feeds, 'all.csv', text.join('')), '--data', data]);
    today = Date.UTC(2026, 10, 22, 12);
  });

  test('shows the missing and the short day, and that loading history is not late', async () => {
    const { findings, stores } = await json(data, 'stores', '--from', '2026-11-08');
    expect(
      findings.map(({ store_id, day, state, receipts, usual_receipts }: Record<string, unknown>) => [
        store_id,
        day,
        state,
        receipts,
        usual_receipts,
      ]),
    ).toEqual([
      ['102', '2026-11-17', 'missing', 0, 60],
      ['102', '2026-11-19', 'short', 10, 60],
    ]);
    expect(stores[0].days.at(-1)).toMatchObject({ receipts: 60, lines: 120, net_amount: '329.40' });
    const { stdout } = await succeedHere(['stores', '--to', formatDay(LAST), '--data', data]);
    expect(stdout).toContain('102   .......................M.s..\n');
  });

  test('the night warns in its line, and stops before it plans where the limits say so', async () => {
    const night = ['nightly', '--as-of', NIGHT, '--data', data];
    put(inbox, 'scans-a.csv', dayOf('101', formatDay(LAST), 61, { product: UNKNOWN, price: '0.00' }));
    writeFileSync(
      join(inbox, 'scans-b.csv'),
      `${HEADER}${dayOf('103', '2026-11-29', 40)}103,1,9,1,2026-11-21,,1.2E+10,1,1\n`,
    );
    const stopped = await duelistHere([...night, '--set', 'quality.missing_stores_stop=0']);
    expect(stopped.code).toBe(65);
    expect(stopped.stderr).toContain('error[stores-missing]');
    expect(stopped.stderr).toContain('store 102 lacks 2026-11-17');
    const { night: failed } = await json(data, 'status');
    expect([failed.state, failed.warnings[0].text]).toEqual(['failed', 'store 102 lacks 2026-11-17']);
    // Products came on the eve; prices never did.
    const stale = ['--set', 'quality.stale_days={products = 0, prices = 30}'];
    expect(await duelistHere([...night, ...stale])).toEqual({ code: 0, stdout: '', stderr: '' });
    const report = JSON.parse(readFileSync(join(data, 'last-run.json'), 'utf8'));
    expect(report.summary).toContain('store 102 lacks 2026-11-17');
    expect(report.warnings.map(({ text }: { text: string }) => text)).toEqual([
      'store 102 lacks 2026-11-17',
      'store 102 is short on 2026-11-19 (10 receipts, usually 60)',
      'store 103 has 1.2 % rejected',
      'store 103 has 100 % days of a wrong clock',
      'store 101 has 50 % unknown products',
      'products last came on 2026-11-21, 1 day ago',
      'no prices ever came',
    ]);
    expect(report.late_days).toEqual([
      { store: '101', day: '2026-11-21', state: 'corrected', households: 7 },
    ]);
    const status = await json(data, 'status');
    expect(status.night.warnings).toEqual(report.warnings);
  });

  test('one line per store and night says what was in it', async () => {
    const { lines }: Lines = await json(data, 'quality', '--nights', '2');
    const ofNight = lines.filter(({ night }) => night === NIGHT);
    const shares = (line: Lines['lines'][number] | undefined) =>
      Object.entries(line?.measures as Record<string, { percent: number }>)
        .filter(([, { percent }]) => percent > 0)
        .map(([measure, { percent }]) => `${measure} ${percent}`);
    const [of103, of101] = ofNight;
    expect(of103).toMatchObject({
      store_id: '103',
      lines: 80,
      receipts: 40,
      rejected_by_reason: { 'product-scientific': 1 },
    });
    expect(of101).toMatchObject({ store_id: '101', lines: 122, receipts: 1, corrected: 60 });
    expect(shares(of101)).toEqual([
      'unknown_products 50',
      'without_card 1.6',
      'not_positive 50',
      'again 98.4',
    ]);
  });

  test('a day that comes late is no hole any more, and says whose histories it changed', async () => {
    today = Date.UTC(2026, 10, 23, 12);
    await succeedHere([
      'ingest',
      'scans',
      put(feeds, 'late.csv', dayOf('102', '2026-11-17', 60) + dayOf('102', '2026-11-21', 62)),
      '--data',
      data,
    ]);
    const { findings } = await json(data, 'stores', '--from', '2026-11-08', '--to', formatDay(LAST));
    expect(
      findings.map(({ store_id, day, state, arrived, changed, households }: Record<string, unknown>) => [
        `${store_id} ${day} ${state}`,
        arrived,
        changed,
        households,
      ]),
    ).toEqual([
      // What was due before the first file came is history, however late.
      ['102 2026-11-19 short', '2026-11-21', '2026-11-21', null],
      ['101 2026-11-21 corrected', '2026-11-21', '2026-11-22', 7],
    ]);
    await succeedHere([
      'ingest',
      'scans',
      put(feeds, 'later.csv', dayOf('101', '2026-11-22', 60)),
      '--data',
      data,
    ]);
    today = Date.UTC(2026, 10, 25, 12);
    await succeedHere([
      'ingest',
      'scans',
      put(feeds, 'latest.csv', dayOf('102', '2026-11-22', 60)),
      '--data',
      data,
    ]);
    const { stdout } = await succeedHere(['stores', '--to', '2026-11-22', '--data', data]);
    expect(stdout).toContain(
      '2026-11-22 store 102: came late on 2026-11-25, histories of 7 households derived anew\n',
    );
  });

  test('the calendar is what the receipts say, and a wrong one is found out', async () => {
    const history = openHistory(data);
    try {
      expect(history.storeDays.wrongDays(day('2026-01-01'))).toEqual([]);
    } finally {
      history.close();
    }
    expect(query<{ n: number }>(data, 'history.db', 'SELECT sum(receipts) AS n FROM store_day')).toEqual(
      query(data, 'history.db', 'SELECT count(*) AS n FROM receipt'),
    );
  });

  test('a history that is rebuilt from the feeds still knows when they came', async () => {
    const arrivals = () =>
      query(
        data,
        'history.db',
        "SELECT sha256, taken_on FROM feed_file WHERE name IN ('all.csv', 'late.csv') ORDER BY 1",
      );
    const before = arrivals();
    for (const file of ['history.db', 'history.db-wal', 'history.db-shm'])
      rmSync(join(data, file), { force: true });
    today = Date.UTC(2026, 11, 24, 12);
    for (const file of ['all.csv', 'late.csv'])
      await succeedHere(['ingest', 'scans', join(feeds, file), '--data', data]);
    expect(arrivals()).toEqual(before);
  });
});
