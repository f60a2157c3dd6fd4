import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { approve, copyData, FIXTURES_DIR, PLAN_DAY, release } from '../../scripts/proof/support/chain.ts';
import { differences, faultsOf, logicalDump, query } from '../../scripts/proof/support/dump.ts';
import { killWhen } from '../../scripts/proof/support/killer.ts';
import { duelist } from '../../scripts/proof/support/program.ts';
import { csvLine } from '../../src/cli/files.ts';
import { run } from '../../src/cli/run.ts';
import { worldIn } from '../cli/world.ts';
import { offers } from '../support/chain-facts.ts';
import { planHere } from '../support/here.ts';
import { redeem, shoppersOf } from '../support/lane.ts';
import { dayAfter, groupBy, headerOf, parseRecords, type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { takenIn } from '../support/shared-chain.ts';

/** What marketing keeps out between the draft and the release: only what it touches changes, and nothing of it goes out. */
const scratch = scratchDirectory();
const draft = join(scratch, 'draft');
const day = dayAfter(PLAN_DAY, 6);

/** Offers of the draft by how many lists carry them, products likewise; all rows of the draft's lists. */
let planned: Rec[];
/** What each offer may cost, in cents. */
const budgets = new Map<string, number>();
let draftId: string;
let common: string;
let rare: string;
let product: string;

beforeAll(async () => {
  mkdirSync(draft, { recursive: true });
  // Few places on a list: who loses a special wants another one, and budgets are short.
  writeFileSync(join(draft, 'duelist.toml'), '[plan]\ncontrol_percent = 20\nspecials = 3\n');
  await takenIn(draft);
  await planHere(draft);
  await command(draft, 'ingest', 'offers', tighten(promisedCents(await linesOf(draft))));
  draftId = await planHere(draft);
  planned = await linesOf(draft);
  const specials = countBy(planned, 'offer_id');
  const onGhosts = new Set(
    planned.filter((line) => line('arm') === 'control').map((line) => line('offer_id')),
  );
  common = specials.find(([id]) => onGhosts.has(id))?.[0] ?? '';
  rare = specials.at(-1)?.[0] ?? '';
  product =
    countBy(
      planned.filter((line) => line('section') === 'due'),
      'product_id',
    )[0]?.[0] ?? '';
});

/**
 * The offers feed with two thirds of the budget that each offer would take, to be issued in this cycle alone, which so has a
 * right to all of it: whoever can have more of one wants it.
 */
function tighten(promised: ReadonlyMap<string, number>): string {
  const columns = headerOf(join(FIXTURES_DIR, 'offers.csv')).split(',');
  const rows = readRecords(join(FIXTURES_DIR, 'offers.csv')).map((row) =>
    columns.map((column) => {
      const wanted = promised.get(row('offer_id'));
      if (column === 'issue_end' && wanted !== undefined) return '2026-11-08';
      if (column !== 'budget' || wanted === undefined) return row(column);
      budgets.set(row('offer_id'), Math.round((wanted * 2) / 3));
      return (Math.round((wanted * 2) / 3) / 100).toFixed(2);
    }),
  );
  const path = join(scratch, 'offers.csv');
  writeFileSync(path, [columns, ...rows].map(csvLine).join(''));
  return path;
}

function countBy(lines: readonly Rec[], column: string): [string, number][] {
  const groups = groupBy(
    lines.filter((line) => line(column) !== ''),
    (line) => line(column),
  );
  return [...groups]
    .map(([id, of]): [string, number] => [id, of.length])
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
}

/** One command in this process. @throws Error when it does not end with 0. */
async function command(dir: string, ...argv: string[]): Promise<string> {
  const { world, said } = worldIn(scratch, { argv: [...argv, '--data', dir], now: () => new Date() });
  await run(world);
  if ((said.exitCode ?? 0) !== 0) throw new Error(`${argv.join(' ')}: ${said.stderr}`);
  return said.stdout;
}

async function linesOf(dir: string, cycle = draftId ?? '1'): Promise<Rec[]> {
  return parseRecords(await command(dir, 'lists', '--cycle', cycle));
}

/** Each list with its lines, as text. */
function listsAsText(lines: readonly Rec[]): Map<string, string> {
  const columns = [
    'list_id',
    'list_code',
    'household_id',
    'arm',
    'section',
    'product_id',
    'description',
    'reason',
  ];
  const more = ['probability', 'regular_price_cents', 'offer_id', 'offer_version', 'offer_value_cents'];
  const text = (line: Rec): string => [...columns, ...more].map(line).join('|');
  return new Map(
    [...groupBy(lines, (line) => line('list_id'))].map(([id, of]) => [id, of.map(text).join('\n')]),
  );
}

/** What all lists together promise of each offer, as often as a transaction may apply it. */
function promisedCents(lines: readonly Rec[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of lines) {
    const offerId = line('offer_id');
    if (offerId === '') continue;
    const times = Number(offers.get(offerId)?.('limit_transaction') || 1);
    sums.set(offerId, (sums.get(offerId) ?? 0) + Number(line('offer_value_cents')) * times);
  }
  return sums;
}

/** Ids of lists that carry an offer or name a product. */
function carriers(lines: readonly Rec[], id: string): Set<string> {
  const of = lines.filter((line) => line('offer_id') === id || line('product_id') === id);
  return new Set(of.map((line) => line('list_id')));
}

function expectOnlyTouchedChanged(after: readonly Rec[], touched: ReadonlySet<string>): void {
  const [before, now] = [listsAsText(planned), listsAsText(after)];
  for (const [listId, text] of before) if (!touched.has(listId)) expect(now.get(listId)).toBe(text);
  const idsOf = (lines: readonly Rec[]) =>
    new Set(lines.map((line) => [line('list_id'), line('list_code'), line('household_id')].join()));
  for (const id of idsOf(after)) expect(idsOf(planned)).toContain(id);
}

describe('a held offer', () => {
  test('leaves the lists that carry it, ghosts included; no other list changes by a byte; lifted, all is as it was', async () => {
    const dir = copyData(draft, join(scratch, 'offer'));
    const touched = carriers(planned, common);
    expect(touched.size).toBeGreaterThan(5);
    expect(planned.some((line) => line('arm') === 'control' && line('offer_id') === common)).toBe(true);
    const held = JSON.parse(
      await command(dir, 'hold', '--offer', common, '--reason', 'wrong picture', '--json'),
    );
    expect(held).toMatchObject({
      schema: 'duelist.hold/1',
      kind: 'offer',
      id: common,
      cycles: [{ cycle_id: Number(draftId), lists_touched: touched.size, state: 'draft' }],
    });
    const after = await linesOf(dir);
    expect(carriers(after, common)).toEqual(new Set());
    expectOnlyTouchedChanged(after, touched);

    const again = JSON.parse(await command(dir, 'hold', '--offer', common, '--reason', 'other', '--json'));
    expect(again).toEqual({ ...held, already: true });
    const plan = JSON.parse(await command(dir, 'plan', '--as-of', PLAN_DAY, '--households', 'all', '--json'));
    expect([plan.cycle_id, listsAsText(await linesOf(dir))]).toEqual([Number(draftId), listsAsText(after)]);

    const diff = JSON.parse(await command(dir, 'plan', '--diff', '--json'));
    expect(diff).toMatchObject({
      schema: 'duelist.plan-diff/1',
      cycle_id: Number(draftId),
      lists_rebuilt: touched.size,
    });
    expect(new Set(diff.households.map((list: { list_id: number }) => String(list.list_id)))).toEqual(
      touched,
    );
    for (const { left, causes } of diff.households) {
      expect(left.map((line: { offer_id: string | null }) => line.offer_id)).toContain(common);
      expect(causes).toEqual([`offer:${common}`]);
    }
    const worth = (lines: readonly Rec[]) =>
      lines
        .filter((line) => line('arm') === 'treatment')
        .reduce((sum, line) => sum + Number(line('offer_value_cents')), 0);
    expect(diff.value_cents).toEqual({ before: worth(planned), after: worth(after) });

    await command(dir, 'hold', '--offer', common, '--lift');
    expect(listsAsText(await linesOf(dir))).toEqual(listsAsText(planned));
    expect(await command(dir, 'plan', '--diff')).toContain('as it was planned');
  });

  test('is in no plan while it is held, and a plan that knows more obeys', async () => {
    const dir = copyData(draft, join(scratch, 'later'));
    await command(dir, 'hold', '--offer', common, '--reason', 'wrong picture');
    const prices = join(scratch, 'price.csv');
    writeFileSync(prices, 'product_id,price\nplu:4011,0.79\n');
    await command(dir, 'ingest', 'prices', prices);
    const somebody = planned[0]?.('household_id') ?? '';
    await command(dir, 'hold', '--household', somebody, '--reason', 'she called');
    const plan = JSON.parse(await command(dir, 'plan', '--as-of', PLAN_DAY, '--households', 'all', '--json'));
    expect(plan.cycle_id).toBeGreaterThan(Number(draftId));
    expect(plan.not_planned).toMatchObject({ held: 1 });
    expect((await linesOf(dir, String(plan.cycle_id))).map((line) => line('household_id'))).not.toContain(
      somebody,
    );
    expect(carriers(await linesOf(dir, String(plan.cycle_id)), common)).toEqual(new Set());
    await command(dir, 'hold', '--offer', common, '--lift');
    const free = JSON.parse(await command(dir, 'plan', '--as-of', PLAN_DAY, '--households', 'all', '--json'));
    expect(free.cycle_id).toBeGreaterThan(plan.cycle_id);
    expect(carriers(await linesOf(dir, String(free.cycle_id)), common).size).toBeGreaterThan(0);
  });

  test('killed in the middle of the rebuild, holds all the same, and ends where an undisturbed one does', async () => {
    const calm = copyData(draft, join(scratch, 'calm'));
    const args = (dir: string) => ['hold', '--offer', common, '--reason', 'x', '--by', 'Ann', '--data', dir];
    await command(calm, ...args(calm).slice(0, -2));
    const killed = copyData(draft, join(scratch, 'killed'));
    const { code } = await duelist(args(killed), killWhen(killed, 'SELECT 1 FROM list_before'));
    if (code === undefined) {
      const left = copyData(killed, join(scratch, 'killed-left'));
      const ran = await duelist(['approve', '--cycle', draftId, '--by', 'Ann', '--data', left]);
      // Either something was left to rebuild, and nobody has read it; or all was done.
      if (ran.code !== 0)
        expect(ran).toMatchObject({ code: 77, stderr: expect.stringContaining('plan --diff') });
      expect(carriers(await linesOf(left), common)).toEqual(new Set());
    }
    await command(killed, ...args(killed).slice(0, -2));
    const rows = (dir: string) => logicalDump(dir, ['ledger.db']).filter((row) => !row.includes(' audit '));
    expect(differences(rows(calm), rows(killed))).toEqual([]);
    expect(faultsOf(killed)).toEqual([]);
  });
});

type Step = { readonly id: string; readonly lift: boolean };

test('however offers are held and products recalled, and let go: no budget is overdrawn, no other list changes, and in the end all is as it was', async () => {
  const ids = [
    common,
    rare,
    ...countBy(planned, 'offer_id')
      .slice(1, 4)
      .map(([id]) => id),
    product,
  ];
  const steps = fc.array(fc.record({ id: fc.constantFrom(...ids), lift: fc.boolean() }), {
    minLength: 2,
    maxLength: 4,
  });
  const act = (dir: string, { id, lift }: Step) =>
    id === product
      ? command(dir, 'recall', '--product', id, '--by', 'Ann', ...(lift ? ['--lift'] : []))
      : command(dir, 'hold', '--offer', id, ...(lift ? ['--lift'] : ['--reason', 'x']));
  let trial = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const dir = copyData(draft, join(scratch, `steps-${trial++}`));
      const held = new Set<string>();
      const touched = new Set<string>();
      for (const step of sequence) {
        if (step.lift !== held.has(step.id)) continue;
        for (const id of carriers(await linesOf(dir), step.id)) touched.add(id);
        await act(dir, step);
        if (step.lift) held.delete(step.id);
        else held.add(step.id);
        const lines = await linesOf(dir);
        for (const id of held) expect(carriers(lines, id)).toEqual(new Set());
        expectOnlyTouchedChanged(lines, touched);
        for (const [offerId, sum] of promisedCents(lines)) {
          expect([offerId, sum <= (budgets.get(offerId) ?? sum)]).toEqual([offerId, true]);
        }
      }
      for (const id of held) await act(dir, { id, lift: true });
      expect(listsAsText(await linesOf(dir))).toEqual(listsAsText(planned));
    }),
    { numRuns: 3 },
  );
});

describe('after the approval', () => {
  test('a hold makes the cycle a draft again; what is held is neither printed nor released nor known at a lane', async () => {
    const dir = copyData(draft, join(scratch, 'approved'));
    await command(dir, ...approve(dir, draftId).slice(0, -2));
    const [first, second, third] = shoppersOf(
      planned.filter((line) => line('arm') === 'treatment'),
      scratch,
    );
    if (first === undefined || second === undefined || third === undefined) throw new Error('three shoppers');
    expect(await command(dir, 'hold', '--list', first.listId, '--reason', 'rude', '--by', 'Ann')).toContain(
      'approve it again',
    );
    await command(dir, 'hold', '--household', second.card, '--reason', 'she called', '--by', 'Ann');
    expect(await duelist(['release', '--cycle', draftId, '--data', dir])).toMatchObject({ code: 77 });
    await command(dir, ...approve(dir, draftId).slice(0, -2));
    await command(dir, 'print', '--cycle', draftId, '--out', join(scratch, 'print'));
    const held = readRecords(join(scratch, 'print', 'held.csv'));
    expect(held.map((row) => [row('list_id'), row('reason'), row('detail')])).toEqual(
      [
        [first.listId, 'held', 'rude (Ann)'],
        [second.listId, 'held', 'she called (Ann)'],
      ].sort(([a], [b]) => Number(a) - Number(b)),
    );
    const released = JSON.parse(await command(dir, 'release', '--cycle', draftId, '--json'));
    const out = join(scratch, 'print', 'manifest.csv');
    expect(released).toMatchObject({ held_lists: 2, lists: readRecords(out).length });
    for (const { code: list, basket } of [first, second]) {
      const { answer } = await redeem(dir, { transaction: list, day, list, basket });
      expect(answer).toMatchObject({ status: 'rejected', reason: 'list-unknown' });
    }
    expect(await duelist(['hold', '--list', first.listId, '--lift', '--data', dir])).toMatchObject({
      code: 77,
    });
    const late = await duelist(['hold', '--list', third.listId, '--reason', 'late', '--data', dir]);
    expect(late).toMatchObject({ code: 77, stderr: expect.stringContaining('duelist withdraw') });
  });

  test('a household that must not get a list stays out without another approval, and the seal still holds', async () => {
    const dir = copyData(draft, join(scratch, 'suppressed'));
    const approved = JSON.parse(await command(dir, ...approve(dir, draftId).slice(0, -2), '--json'));
    const [shopper] = shoppersOf(
      planned.filter((line) => line('arm') === 'treatment'),
      scratch,
    );
    if (shopper === undefined) throw new Error('a shopper');
    const feed = join(scratch, 'opted-out.csv');
    writeFileSync(feed, `household_id,reason\n${shopper.householdId},opted_out\n`);
    await command(dir, 'ingest', 'suppressions', feed);
    const released = JSON.parse(await command(dir, 'release', '--cycle', draftId, '--json'));
    expect(released).toMatchObject({ seal: approved.seal, suppressed_lists: 1, lists: approved.lists - 1 });
    const { answer } = await redeem(dir, {
      transaction: 'T1',
      day,
      list: shopper.code,
      basket: shopper.basket,
    });
    expect(answer.reason).toBe('list-unknown');
    expect(JSON.parse(await command(dir, 'release', '--cycle', draftId, '--json'))).toEqual({
      ...released,
      already: true,
    });
  });

  test('a recall stops the release until somebody has approved what is left', async () => {
    const dir = copyData(draft, join(scratch, 'recalled'));
    await command(dir, ...approve(dir, draftId).slice(0, -2));
    // As a process leaves it that was killed right behind its first word.
    const ledger = join(dir, 'ledger.db');
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(ledger);
    db.prepare(
      "INSERT INTO recalled_product (product_id, source, recalled_by, recalled_at) VALUES (?, 'command', 'Ann', 'now')",
    ).run(product);
    db.close();
    const ran = await duelist(['release', '--cycle', draftId, '--data', dir]);
    expect(ran).toMatchObject({ code: 77, stdout: '', stderr: expect.stringContaining('had to change') });
    expect(query(dir, 'ledger.db', 'SELECT 1 FROM issued_offer')).toEqual([]);
    await command(dir, ...approve(dir, draftId).slice(0, -2));
    await command(dir, ...release(dir, draftId).slice(0, -2));
    expect(carriers(await linesOf(dir), product)).toEqual(new Set());
  });
});

const REFUSED: Readonly<Record<string, readonly [code: number, ...args: string[]]>> = {
  'nothing named': [64, '--reason', 'x'],
  'two things named': [64, '--list', '1', '--offer', 'D1001', '--reason', 'x'],
  'no reason': [64, '--list', '1'],
  'a blank reason': [64, '--list', '1', '--reason', '  '],
  'a blank name': [64, '--list', '1', '--reason', 'x', '--by', ' '],
  'a list that there is not': [66, '--list', '99999', '--reason', 'x'],
  'a list that is no number': [66, '--list', 'abc', '--reason', 'x'],
  'an offer that there is not': [66, '--offer', 'nope', '--reason', 'x'],
  'a household that there is not': [66, '--household', 'nobody', '--reason', 'x'],
  'the lift of what nobody held': [66, '--offer', 'D1001', '--lift'],
};

test.each(Object.entries(REFUSED))('a hold with %s is refused', async (_, [code, ...args]) => {
  const before = logicalDump(draft, ['ledger.db']);
  const { world, said } = worldIn(scratch, { argv: ['hold', ...args, '--data', draft, '--json'] });
  await run(world);
  expect(said.exitCode).toBe(code);
  expect(JSON.parse(said.stdout)).toMatchObject({ schema: 'duelist.error/1', exit_code: code });
  expect(differences(before, logicalDump(draft, ['ledger.db']))).toEqual([]);
});
