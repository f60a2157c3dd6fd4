/**
 * The Complete Journey (a public sample of a grocery chain's year 2017) as feeds of ours.
 *
 *     node scripts/complete-journey.ts --source DIR --out DIR [--assume-consent]
 *
 * Writes products.csv, prices.csv, offers.csv, households.csv, stores.csv and aisles.csv. The scans need no writing: they
 * go in as they are, with `--layout fixtures/layouts/complete-journey.toml`. The same source gives the same bytes.
 *
 * What the source says: products, their manufacturers, what was paid, which coupons ran when and for which products.
 * What is made up, since it does not: the value of every offer (see `complete-journey/offers.ts`), who pays for it (the
 * manufacturer of most of its products), the handling fee, names of households, the walking order, brands. It has no
 * addresses, and nobody in it agreed to get mail; `--assume-consent` writes `mail_consent` yes for trials.
 *
 * The scans are a random twentieth of all lines. Weekly spend is a twentieth too: qualify at about $1.25, not $25
 * (`plan.spend_threshold = "1.25"`); gaps between purchases mean nothing.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseDay } from '../src/shared/day.ts';
import { readProducts, writeAisles, writePrices, writeProducts } from './complete-journey/catalog.ts';
import { liveOn, PLAN_DAY, readOffers, writeOffers } from './complete-journey/offers.ts';
import { readScanFacts, writeHouseholds, writeStores } from './complete-journey/scans.ts';

const { values } = parseArgs({
  options: {
    source: { type: 'string' },
    out: { type: 'string' },
    'assume-consent': { type: 'boolean' },
  },
});
const { source, out } = values;
if (source === undefined || out === undefined) {
  process.stderr.write('complete-journey: --source DIR and --out DIR are needed\n');
  process.exit(64);
}

mkdirSync(out, { recursive: true });
const products = await readProducts(source);
const facts = await readScanFacts(source, products);
const { offers, left } = await readOffers(source, products, facts.prices);
const homeStores = [...new Set(facts.homeStores.values())];
homeStores.sort((a, b) => facts.stores.indexOf(a) - facts.stores.indexOf(b));
const planDay = parseDay(PLAN_DAY);

const report = {
  'products.csv': writeProducts(join(out, 'products.csv'), products),
  'prices.csv': writePrices(join(out, 'prices.csv'), facts.prices),
  'offers.csv': writeOffers(join(out, 'offers.csv'), offers),
  'households.csv': writeHouseholds(
    join(out, 'households.csv'),
    facts.homeStores,
    values['assume-consent'] ?? false,
  ),
  'stores.csv': writeStores(join(out, 'stores.csv'), facts.stores),
  'aisles.csv': writeAisles(join(out, 'aisles.csv'), products, homeStores),
};
const lines = [
  ...Object.entries(report).map(([file, rows]) => `${file}: ${rows} rows`),
  `read ${facts.lines} scan lines, ${facts.unpricedLines} of them of no use for a price`,
  `left out ${left} coupons: no product of theirs may carry an offer and has a price of more than the least face value`,
  `plan as of ${PLAN_DAY}: ${planDay === undefined ? 0 : liveOn(offers, planDay)} offers can be mailed then`,
];
process.stderr.write(`${lines.join('\n')}\n`);
