import { join } from 'node:path';
import type { Item } from './assortment.ts';
import { CHAIN } from './chain.ts';
import { DEARER_STORE } from './prices.ts';
import { STREAM } from './random.ts';
import { writeFeed } from './text.ts';
import type { World } from './world.ts';

/** A town with a store; none of them exists. */
type Town = {
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly timezone: string;
};

const WISCONSIN = { state: 'WI', timezone: 'America/Chicago' };
const NEW_YORK = { state: 'NY', timezone: 'America/New_York' };

/** Repeats after ten stores; the third of each ten is in New York. */
const TOWNS: readonly Town[] = [
  { city: 'Alder Prairie', postalCode: '53818', ...WISCONSIN },
  { city: 'Bluff Landing', postalCode: '53821', ...WISCONSIN },
  { city: 'Cayuta Falls', postalCode: '14824', ...NEW_YORK },
  { city: 'Mineral Hollow', postalCode: '53565', ...WISCONSIN },
  { city: 'Kickapoo Bend', postalCode: '54652', ...WISCONSIN },
  { city: 'Lead Creek', postalCode: '53530', ...WISCONSIN },
  { city: 'St. Odile', postalCode: '54016', ...WISCONSIN },
  { city: 'Marsh Haven', postalCode: '53963', ...WISCONSIN },
  { city: 'Wolf Narrows', postalCode: '54491', ...WISCONSIN },
  { city: 'Old Portage', postalCode: '53901', ...WISCONSIN },
];
const STREETS = ['1500 Main St', '240 Depot Ave', '88 Mill Rd', '3010 Ridge Dr', '17 Market Sq'];

export function townOf(storeNo: number): Town {
  const town = TOWNS[storeNo % TOWNS.length];
  if (town === undefined) throw new RangeError(`no town for store ${storeNo}`);
  return town;
}

const STORE_COLUMNS = [
  'store_id',
  'name',
  'address',
  'city',
  'state',
  'postal_code',
  'timezone',
  'hours',
] as const;

export function writeStores(world: World, dir: string): number {
  const rows = world.storeIds.map((storeId, storeNo) => {
    const town = townOf(storeNo);
    const round = storeNo < TOWNS.length ? '' : ` ${Math.floor(storeNo / TOWNS.length) + 1}`;
    return {
      store_id: storeId,
      name: `${CHAIN} Market ${town.city}${round}`,
      address: STREETS[storeNo % STREETS.length],
      city: town.city,
      state: town.state,
      postal_code: town.postalCode,
      timezone: town.timezone,
      hours: 'Mon-Sun 06:00-23:00',
    };
  });
  return writeFeed(join(dir, 'stores.csv'), STORE_COLUMNS, rows);
}

/** Departments that lie along the walls, in the order in which most stores walk their shoppers past them. */
const WALLS = ['Produce', 'Deli & Bakery', 'Meat & Seafood', 'Dairy', 'Frozen'];
/** No one walks an aisle for these. */
const COUNTER = 'Services';

/**
 * Each store's own walk: the walls first (the New York store the other way round), then numbered aisles, whose departments
 * each store has in an order of its own.
 */
export function writeAisles(world: World, items: readonly Item[], dir: string): number {
  const departments = [...new Set(items.map((item) => item.department))];
  const inside = departments.filter((one) => !WALLS.includes(one) && one !== COUNTER);
  const rows = world.storeIds.flatMap((storeId, storeNo) => {
    const dice = world.dice.stream(STREAM.store, storeNo);
    const shuffled = inside
      .map((department) => ({ department, at: dice.unit() }))
      .sort((a, b) => a.at - b.at)
      .map((one) => one.department);
    const walls = storeNo % TOWNS.length === DEARER_STORE ? WALLS.toReversed() : WALLS;
    let aisle = 0;
    return [...walls, ...shuffled, COUNTER].flatMap((department, order) => {
      const categories = new Set(
        items.filter((item) => item.department === department).map((item) => item.category),
      );
      return [...categories].map((category, place) => {
        const numbered = shuffled.includes(department);
        if (numbered && place % 3 === 0) aisle++;
        const name = numbered ? String(aisle) : department === COUNTER ? 'Service desk' : department;
        return { store_id: storeId, category, aisle: name, sort: (order + 1) * 100 + place * 10 };
      });
    });
  });
  return writeFeed(join(dir, 'aisles.csv'), ['store_id', 'category', 'aisle', 'sort'] as const, rows);
}
