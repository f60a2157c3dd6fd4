import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../src/cli/commands/backtest.ts';
import { withContext } from '../../src/cli/context.ts';
import { addDays, type Day, formatDay, parseDay } from '../../src/shared/day.ts';
import { UserError } from '../../src/shared/errors.ts';
import { randomChain } from '../cadence/chain.ts';
import { csvLine } from '../ingest/read.ts';
import { ingestRoom } from './ingest-room.ts';
import { worldIn } from './world.ts';

const LAST = parseDay('2026-02-27') ?? (Number.NaN as Day);
const DAYS = 160;

/** Receipts of some households, one a day each. */
function scans(firstDay: Day): string {
  const lines = randomChain(26, 12, 10, firstDay, LAST + 1).flatMap(
    ({ householdNo, productNos, starts, days }) =>
      [...productNos].flatMap((no, place) =>
        [...days.subarray(starts[place], starts[place + 1])].map((day) => {
          const text = formatDay(day as Day);
          return csvLine(['101', `${householdNo}-${text}`, text, `C${householdNo}`, `P${no}`, '1', '1.25']);
        }),
      ),
  );
  // Whatever the dice said: the chain has its first and its last day.
  const ends = [firstDay, LAST].map((day) =>
    csvLine(['101', `end-${day}`, formatDay(day), 'C0', 'P0', '1', '1.25']),
  );
  return [
    csvLine(['store_id', 'transaction_id', 'timestamp', 'card_id', 'product_id', 'quantity', 'net_amount']),
    ...ends,
    ...lines,
  ].join('');
}

const SET = ['product_ids=opaque'];
const DEFAULTS = { step: '28', horizon: '14', households: '2000', seed: '1' };

async function roomWith(firstDay: Day) {
  const room = ingestRoom();
  const set = SET;
  await room.ingest(['scans', room.write('scans.csv', scans(firstDay))], { set });
  return {
    ...room,
    backtest: async (options: object = {}) => {
      const { world, said } = worldIn(room.dir);
      await run(world, { data: room.data, json: true, set, ...DEFAULTS, ...options });
      return said;
    },
  };
}

test('looks back on the windows that are over, says which households it drew, and leaves the chain as it is', async () => {
  const room = await roomWith(addDays(LAST, 1 - DAYS));
  const digest = () =>
    ['history.db', 'ledger.db'].map((name) =>
      createHash('sha256')
        .update(readFileSync(join(room.data, name)))
        .digest('hex'),
    );
  const first = await room.backtest();
  const document = JSON.parse(first.stdout);
  expect(document).toMatchObject({
    schema: 'duelist.backtest/1',
    cutoffs: ['2025-11-22', '2025-12-20', '2026-01-17', '2026-02-14'],
    households_known: 12,
    households_read: 12,
  });
  expect(document.scorers.map(({ id }: { id: string }) => id)).toEqual([
    'duelist',
    'mean-interval',
    'p-topfreq',
    'recency-90',
    'mpg',
    'bg-nbd',
    'tifuknn',
  ]);
  // Twelve households are too few to be fitted to.
  expect(document.fitted_cutoffs).toEqual([]);
  expect(document.notes[0]).toMatch(/^duelist was fitted at no cut-off, its closed form answered: /);
  expect(document.scorers[0]).toMatchObject({
    metrics: { p_at_20: expect.any(Number), brier: expect.any(Number) },
    intervals: { p_at_20: { low: expect.any(Number), high: expect.any(Number) } },
    duelist_less_this: null,
  });
  const { seconds: _, ...figures } = document;
  const before = digest();
  const { seconds: __, ...again } = JSON.parse((await room.backtest()).stdout);
  expect(again).toEqual(figures);
  expect(digest()).toEqual(before);

  const few = JSON.parse(
    (await room.backtest({ households: '5', from: '2026-01-01', to: '2026-03-01', step: '14' })).stdout,
  );
  expect(few).toMatchObject({ households_read: 5, households_known: 12, cutoffs_too_late: ['2026-02-26'] });
  expect(few.notes[1]).toMatch(/^5 of 12 households, drawn by a hash of their ids/);
  const text = await room.backtest({
    json: false,
    report: 'out/page.html',
    set: [...SET, 'chain.name=<b>Nagy & Co</b>'],
  });
  expect(text.stdout).toMatch(/^duelist( +\d\.\d{3}){5} +0\.\d{4} +0\.\d{4} +\d+$/m);
  expect(text.stdout).toMatch(/^TIFUKNN( +[+-]\d\.\d{3,4} \[[+-]\d\.\d{3,4}, [+-]\d\.\d{3,4}\][* ]?){3}$/m);

  expect(text.stdout).toContain(document.notes[0]);
  expect(room.read('out/page.html')).toContain(document.notes[0]);

  // A page by itself: pictures inside, nothing fetched, names escaped, and the figures of the table.
  const page = room.read('out/page.html');
  expect(text.stdout).toMatch(/^wrote \S+page\.html$/m);
  expect(page.match(/<svg /g)).toHaveLength(5);
  expect(page).not.toMatch(/(?:src|href)="(?!#)|url\(|@import/);
  expect(page).toContain('&lt;b&gt;Nagy &amp; Co&lt;/b&gt;');
  expect(page.split('<script>')[0]).not.toMatch(/NaN|undefined|Infinity/);
  const [, precision] = /^duelist +(\d\.\d{3})/m.exec(text.stdout) ?? [];
  expect(page).toContain(`<th scope="row" class="method">duelist</th><td class="n">${precision}</td>`);
});

test('says what is missing, and holds nobody up while it computes', async () => {
  const room = await roomWith(addDays(LAST, -60));
  const faultOf = (options: object) =>
    room.backtest(options).then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(await faultOf({})).toMatchObject({ code: 'history-too-short', exitCode: 66 });
  expect(String(await faultOf({}))).toMatch(/61 days of receipts .* 9 more/);
  expect(await faultOf({ from: '2026-02-02', to: '2026-02-01' })).toMatchObject({
    code: 'day-order',
    exitCode: 64,
  });
  expect(await faultOf({ horizon: '57' })).toBeInstanceOf(UserError);
  expect(await faultOf({ report: room.dir })).toMatchObject({ code: 'in-the-way', exitCode: 73 });
  const { world } = worldIn(room.dir);
  const empty = join(room.dir, 'empty');
  await withContext(world, { data: empty }, { command: 'init', create: true }, () => undefined);
  expect(existsSync(empty)).toBe(true);
  expect(await faultOf({ data: empty })).toMatchObject({ code: 'history-missing', exitCode: 66 });

  // Another run gets the lock as soon as everything is read.
  let [tried, locked] = [0, 0];
  const looks = worldIn(room.dir, {
    standBack: () => undefined,
    stopSignal: () => {
      if (tried++ > 0) return undefined;
      void withContext(world, { data: room.data }, { command: 'nightly', lock: true }, () => undefined).catch(
        () => locked++,
      );
      return undefined;
    },
  });
  await run(looks.world, {
    data: room.data,
    json: true,
    set: ['product_ids=opaque'],
    ...DEFAULTS,
    horizon: '5',
  });
  expect([tried > 1, locked]).toEqual([true, 0]);
});
