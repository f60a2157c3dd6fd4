import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FIXTURES_DIR, PLAN_DAY } from '../../scripts/proof/support/chain.ts';
import { REASONS } from '../../src/lists/reasons.ts';
import {
  namedBy,
  offers,
  plainPurchaseDays,
  products,
  type ScanLine,
  scanLines,
} from '../support/chain-facts.ts';
import { succeedHere } from '../support/here.ts';
import { dayAfter, groupBy, parseRecords, type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { planned } from '../support/shared-chain.ts';

/**
 * What a whole chain's lists claim of their households, held against the receipts by a reading of them that shares no code
 * with the program: the reason's word, and every figure of the sentence on paper.
 */
const scratch = scratchDirectory();
let lines: Rec[];
let bought: ScanLine[];
/** Purchase days by `household product`; none where a void, a return or a succession asks for a rule to count by. */
let days: Map<string, string[]>;

beforeAll(async () => {
  const data = join(scratch, 'data');
  await planned(data);
  lines = parseRecords((await succeedHere(['lists', '--cycle', '1', '--data', data])).stdout);
  bought = scanLines(PLAN_DAY);
  const replacing = [...products.values()].filter((row) => row('replaces') !== '');
  const inSuccession = new Set(
    replacing.flatMap((row) =>
      [row('product_id'), ...row('replaces').split('|')].map((id) => id.padStart(14, '0')),
    ),
  );
  days = new Map(
    [...plainPurchaseDays(bought)].filter(([pair]) => !inSuccession.has(pair.split(' ')[1] ?? '')),
  );
});

const of = (reason: string): Rec[] => lines.filter((line) => line('reason') === reason);
const daysOf = (line: Rec): string[] | undefined => days.get(`${line('household_id')} ${line('product_id')}`);
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;

/** Half the gaps are shorter, half are longer. */
function medianGap(on: readonly string[]): number | undefined {
  const gaps = on
    .slice(1)
    .map((day, at) => dayNumber(day) - dayNumber(on[at] ?? ''))
    .sort((a, b) => a - b);
  const [low, high] = [gaps[(gaps.length - 1) >> 1], gaps[gaps.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

function dueReason(on: readonly string[], line: Rec): string {
  const gap = medianGap(on);
  if (gap === undefined) return 'bought-before';
  if (on.length >= 6 && gap <= 10) return 'staple';
  const next = dayNumber(on.at(-1) ?? '') + gap;
  if (next < dayNumber(line('valid_from'))) return 'due-late';
  return next <= dayNumber(line('valid_until')) ? 'due-now' : 'bought-before';
}

describe('a due line', () => {
  test('has the reason that the household’s own purchases give it', () => {
    const held = lines.filter((line) => line('section') === 'due' && daysOf(line) !== undefined);
    expect(held.length).toBeGreaterThan(1500);
    const wrong = held.filter((line) => line('reason') !== dueReason(daysOf(line) ?? [], line));
    expect(wrong.map((line) => [line('household_id'), line('product_id'), line('reason')])).toEqual([]);
    expect(new Set(held.map((line) => line('reason'))).size).toBe(4);
  });

  test('says on paper no gap, day or number that a shopper with the receipts could not find in them', () => {
    const said: Record<string, number> = {};
    for (const line of lines.filter((one) => one('section') === 'due')) {
      const on = daysOf(line);
      if (on === undefined) continue;
      const [text, gap = 0] = [line('reason_text'), medianGap(on)];
      const [, times] = /^(?:bought|lo ha comprado) (\d+)/.exec(text) ?? [];
      const [, count, unit] = /(?:every|cada) (?:(\d+) )?(day|week|día|semana)/.exec(text) ?? [];
      const [, dayOfMonth] = /^(?:last time \w{3}|última vez:) (\d+)/.exec(text) ?? [];
      if (times !== undefined) expect(Number(times)).toBe(on.length);
      else if (unit !== undefined) {
        const unitDays = /day|día/.test(unit) ? 1 : 7;
        expect(on.length).toBeGreaterThanOrEqual(3);
        expect(Math.abs(Number(count ?? 1) * unitDays - gap)).toBeLessThanOrEqual(unitDays / 2);
      } else if (dayOfMonth !== undefined) expect(Number(dayOfMonth)).toBe(Number(on.at(-1)?.slice(8)));
      else expect(text).toMatch(/^(bought once|lo compró una vez)$/);
      const kind = times !== undefined ? 'times' : unit !== undefined ? 'rhythm' : 'last';
      said[kind] = (said[kind] ?? 0) + 1;
    }
    expect(said.times).toBeGreaterThan(100);
    expect(said.rhythm).toBeGreaterThan(300);
    expect(said.last).toBeGreaterThan(300);
  });
});

describe('a special', () => {
  /** Days on which the household bought something of a need, of an offer's brands if one is named. */
  const boughtOf = (line: Rec, brands?: ReadonlySet<string>): string[] =>
    (byHousehold.get(line('household_id')) ?? [])
      .filter(({ productId }) => products.get(productId)?.('need') === line('need'))
      .filter(({ productId }) => brands?.has(products.get(productId)?.('brand') ?? '') ?? true)
      .map(({ day }) => day)
      .sort();
  const brandsOf = (line: Rec): Set<string> => {
    const offer = offers.get(line('offer_id'));
    if (offer === undefined) throw new Error(`no offer ${line('offer_id')}`);
    return new Set([...namedBy(offer)].map((id) => products.get(id)?.('brand') ?? ''));
  };
  const boughtOn = (line: Rec): string[] => [
    ...new Set(
      (byHousehold.get(line('household_id')) ?? [])
        .filter(({ productId }) => productId === line('product_id'))
        .map(({ day }) => day),
    ),
  ];
  let byHousehold: Map<string, ScanLine[]>;

  beforeAll(() => {
    const sales = bought.filter(({ type, quantity }) => type === 'sale' && quantity > 0);
    byHousehold = groupBy(sales, ({ householdId }) => householdId);
  });

  test.each<[string, number, (line: Rec) => boolean]>([
    ['deal-on-usual', 100, (line) => boughtOn(line).length >= 2],
    ['deal-bought-before', 1, (line) => boughtOn(line).length >= 1],
    ['deal-on-need', 20, (line) => boughtOn(line).length === 0 && boughtOf(line).length > 0],
    ['deal-to-try', 0, (line) => boughtOf(line).length === 0],
    [
      'deal-welcome-back',
      5,
      (line) => {
        const last = boughtOf(line, brandsOf(line)).at(-1);
        return last !== undefined && last < dayAfter(PLAN_DAY, -60);
      },
    ],
    ['deal-on-basket', 20, (line) => line('product_id') === ''],
  ])('%s: the receipts bear it out', (reason, least, holds) => {
    expect(of(reason).length).toBeGreaterThanOrEqual(least);
    const wrong = of(reason).filter((line) => !holds(line));
    expect(wrong.map((line) => [line('household_id'), line('offer_id'), line('product_id')])).toEqual([]);
  });
});

test('an extra goes with what is on the list, is for the household’s tier, or for everybody', () => {
  const byTitle = new Map(readRecords(join(FIXTURES_DIR, 'extras.csv')).map((row) => [row('title'), row]));
  const needs = new Map(
    [...groupBy(lines, (line) => line('list_id'))].map(([id, own]) => [
      id,
      new Set(own.map((line) => line('need'))),
    ]),
  );
  const seen = new Set<string>();
  for (const line of lines.filter((one) => one('section') === 'extra')) {
    const extra = byTitle.get(line('description'));
    if (extra === undefined) throw new Error(`no extra ${line('description')}`);
    const [named, tiers] = [extra('needs'), extra('tiers')].map((cell) => cell.split('|').filter(Boolean));
    const used = (named ?? []).filter((need) => needs.get(line('list_id'))?.has(need)).length;
    const isDish = ['recipe', 'meal_plan'].includes(extra('kind'));
    const reason = used > 0 ? 'goes-with-list' : (tiers ?? []).length > 0 ? 'for-your-tier' : 'for-everyone';
    expect(line('reason')).toBe(reason);
    if (isDish) expect(used).toBeGreaterThanOrEqual(3);
    if ((tiers ?? []).length > 0) expect(tiers).toContain(line('tier'));
    seen.add(reason);
  }
  expect(seen.size).toBe(3);
});

test('no line has a reason outside the vocabulary, or none on paper', () => {
  expect(lines.filter((line) => !(REASONS as readonly string[]).includes(line('reason')))).toEqual([]);
  expect(lines.filter((line) => line('reason_text') === '')).toEqual([]);
});
