import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatDay } from '../../src/shared/day.ts';
import { readAssortment } from './assortment.ts';
import { writeExtras } from './extras.ts';
import { writeHouseholds } from './members.ts';
import { writeOffers } from './offers.ts';
import { writePrices } from './prices.ts';
import { writeProducts } from './product-feed.ts';
import { type Counts, writeScans } from './scans.ts';
import { firstDay, type Settings } from './settings.ts';
import { writeAisles, writeStores } from './stores.ts';
import { writeTruth } from './truth.ts';
import { writePreferences, writeSuppressions } from './wishes.ts';
import { homeStores, makeWorld } from './world.ts';

/** What a run of {@link simulate} wrote. */
type Summary = {
  readonly settings: Settings;
  readonly counts: Counts;
  /** Rows per feed. */
  readonly rows: Readonly<Record<string, number>>;
};

/** Write a whole chain into a directory: a file per feed, the truth, and `simulation.json`. */
export function simulate(settings: Settings, dir: string): Summary {
  mkdirSync(dir, { recursive: true });
  removeEarlier(dir);
  const world = makeWorld(settings);
  const items = readAssortment();
  const counts = writeScans(world, dir);
  const rows = {
    products: writeProducts(world, dir),
    prices: writePrices(
      join(dir, 'prices.csv'),
      world.products,
      world.storeIds,
      world.firstDay,
      world.lastDay,
      world.dice,
    ),
    offers: writeOffers(world, dir),
    households: writeHouseholds(world, homeStores(world), dir),
    stores: writeStores(world, dir),
    aisles: writeAisles(world, items, dir),
    extras: writeExtras(dir),
    suppressions: writeSuppressions(world, dir),
    preferences: writePreferences(world, dir),
    truth: writeTruth(world, counts, dir),
  };
  const summary = { settings, counts, rows };
  writeFileSync(join(dir, 'simulation.json'), describe(summary));
  return summary;
}

/** Scans of an earlier run in the same directory would be taken for this one's. */
function removeEarlier(dir: string): void {
  for (const name of readdirSync(dir)) {
    if (/^scans(-\d{4}-\d{2}-\d{2}(-resent)?)?\.csv$|^\.(late|resent).*\.tmp$/.test(name))
      rmSync(join(dir, name));
  }
}

function describe({ settings, counts, rows }: Summary): string {
  const { stores, households, weeks, offers, seed, lastDay, oneFile } = settings;
  const document = {
    schema: 'duelist.simulation/1',
    stores,
    households,
    weeks,
    offers,
    seed,
    one_file: oneFile,
    first_day: formatDay(firstDay(settings)),
    last_day: formatDay(lastDay),
    scan_lines: counts.lines,
    receipts: counts.receipts,
    rows,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
