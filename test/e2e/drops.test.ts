import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { approve, PLAN_DAY, release } from '../../scripts/proof/support/chain.ts';
import { query } from '../../scripts/proof/support/dump.ts';
import { documentOf } from '../../scripts/proof/support/program.ts';
import { qualifyingOn, scanLines } from '../support/chain-facts.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { dayAfter } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { takenIn } from '../support/shared-chain.ts';

/** A fortnight of small mailings, one each day: plan, approve, release, and the next day again. */
const DAYS = 14;
const LIST_DAYS = 14;
const data = join(scratchDirectory(), 'data');
/** Households by day of planning. */
const mailed: string[][] = [];

beforeAll(async () => {
  await takenIn(data, '9999');
  // One fit is enough for all of them.
  writeFileSync(join(data, 'duelist.toml'), `[plan]\ndrops = ${DAYS}\nrefit_days = ${2 * DAYS}\n`);
  for (let turn = 0; turn <= DAYS; turn++) mailed.push(await mailOn(dayAfter(PLAN_DAY, turn)));
}, 180_000);

async function mailOn(day: string): Promise<string[]> {
  const ran = await duelistHere(['plan', '--as-of', day, '--data', data, '--json']);
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
  const { cycle_id: cycleId } = documentOf<{ cycle_id: number | null }>(ran);
  if (cycleId === null) return [];
  await succeedHere(approve(data, String(cycleId)));
  await succeedHere(release(data, String(cycleId)));
  const lists = query<{ household_id: string }>(
    data,
    'ledger.db',
    `SELECT household_id FROM list WHERE cycle_id = ${cycleId} ORDER BY household_id`,
  );
  return lists.map((list) => list.household_id);
}

test('in fourteen days every household that qualifies on all of them is mailed once, and none twice', () => {
  const counts = new Map<string, number>();
  for (const id of mailed.slice(0, DAYS).flat()) counts.set(id, (counts.get(id) ?? 0) + 1);
  expect([...counts].filter(([, times]) => times > 1)).toEqual([]);
  const lines = scanLines('9999');
  const daily = mailed
    .slice(0, DAYS)
    .map((_, turn) => new Set(qualifyingOn(dayAfter(PLAN_DAY, turn), lines)));
  const always = [...(daily[0] ?? [])].filter((id) => daily.every((of) => of.has(id)));
  expect(always.length).toBeGreaterThan(80);
  expect(always.filter((id) => counts.get(id) !== 1)).toEqual([]);
  for (const [turn, of] of mailed.slice(0, DAYS).entries())
    expect(of.filter((id) => !daily[turn]?.has(id))).toEqual([]);
});

test('no day carries the mailing of the others', () => {
  const sizes = mailed.slice(0, DAYS).map((of) => of.length);
  expect(sizes.filter((size) => size > 0).length).toBeGreaterThanOrEqual(DAYS - 2);
  expect(Math.max(...sizes)).toBeLessThan(sizes.reduce((sum, size) => sum + size, 0) / 4);
});

test('a fortnight later the first day’s households are due again, when their lists have ended', () => {
  const still = new Set(qualifyingOn(dayAfter(PLAN_DAY, DAYS), scanLines('9999')));
  const due = (mailed[0] ?? []).filter((id) => still.has(id));
  expect(due.length).toBeGreaterThan(0);
  expect(due.filter((id) => !mailed[DAYS]?.includes(id))).toEqual([]);
  const between = mailed.slice(1, DAYS).flat();
  expect((mailed[DAYS] ?? []).filter((id) => between.includes(id))).toEqual([]);
  expect(LIST_DAYS).toBe(DAYS);
});
