import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../scripts/proof/plans.ts';
import { query } from '../../scripts/proof/support/dump.ts';
import type { AnyChain, AnyHousehold, AnyOffer } from '../../scripts/proof/support/plans/arbitrary.ts';
import { makeEmpty } from '../../scripts/proof/support/plans/empty.ts';
import { faultsOf } from '../../scripts/proof/support/plans/oracle.ts';
import { play } from '../../scripts/proof/support/plans/play.ts';
import { succeedHere } from '../support/here.ts';
import { scratchDirectory } from '../support/scratch.ts';

test('random chains keep to their budgets, limits, laws and wishes (a share of `npm run proof -- plans`)', async () => {
  const { failures, figures } = await run({ seed: 2, count: 8, args: [], say: () => undefined });
  expect(failures).toEqual([]);
  expect(figures['chains with specials']).toBeGreaterThan(2);
});

test('who is in the control group stays there: through a merge and its end, another key, feeds sent again', async () => {
  const dir = scratchDirectory();
  const data = join(dir, 'data');
  await makeEmpty(data);
  const households = Array.from({ length: 24 }, (_, no) => `H${no}`);
  mkdirSync(join(dir, 'feeds'));
  const feed = (name: string, rows: readonly string[]): string[] => {
    const path = join(dir, 'feeds', `${name}.csv`);
    writeFileSync(path, `${rows.join('\n')}\n`);
    return ['ingest', name, path];
  };
  writeFileSync(
    join(data, 'duelist.toml'),
    'product_ids = "opaque"\n[plan]\ncontrol_percent = 40\nspend_threshold = "0.01"\n',
  );
  const duelist = (...args: string[]) => succeedHere([...args, '--data', data]);
  await duelist(...feed('products', ['product_id,description,need', 'P0,thing,need']));
  const people = ['household_id,card_ids', ...households.map((id, no) => `${id},C${no}`)];
  await duelist(...feed('households', people));
  await duelist(
    ...feed('scans', [
      'store_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount',
      ...households.flatMap((_, no) =>
        [60, 53, 46, 39, 32, 25, 18, 11, 4].map((ago) => {
          const day = new Date(Date.UTC(2026, 5, 1 - ago)).toISOString().slice(0, 10);
          return `1,${no}-${ago},${day} 10:00,C${no},P0,1,5.00`;
        }),
      ),
    ]),
  );
  const armsOn = async (day: string): Promise<Map<string, string>> => {
    await duelist('plan', '--as-of', day, '--households', 'all');
    const rows = query<{ household_id: string; arm: string }>(
      data,
      'ledger.db',
      'SELECT household_id, arm FROM list WHERE cycle_id = (SELECT max(cycle_id) FROM cycle) ORDER BY list_id',
    );
    return new Map(rows.map(({ household_id: id, arm }) => [id, arm]));
  };
  const before = await armsOn('2026-06-01');
  expect(new Set(before.values())).toEqual(new Set(['control', 'treatment']));
  const ofArm = (arm: string): string => [...before].find(([, other]) => other === arm)?.[0] ?? '';
  const [ghost, treated] = [ofArm('control'), ofArm('treatment')];

  // One that is in the group becomes part of one that is not: the arm goes by who lives on.
  const because = ['--reason', 'one kitchen', '--by', 'Ann'];
  const merge = ['household', 'merge', '--household', ghost, '--into', treated, ...because];
  const { stdout } = await duelist(...merge, '--json');
  const merged = await armsOn('2026-06-02');
  const without = new Map([...before].filter(([id]) => id !== ghost));
  expect(merged).toEqual(without);

  const { merge_id: mergeId }: { merge_id: number } = JSON.parse(stdout);
  await duelist('household', 'unmerge', '--merge', String(mergeId), ...because);
  expect(await armsOn('2026-06-03')).toEqual(before);

  await duelist('key', 'rotate', '--by', 'Ann');
  await duelist(...feed('households', [people[0] ?? '', ...people.slice(1).reverse()]));
  expect(await armsOn('2026-06-04')).toEqual(before);
});

test('paper that may still be redeemed when the next lists are planned keeps its money set aside', async () => {
  const dir = scratchDirectory();
  await makeEmpty(join(dir, 'empty'));
  const product = {
    brand: 'Own',
    priceCents: 300,
    restricted: 'none',
    sensitive: false,
    status: 'active',
    spend: true,
  };
  const household = (everyDays: number): AnyHousehold => ({
    store: 1,
    mail: true,
    largePrint: false,
    habits: [{ product: 0, everyDays, fromDaysAgo: 130, untilDaysAgo: 1 }],
    suppressions: [],
    wishes: [],
  });
  const chain: AnyChain = {
    config: { specials: 4, tierSpecials: 4, discoveryPercent: 0, controlPercent: 0, tierValueCents: 100 },
    products: Array.from({ length: 10 }, (_, no) => ({ ...product, need: no % 5 })),
    prices: [],
    households: [11, 12, 13, 15].map(household),
    // Of two lists' worth each, in two plans: the second is the last that may carry it, and may promise what is left.
    offers: [{ ...OFFER, valueCents: 25, budgetCents: 100, issueDays: 20 }],
    shopping: ['late'],
  };
  const played = await play(chain, join(dir, 'empty'), join(dir, 'chain'));
  expect(played.entries.map(({ round }) => round)).toEqual(expect.arrayContaining(['late', 'all']));
  expect(faultsOf(chain, played)).toEqual([]);
});

const OFFER: AnyOffer = {
  kind: 'cents_off',
  valueCents: 25,
  maxCents: null,
  buy: 1,
  get: 1,
  minBasketCents: 100,
  selector: 'product',
  product: 0,
  excluded: null,
  issueFrom: -5,
  issueDays: 20,
  redeemFrom: -5,
  redeemDays: 80,
  limitTransaction: 1,
  limitHousehold: null,
  limitTotal: null,
  budgetCents: 100,
  funderPercent: 100,
  audience: 'any',
  segments: [],
  taper: [],
  store: 0,
};
