import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Dice } from '../../scripts/simulate/random.ts';
import { OptionPacker, OptionSpool } from '../../src/cli/plan/option-spool.ts';
import { emptyOptions, type Options } from '../../src/lists/allocation/options.ts';

const COLUMNS = [
  'offerNo',
  'needNo',
  'isDiscovery',
  'valueMilli',
  'expectedMilli',
  'reserveMilli',
  'reserveUsesMilli',
  'faceCents',
] as const;

function copyOf(options: Options) {
  const { count, hash, tierNo } = options;
  return {
    count,
    hash,
    tierNo,
    ...Object.fromEntries(COLUMNS.map((name) => [name, [...options[name].slice(0, count)]])),
  };
}

test('options come back as they went in, block by block, sweep after sweep, and leave no file behind', () => {
  const dir = mkdtempSync(join(tmpdir(), 'duelist-spool-'));
  const dice = new Dice(3);
  const spool = new OptionSpool(dir);
  const packer = new OptionPacker();
  const given: ReturnType<typeof copyOf>[] = [];
  for (let household = 0; household < 4000; household++) {
    const options = emptyOptions(80);
    const whole = (most: number): number => Math.floor(dice.unit() * most);
    Object.assign(options, { count: whole(80), hash: whole(2 ** 32), tierNo: whole(6) });
    for (let place = 0; place < options.count; place++) {
      options.offerNo[place] = whole(500);
      options.needNo[place] = whole(300) - 1;
      options.isDiscovery[place] = whole(2);
      options.valueMilli[place] = whole(2 ** 31);
      options.expectedMilli[place] = whole(2 ** 31);
      options.reserveMilli[place] = whole(2 ** 31);
      options.reserveUsesMilli[place] = whole(10_000);
      options.faceCents[place] = whole(5000);
    }
    packer.add(options);
    given.push(copyOf(options));
    // Blocks of any size, and one without a household.
    if (household % 700 === 0 || household === 3_999) spool.append(packer.take());
    if (household === 1_000) spool.append(packer.take());
  }
  expect(readdirSync(dir)).toEqual([]);
  expect(spool.households).toBe(4000);
  for (let sweep = 0; sweep < 2; sweep++) {
    const back: ReturnType<typeof copyOf>[] = [];
    spool.sweep((options, householdNo) => {
      back[householdNo] = copyOf(options);
    });
    expect(back).toEqual(given);
  }
  for (const every of [3, 3, 7]) {
    const sample: [number, ReturnType<typeof copyOf>][] = [];
    spool.sweep((options, householdNo) => sample.push([householdNo, copyOf(options)]), every);
    expect(sample).toEqual([...given.entries()].filter(([, { hash }]) => hash % every === 0));
  }
  const second: ReturnType<typeof copyOf>[] = [];
  spool.sweepBlock(1, (options, householdNo) => {
    second[householdNo - 1] = copyOf(options);
  });
  expect(second).toEqual(given.slice(1, 701));
  spool.close();
  rmSync(dir, { recursive: true });
});
