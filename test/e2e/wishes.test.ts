import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { approve, copyData, PLAN_DAY, release } from '../../scripts/proof/support/chain.ts';
import { query } from '../../scripts/proof/support/dump.ts';
import { documentOf } from '../../scripts/proof/support/program.ts';
import { haveTools } from '../print/tools.ts';
import { households, products } from '../support/chain-facts.ts';
import { duelistHere, planHere, succeedHere, succeedInTurnHere } from '../support/here.ts';
import { groupBy, parseRecords, type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { takenIn } from '../support/shared-chain.ts';

/** What households ask for, from the service desk's file to the paper, and back again. */
const scratch = scratchDirectory();
const plain = join(scratch, 'plain');
const wished = join(scratch, 'wished');
const print = join(scratch, 'print');
/** Lines by household: without anybody's wishes, and with those below. */
let before: Map<string, Rec[]>;
let after: Map<string, Rec[]>;
let planned: Planned;

type Planned = {
  readonly cycle_id: number;
  readonly lists: number;
  readonly tiers: Readonly<Record<string, number>>;
  readonly obeyed: Readonly<Record<string, number>>;
  readonly unmet_wishes: unknown;
};

type Who = { readonly id: string; readonly due: Rec; readonly category: string };
let muter: Who;
let disowner: Who;
let dieter: Who;
let reader: Who;

async function listsOf(data: string, cycle: string): Promise<Map<string, Rec[]>> {
  const { stdout } = await succeedHere(['lists', '--cycle', cycle, '--data', data]);
  return groupBy(parseRecords(stdout), (line) => line('household_id'));
}

function writePreferences(name: string, rows: readonly (readonly string[])[]): string {
  const path = join(scratch, name);
  writeFileSync(path, ['household_id,what,value,day', ...rows.map((row) => row.join(','))].join('\n'));
  return path;
}

const categoryOf = (line: Rec): string => products.get(line('product_id'))?.('category') ?? '';
const goods = (lines: readonly Rec[] | undefined): Rec[] =>
  (lines ?? []).filter((line) => line('product_id') !== '');

beforeAll(async () => {
  await takenIn(plain);
  copyData(plain, wished);
  before = await listsOf(plain, await planHere(plain));
  const asked = new Set(
    readRecords(join(import.meta.dirname, '../../fixtures/preferences.csv')).map((row) =>
      row('household_id'),
    ),
  );
  const plainly = [...before].flatMap(([id, lines]): Who[] => {
    const due = lines.find((line) => line('section') === 'due');
    const of = households.get(id);
    if (due === undefined || asked.has(id) || of?.('language') !== 'en' || of('large_print') === 'yes')
      return [];
    if (of('mail_consent') !== 'yes') return [];
    return [{ id, due, category: categoryOf(due) }];
  });
  const [one, two, three, four] = plainly;
  if (one === undefined || two === undefined || three === undefined || four === undefined)
    throw new Error('too few households');
  [muter, disowner, dieter, reader] = [one, two, three, four];
  const file = writePreferences('wishes.csv', [
    [muter.id, 'mute_category', `" ${muter.category.toUpperCase()}"`, '2026-10-10'],
    [muter.id, 'mute_product', 'plu:04046', '2026-10-10'],
    [disowner.id, 'not_mine', disowner.due('product_id').replace(/^00(?=\d{12}$)/, ''), '2026-10-10'],
    [dieter.id, 'diet', 'Vegan', '2026-10-10'],
    [dieter.id, 'diet', 'keto', '2026-10-10'],
    [reader.id, 'language', 'en', '2026-10-09'],
    [reader.id, 'language', 'es-MX', '2026-10-10'],
    [reader.id, 'large_print', 'yes', '2026-10-10'],
    ['H-NOBODY', 'diet', 'vegan', '2026-10-10'],
  ]);
  const ingested = await duelistHere(['ingest', 'preferences', file, '--data', wished, '--json']);
  expect(documentOf(ingested)).toMatchObject({
    lines_stored: 9,
    lines_rejected: 0,
    unknown_households: ['H-NOBODY'],
  });
  planned = documentOf(
    await duelistHere(['plan', '--as-of', PLAN_DAY, '--households', 'all', '--data', wished, '--json']),
  );
  after = await listsOf(wished, String(planned.cycle_id));
  await succeedHere(['print', '--cycle', String(planned.cycle_id), '--out', print, '--data', wished]);
}, 240_000);

describe('on the next list', () => {
  test('nothing of a muted category is left, however it was spelt; everything else is', () => {
    const was = goods(before.get(muter.id));
    expect(was.some((line) => categoryOf(line) === muter.category)).toBe(true);
    const is = goods(after.get(muter.id));
    expect(is.filter((line) => categoryOf(line) === muter.category)).toEqual([]);
    const kept = new Set(is.map((line) => line('product_id')));
    const due = was.filter((line) => line('section') === 'due' && categoryOf(line) !== muter.category);
    expect(due.filter((line) => !kept.has(line('product_id')))).toEqual([]);
  });

  test('no recipe calls for what is hidden', () => {
    const hidden = new Set(
      [...products.values()].filter((row) => row('category') === muter.category).map((row) => row('need')),
    );
    const titles = new Map(
      readRecords(join(import.meta.dirname, '../../fixtures/extras.csv')).map((row) => [
        row('title'),
        row('needs'),
      ]),
    );
    const extras = (after.get(muter.id) ?? []).filter((line) => line('section') === 'extra');
    const needs = extras.flatMap((line) => (titles.get(line('description')) ?? '').split('|'));
    expect(needs.filter((need) => hidden.has(need))).toEqual([]);
  });

  test('a product that is not its own is gone, in whatever form its number was written', () => {
    const id = disowner.due('product_id');
    expect(goods(after.get(disowner.id)).filter((line) => line('product_id') === id)).toEqual([]);
    const need = disowner.due('need');
    const others = goods(after.get(disowner.id)).filter(
      (line) => line('section') === 'due' && line('need') === need,
    );
    // Whatever else of the need is due, is due by purchases of its own.
    for (const line of others) expect(line('product_id')).not.toBe(id);
  });

  test('a diet leaves out what it excludes', () => {
    const departments = new Set(['Meat & Seafood']);
    const left = goods(after.get(dieter.id)).filter((line) => {
      const row = products.get(line('product_id'));
      return (
        departments.has(row?.('department') ?? '') || ['milk', 'eggs', 'butter'].includes(row?.('need') ?? '')
      );
    });
    expect(left.map((line) => line('description'))).toEqual([]);
  });

  test('everybody else has the list that it would have had', () => {
    const asked = new Set([muter, disowner, dieter, reader].map(({ id }) => id));
    const changed = [...before].filter(([id, lines]) => {
      const text = (all: readonly Rec[] | undefined) =>
        (all ?? []).map((line) => ['section', 'product_id', 'description', 'offer_id'].map(line).join('|'));
      return !asked.has(id) && text(lines).join('\n') !== text(after.get(id)).join('\n');
    });
    // A limited offer that one of the four gives up goes to the next household in line.
    expect(changed.length).toBeLessThanOrEqual(4);
  });
});

describe('the plan says', () => {
  test('what it obeys, and what it cannot', () => {
    expect(planned).toMatchObject({
      obeyed: { mute_category: expect.any(Number), not_mine: expect.any(Number), diet: expect.any(Number) },
      unmet_wishes: [
        { what: 'diet', value: 'gluten_free', reason: 'diet-unknown', households: 1 },
        { what: 'diet', value: 'keto', reason: 'diet-unknown', households: 1 },
      ],
    });
  });

  test('how many lists are of each tier, and every line has its list’s', () => {
    const { tiers, lists } = planned;
    expect(Object.keys(tiers)).toEqual(['gold', 'silver', 'bronze']);
    expect(Object.values(tiers).reduce((sum, count) => sum + count, 0)).toBe(lists);
    const byTier = groupBy([...after.values()], (lines) => lines[0]?.('tier') ?? '');
    expect([...byTier].map(([tier, all]) => [tier, all.length]).sort()).toEqual(Object.entries(tiers).sort());
    const services = [...after.values()].flat().filter((line) => line('reason') === 'for-your-tier');
    expect(services.length).toBeGreaterThan(0);
    expect(services.filter((line) => line('tier') === 'bronze')).toEqual([]);
  });
});

const sheet = (id: string): string => {
  const listId = after.get(id)?.[0]?.('list_id') ?? '';
  const path = join(print, 'lists', `${listId}.pdf`);
  return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');
};

describe.skipIf(!haveTools('pdftotext'))('the sheet says so at its foot', () => {
  test('in English', () => {
    expect(sheet(muter.id)).toContain(
      `As you asked: no Hass Avocado each, no ${muter.category.toLowerCase()}.`,
    );
    expect(sheet(dieter.id)).toContain('As you asked: vegan.');
  });

  test('in the language that was asked for, in large print', () => {
    expect(sheet(reader.id)).toContain('Como nos pidió: letra grande, en español.');
    expect(sheet(reader.id)).toContain('¿Se le está acabando?');
  });
});

test('a second ingest of the same file changes nothing, and the plan is the same cycle', async () => {
  const again = await succeedHere(['ingest', 'preferences', join(scratch, 'wishes.csv'), '--data', wished]);
  expect(again.stdout).toContain('already ingested');
  const replanned = documentOf(
    await duelistHere(['plan', '--as-of', PLAN_DAY, '--households', 'all', '--data', wished, '--json']),
  );
  expect(replanned).toMatchObject({
    cycle_id: planned.cycle_id,
    obeyed: planned.obeyed,
    tiers: planned.tiers,
  });
});

test('what is taken back is back on the list after it, and no longer on the foot of the sheet', async () => {
  const data = copyData(wished, join(scratch, 'taken-back'));
  const file = writePreferences('back.csv', [
    [muter.id, 'mute_category', `end:${muter.category}`, '2026-10-11'],
    [muter.id, 'mute_product', '', '2026-10-11'],
    [disowner.id, 'not_mine', `end:${disowner.due('product_id')}`, '2026-10-11'],
  ]);
  await succeedHere(['ingest', 'preferences', file, '--data', data]);
  const cycle = await planHere(data);
  const lists = await listsOf(data, cycle);
  for (const { id, due } of [muter, disowner])
    expect(goods(lists.get(id)).map((line) => line('product_id'))).toContain(due('product_id'));
  const kept = query<{ obeyed: string }>(
    data,
    'ledger.db',
    `SELECT obeyed FROM list WHERE cycle_id = ${cycle} AND household_id IN ('${muter.id}', '${disowner.id}')`,
  );
  expect(kept.map(({ obeyed }) => obeyed)).toEqual(['[]', '[]']);
});

describe('a suppression that is heard of after the plan', () => {
  const out = join(scratch, 'checked-last');
  let held: Rec[];
  let printed: Rec[];
  let stopped: string;
  let unmailed: string;

  beforeAll(async () => {
    const data = copyData(plain, join(scratch, 'suppressed'));
    stopped = muter.id;
    unmailed = disowner.id;
    const file = join(scratch, 'suppressions.csv');
    writeFileSync(
      file,
      `household_id,reason,start_day\n${stopped},opted_out,2026-10-19\n${unmailed},no_mail,2026-10-20\n`,
    );
    // Printed once before, so that the sheet of the suppressed household lies there.
    await succeedInTurnHere([
      ['print', '--cycle', '1', '--out', out, '--data', data],
      approve(data, '1'),
      ['ingest', 'suppressions', file, '--data', data],
      release(data, '1'),
    ]);
    const ran = await duelistHere(['print', '--cycle', '1', '--out', out, '--data', data, '--json']);
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    held = readRecords(join(out, 'held.csv'));
    printed = readRecords(join(out, 'manifest.csv'));
    const issued = query<{ n: number }>(
      data,
      'ledger.db',
      `SELECT count(*) AS n FROM issued_offer WHERE household_id = '${stopped}'`,
    );
    expect(issued).toEqual([{ n: 0 }]);
  }, 120_000);

  test('keeps the sheet back, by name, and takes the one of an earlier print away', () => {
    expect(held.map((row) => row('household_id'))).toEqual([stopped]);
    expect(held[0]?.('detail')).toContain('opted_out');
    expect(printed.some((row) => row('household_id') === stopped)).toBe(false);
    expect(existsSync(join(out, 'lists', `${held[0]?.('list_id')}.pdf`))).toBe(false);
    expect(printed.length).toBe(before.size - 1);
  });

  test.skipIf(!haveTools('pdftotext'))('takes the address off the sheet of who gets no mail', () => {
    const listId = printed.find((row) => row('household_id') === unmailed)?.('list_id') ?? '';
    const street = households.get(unmailed)?.('address_1') ?? '';
    const text = (dir: string): string =>
      execFileSync('pdftotext', ['-layout', join(dir, 'lists', `${listId}.pdf`), '-'], { encoding: 'utf8' });
    expect(street).not.toBe('');
    expect(text(out)).not.toContain(street);
    const [other = ''] = printed.map((row) => row('list_id')).filter((id) => id !== listId);
    expect(readFileSync(join(out, 'lists', `${other}.pdf`)).length).toBeGreaterThan(0);
  });
});
