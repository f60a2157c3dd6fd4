import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Dice } from '../../scripts/simulate/random.ts';
import { labelOf } from '../../scripts/simulate/receipt.ts';
import { FIXTURES, type Settings } from '../../scripts/simulate/settings.ts';
import { makeWorld } from '../../scripts/simulate/world.ts';
import { canonical, type Rec, readRecords, readScans, simulated } from './chain-files.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/simulate.ts', import.meta.url));
const SMALL: Partial<Settings> = { households: 40, weeks: 6, seed: 7 };

function bytesOf(dir: string): string {
  return readdirSync(dir)
    .sort()
    .map((name) => `${name}\n${readFileSync(join(dir, name), 'utf8')}`)
    .join();
}

/** A line without what the register counts up for everybody: its receipt's number. */
function lineText(line: Rec, ...left: string[]): string {
  const columns = [
    'store_id',
    'register_id',
    'line_no',
    'timestamp',
    'card_id',
    'product_id',
    'quantity',
    'weight',
  ];
  return [...columns, 'net_amount', 'discount_amount', 'line_type']
    .filter((column) => !left.includes(column))
    .map(line)
    .join();
}

test('the same seed writes the same bytes; another seed, another chain', () => {
  const first = bytesOf(simulated(SMALL));
  expect(bytesOf(simulated(SMALL))).toBe(first);
  expect(bytesOf(simulated({ ...SMALL, seed: 8 }))).not.toBe(first);
});

test("one more household leaves everybody else's shopping as it was", () => {
  const before = readScans(simulated(SMALL)).map((line) => lineText(line));
  const dir = simulated({ ...SMALL, households: 41 });
  const newcomer = readRecords(join(dir, 'households.csv')).find((one) => one('household_id') === 'H000041');
  const cards = [newcomer?.('card_ids').split('|') ?? [], newcomer?.('alternate_ids') || []].flat();
  const after = readScans(dir);
  expect(after.some((line) => cards.includes(line('card_id')))).toBe(true);
  expect(after.filter((line) => !cards.includes(line('card_id'))).map((line) => lineText(line))).toEqual(
    before,
  );
});

test('one more store takes some shoppers and changes nothing at the others', () => {
  const more = { ...SMALL, households: 150, weeks: 10 };
  const withThree = new Set(readScans(simulated(more)).map((line) => lineText(line, 'line_no')));
  const withFour = readScans(simulated({ ...more, stores: 4 })).filter((line) => line('card_id') !== '');
  expect(withFour.some((line) => line('store_id') === '104')).toBe(true);
  const changed = withFour.filter(
    (line) =>
      line('store_id') !== '104' &&
      // What comes back was paid for wherever it was bought, and the house card is busier where there are fewer stores.
      line('line_type') !== 'return' &&
      !withThree.has(lineText(line, 'line_no')),
  );
  expect(changed.map((line) => lineText(line))).toEqual([]);
});

test('one file holds the lines of all the daily ones', () => {
  const daily = readScans(simulated(SMALL))
    .map((line) => lineText(line))
    .sort();
  const dir = simulated({ ...SMALL, oneFile: true });
  expect(readdirSync(dir).filter((name) => name.startsWith('scans'))).toEqual(['scans.csv']);
  expect(
    readScans(dir)
      .map((line) => lineText(line))
      .sort(),
  ).toEqual(daily);
});

test('the command takes its options, and leaves nothing of an earlier run behind', () => {
  const dir = simulated({ ...SMALL, weeks: 1 });
  const options = [
    '--stores',
    '2',
    '--households',
    '9',
    '--weeks',
    '2',
    '--seed',
    '3',
    '--last-day',
    '2026-06-30',
  ];
  execFileSync(process.execPath, [SCRIPT, ...options, '--one-file', '--out', dir]);
  expect(readdirSync(dir).filter((name) => name.startsWith('scans'))).toEqual(['scans.csv']);
  const simulation: unknown = JSON.parse(readFileSync(join(dir, 'simulation.json'), 'utf8'));
  expect(simulation).toMatchObject({ stores: 2, households: 9, weeks: 2, seed: 3, last_day: '2026-06-30' });
  const days = readScans(dir)
    .map((line) => line('timestamp').slice(0, 10))
    .sort();
  expect([days[0], days.at(-1)]).toEqual(['2026-06-17', '2026-06-30']);
});

test.each([
  [['--stores', '2'], '--out DIR is missing'],
  [['--stores', 'many', '--out', '/nowhere'], '--stores many is no whole number'],
  [['--last-day', '2026-02-30', '--out', '/nowhere'], '--last-day is no calendar day'],
  [['--surprise', '--out', '/nowhere'], "Unknown option '--surprise'"],
])('%j is refused with exit 64', (options, message) => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, ...options], { encoding: 'utf8' });
  expect(stderr).toContain(message);
  expect(status).toBe(64);
});

describe('the dice', () => {
  test('throw evenly, normally and with the mean that they promise', () => {
    const dice = new Dice(20_261_101).stream(1, 2, 3);
    const many = Array.from({ length: 40_000 }, () => [
      dice.unit(),
      dice.normal(),
      dice.spread(0.5),
      dice.exponential(3),
    ]);
    const mean = (of: number): number =>
      many.reduce((sum, throws) => sum + (throws[of] ?? 0), 0) / many.length;
    expect(mean(0)).toBeCloseTo(0.5, 2);
    expect(mean(1)).toBeCloseTo(0, 1);
    expect(mean(2)).toBeCloseTo(1, 1);
    expect(Math.abs(mean(3) - 3)).toBeLessThan(0.1);
    const low = many.filter(([unit = 1]) => unit < 0.1).length / many.length;
    expect(Math.abs(low - 0.1)).toBeLessThan(0.01);
  });

  test('start each stream anew, whatever was thrown before', () => {
    const dice = new Dice(5);
    const first = [dice.stream(3, 17, 4).bits(), dice.bits()];
    dice.stream(9, 1).bits();
    expect([dice.stream(3, 17, 4).bits(), dice.bits()]).toEqual(first);
    const others = [dice.stream(4, 17, 4).bits(), dice.stream(3, 18, 4).bits(), dice.stream(3, 17, 5).bits()];
    expect(new Set([first[0], ...others]).size).toBe(4);
  });
});

test('a price-embedded label has the price check digit of the GS1 General Specifications: 9 for 28.75', () => {
  const product = makeWorld(FIXTURES).products.find((one) => one.id === 'rw:220120');
  if (product === undefined) throw new Error('no strip steak');
  const label = labelOf({ product, netCents: 2875 });
  expect(label.slice(0, 11)).toBe('22012092875');
  expect(canonical(label)).toBe('rw:220120');
});
