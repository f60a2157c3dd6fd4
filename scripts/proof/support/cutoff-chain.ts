import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed, succeedInTurn } from './program.ts';

/** A list in somebody's hand, and what its specials take off their products. */
export type Paper = { readonly code: string; readonly card: string; readonly faceCents: number };

export type Chain = {
  readonly data: string;
  readonly packs: string;
  /** Today: packs count from it. */
  readonly day: string;
  readonly papers: readonly Paper[];
  /** Token of each store, in the order of the stores. */
  readonly stores: readonly { readonly id: string; readonly token: string }[];
};

/** One special per product, each of a funder of its own; every list has all of them. */
export const GOODS = [
  { product: '036000291452', offer: 'D1', priceCents: 400, offCents: 100 },
  { product: '012345678905', offer: 'D2', priceCents: 900, offCents: 250 },
  { product: '078742229164', offer: 'D3', priceCents: 300, offCents: 75 },
  { product: '041196910186', offer: 'D4', priceCents: 1200, offCents: 333 },
] as const;

const MS_PER_DAY = 86_400_000;
const dayText = (fromToday: number): string =>
  new Date(Date.now() + fromToday * MS_PER_DAY).toISOString().slice(0, 10);

/** A chain whose lists of an earlier system are out, good today, with the packs of its stores. */
export async function makeCutoffChain(scratch: string, stores: number, lists: number): Promise<Chain> {
  const [data, packs, feeds] = [join(scratch, 'data'), join(scratch, 'packs'), join(scratch, 'feeds')];
  mkdirSync(feeds, { recursive: true });
  const write = (name: string, header: string, rows: readonly string[]): string => {
    const path = join(feeds, `${name}.csv`);
    writeFileSync(path, `${[header, ...rows].join('\n')}\n`);
    return path;
  };
  const storeIds = Array.from({ length: stores }, (_, place) => String(101 + place));
  const papers = Array.from({ length: lists }, (_, place) => ({
    code: `9${String(place).padStart(15, '0')}`,
    card: `480${String(place).padStart(7, '0')}`,
    faceCents: GOODS.reduce((sum, { offCents }) => sum + offCents, 0),
  }));
  const [first, last] = [dayText(-5), dayText(9)];
  const window = [dayText(-30), dayText(60), dayText(-30), dayText(60)].join(',');
  const money = (cents: number): string =>
    `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
  const files: readonly (readonly [string, string])[] = [
    [
      'stores',
      write(
        'stores',
        'store_id,name',
        storeIds.map((id) => `${id},Store ${id}`),
      ),
    ],
    [
      'products',
      write(
        'products',
        'product_id,description,category',
        GOODS.map(({ product }) => `${product},Goods ${product},All`),
      ),
    ],
    [
      'prices',
      write(
        'prices',
        'product_id,price',
        GOODS.map((one) => `${one.product},${money(one.priceCents)}`),
      ),
    ],
    [
      'households',
      write(
        'households',
        'household_id,card_ids,name,home_store_id,mail_consent',
        papers.map(({ card }, place) => `H${place},${card},Shopper ${place},101,yes`),
      ),
    ],
    [
      'offers',
      write(
        'offers',
        'offer_id,funder_id,kind,value,products,issue_start,issue_end,redeem_start,redeem_end,headline',
        GOODS.map(
          (one) =>
            `${one.offer},F-${one.offer},cents_off,${money(one.offCents)},${one.product},${window},Off`,
        ),
      ),
    ],
  ];
  const earlier = write(
    'lists',
    'household_id,list_code,valid_from,valid_until,offer_id,value',
    papers.flatMap(({ code }, place) =>
      GOODS.map(({ offer, offCents }) => `H${place},${code},${first},${last},${offer},${money(offCents)}`),
    ),
  );
  await succeedInTurn([
    ...files.map(([feed, path]) => ['ingest', feed, path, '--data', data]),
    ['cutover', '--lists', earlier, '--by', 'Tester', '--data', data],
  ]);
  const made = await succeedInTurn(
    storeIds.map((store) => ['token', 'create', '--store', store, '--data', data]),
  );
  const day = dayText(0);
  await succeed(['lane-pack', '--out', packs, '--day', day, '--data', data]);
  return {
    ...{ data, packs, day, papers },
    stores: storeIds.map((id, place) => ({ id, token: made[place]?.trimEnd().split('\n').at(-1) ?? '' })),
  };
}
