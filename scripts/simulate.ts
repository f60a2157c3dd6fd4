/**
 * A grocery chain that never was, written down as feeds, with the truth about it: for fixtures, tests and measurements.
 *
 *     node scripts/simulate.ts --stores N --households N --weeks N --seed N --out DIR [--one-file]
 *                              [--last-day YYYY-MM-DD] [--offers N]
 *     node scripts/simulate.ts --fixtures [--out DIR]     the committed fixtures, byte for byte
 *
 * The same options give the same bytes; scans of an earlier run in the directory are removed first. Days run outermost and
 * are written as they pass; what is kept of a household is a few numbers (see `simulate/pantry.ts`). The model is described where it is: who a household is in
 * `simulate/households.ts`, when it shops in `trips.ts`, what it buys in `shopping.ts`, what a register adds in
 * `receipt.ts`, prices in `prices.ts`.
 *
 * `truth.csv` says what a reader of the scans can only estimate. Its kinds of rows:
 *
 * - `card`: `house_card`, the card that cashiers swipe for shoppers who have none.
 * - `chain`: counts over all scans, each line once however often it was sent (`scan_lines`, `void_lines`, ...), and
 *   `resent_day`, the day whose file comes twice.
 * - `late`: key is a day, value the store whose lines of that day come in the file of three days later.
 * - `household`: a trait per row: `size`, `trip_gap_days` (mean days between main trips), `weekday` (0 = Monday, where it
 *   has a favourite), `small_trip_gap_days`, `deal_response` (0..1), `elsewhere` (share of purchases that it makes at
 *   another chain; left out below 0.1), `forgets_card` (share of trips; left out below 0.02), `cards`, `unregistered` (its
 *   card is in no households row, and stands here as household_id), `weekly_spend_exact` (it spends this to the cent in
 *   any seven days: households H000025 and H000026).
 * - `absence`: `joined`, `break` or `gone`; value is the days without a trip, `from..to`.
 * - `need`: what a household buys on a rhythm. `product_id` is its favourite; `gap_days` the expected days between the days
 *   on which its cards show a purchase of the need; `units_per_day` what it uses up; `loyalty` is `national`, `private`,
 *   `product` (no brands) or `switcher`; `season` where the rate follows one (`gap_days` is then the yearly usual); `steady` is `yes` where nothing
 *   but this rhythm acts on it.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseDay } from '../src/shared/day.ts';
import { simulate } from './simulate/run.ts';
import { DEFAULTS, FIXTURES, type Settings } from './simulate/settings.ts';

const values = readOptions();
const dir =
  values.out ??
  (values.fixtures === true ? fileURLToPath(new URL('../fixtures', import.meta.url)) : undefined);
if (dir === undefined) fail('--out DIR is missing: where to write the files');
const { counts } = simulate(values.fixtures === true ? FIXTURES : readSettings(), dir);
process.stdout.write(`${counts.lines} scan lines on ${counts.receipts} receipts in ${dir}\n`);

function readOptions() {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const counted = { stores: text, households: text, weeks: text, offers: text, seed: text };
    const options = { ...counted, out: text, 'last-day': text, 'one-file': flag, fixtures: flag };
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function readSettings(): Settings {
  const lastDay = values['last-day'] === undefined ? DEFAULTS.lastDay : parseDay(values['last-day']);
  if (lastDay === undefined) fail('--last-day is no calendar day: write YYYY-MM-DD');
  return {
    stores: whole('stores', 1, 1000),
    households: whole('households', 1, 5_000_000),
    weeks: whole('weeks', 1, 520),
    offers: whole('offers', 0, 5000),
    seed: whole('seed', 0, 2 ** 31 - 1),
    lastDay,
    oneFile: values['one-file'] ?? false,
  };
}

function whole(
  name: 'stores' | 'households' | 'weeks' | 'offers' | 'seed',
  least: number,
  most: number,
): number {
  const text = values[name];
  if (text === undefined) return DEFAULTS[name];
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    fail(`--${name} ${text} is no whole number from ${least} to ${most}`);
  }
  return value;
}

function fail(message: string): never {
  process.stderr.write(`simulate: ${message}\n`);
  process.exit(64);
}
