import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { query } from '../../scripts/proof/support/dump.ts';
import { duelist } from '../../scripts/proof/support/program.ts';
import { connect } from '../store/room.ts';
import { succeedHere, succeedInTurnHere } from '../support/here.ts';
import { groupBy, parseRecords, type Rec } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { planned } from '../support/shared-chain.ts';

/** The packet of the made-up chain, against the lists that the program writes by another way. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const packet = join(scratch, 'packet');
const cycle = '1';
let document: Review;
let lists: Map<string, Rec[]>;

type Review = {
  readonly lists: number;
  readonly sheets: number;
  readonly index: string;
  readonly value_cents: number;
  readonly expected_cents: number;
  readonly read_first: readonly {
    readonly list_id: number;
    readonly household_id: string;
    readonly why: readonly string[];
  }[];
  readonly cost_by_funder: readonly { readonly expected_cents: number; readonly face_cents: number }[];
};

const files = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .sort();
const contents = (dir: string): Map<string, string> =>
  new Map(files(dir).map((name) => [name, readFileSync(join(dir, name)).toString('base64')]));

/** Packets one after the other in one process; each with its document. */
async function reviews(...wanted: readonly (readonly string[])[]): Promise<Review[]> {
  const said = await succeedInTurnHere(wanted.map((more) => ['review', '--data', data, '--json', ...more]));
  return said.map((text) => JSON.parse(text));
}

beforeAll(async () => {
  await planned(data);
  const listed = await succeedHere(['lists', '--cycle', cycle, '--data', data]);
  lists = groupBy(
    parseRecords(listed.stdout).filter((line) => line('arm') === 'treatment'),
    (line) => line('list_id'),
  );
  [document = document] = await reviews(['--cycle', cycle, '--static', packet]);
});

describe('the packet', () => {
  test('is written whole, and its document has the figures of the lists', () => {
    const specials = [...lists.values()].flat().filter((line) => line('section') === 'special');
    const sum = (of: (line: Rec) => number): number => specials.reduce((all, line) => all + of(line), 0);
    expect(document).toMatchObject({
      schema: 'duelist.review/1',
      cycle_id: Number(cycle),
      lists: lists.size,
      held_lists: 0,
      value_cents: sum((line) => Number(line('offer_value_cents'))),
      index: join(packet, 'index.html'),
    });
    // By the probability that the special is redeemed, which the plan keeps with its line; not that the goods are bought.
    const [cost] = query<{ expected: number }>(
      data,
      'ledger.db',
      `SELECT round(sum(round(json_extract(facts, '$.offer.redeemProbability') * 1e6) * offer_value_cents) / 1e6) AS expected
       FROM list_line JOIN list USING (list_id) WHERE section = 'special' AND arm = 'treatment' AND cycle_id = ${Number(cycle)}`,
    );
    expect(document.expected_cents).toBe(cost?.expected);
    expect(document.cost_by_funder.length).toBeGreaterThan(3);
  });

  test('names twenty lists of the cycle with their reasons, richest and poorest among them, each with a sheet', () => {
    const { read_first: first, sheets } = document;
    expect(first).toHaveLength(20);
    expect(sheets).toBeGreaterThanOrEqual(20);
    const worth = ([id, lines]: [string, Rec[]]) =>
      [id, lines.reduce((sum, line) => sum + Number(line('offer_value_cents')), 0)] as const;
    const values = new Map([...lists].map(worth));
    const of = (word: string) =>
      first.find(({ why }) => why.some((text) => text.startsWith(`the ${word}`)))?.list_id;
    expect(values.get(String(of('richest')))).toBe(Math.max(...values.values()));
    expect(values.get(String(of('poorest')))).toBe(Math.min(...values.values()));
    for (const { list_id: id, household_id: household, why } of first) {
      expect(lists.get(String(id))?.[0]?.('household_id')).toBe(household);
      expect(why.length).toBeGreaterThan(0);
      expect(
        readFileSync(join(packet, `sheets/${id}.pdf`))
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-');
    }
  });

  test('has no link that leads nowhere, and none that leads out', () => {
    const pages = files(packet).filter((name) => name.endsWith('.html'));
    expect(pages).toEqual(
      expect.arrayContaining([
        'index.html',
        'read-first.html',
        'lists-001.html',
        'offers.html',
        'flagged.html',
      ]),
    );
    const textOf = new Map(pages.map((name) => [name, readFileSync(join(packet, name), 'utf8')]));
    let links = 0;
    for (const [name, text] of textOf) {
      expect(text).not.toMatch(/https?:/);
      for (const [, href = ''] of text.matchAll(/\shref="([^"]*)"/g)) {
        const [path = '', fragment] = href.split('#');
        const target = path === '' ? name : path;
        expect(existsSync(join(packet, dirname(name), target)), `${name}: ${href}`).toBe(true);
        if (fragment !== undefined)
          expect(textOf.get(target)?.includes(` id="${fragment}"`), `${name}: ${href}`).toBe(true);
        links += 1;
      }
    }
    expect(links).toBeGreaterThan(200);
  });

  test('has a row for every household, and no postal address', () => {
    const rows = readFileSync(join(packet, 'lists-001.html'), 'utf8');
    for (const [id, [line]] of lists)
      expect(rows).toContain(`<tr id="list-${id}"><th scope="row" class="id">${line?.('household_id')}<`);
    const db = connect(data, 'ledger');
    const [address] = JSON.parse(
      db.prepare<[], string>('SELECT addressee FROM list LIMIT 1').pluck().get() ?? '{}',
    ).addressLines;
    expect(
      files(packet).filter(
        (name) => name.endsWith('.html') && readFileSync(join(packet, name), 'utf8').includes(address),
      ),
    ).toEqual([]);
  });

  test('is written down as a look at people’s data', () => {
    const db = connect(data, 'ledger');
    const rows = db
      .prepare<[], { act: string; subject: string }>("SELECT act, subject FROM audit WHERE act = 'review'")
      .all();
    expect(rows[0]).toEqual({ act: 'review', subject: `cycle ${cycle}` });
  });
});

describe('a second run', () => {
  test('replaces a packet, a broken one included, to the byte of the first, and leaves what is not its own', async () => {
    const dir = join(scratch, 'replaced');
    const [other] = await reviews(['--cycle', cycle, '--static', dir, '--seed', '2']);
    expect(other?.read_first).not.toEqual(document.read_first);
    rmSync(join(dir, 'index.html'));
    writeFileSync(join(dir, 'lists-007.html'), 'old');
    writeFileSync(join(dir, 'sheets/999999.pdf'), 'old');
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    // Without a cycle: the newest that waits.
    const [again] = await reviews(['--static', dir]);
    expect(again).toEqual({ ...document, index: join(dir, 'index.html') });
    expect(readFileSync(join(dir, 'notes.txt'), 'utf8')).toBe('mine');
    rmSync(join(dir, 'notes.txt'));
    expect(contents(dir)).toEqual(contents(packet));
  });

  test('refuses a folder that is not empty and no packet, and touches nothing in it', async () => {
    const dir = join(scratch, 'foreign');
    mkdirSync(dir);
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    const refused = await duelist(['review', '--data', data, '--cycle', cycle, '--static', dir]);
    expect(refused.code).toBe(73);
    expect(refused.stderr).toMatch(/^error\[review-folder\]: .*\n {2}at .*foreign\n {2}Name another folder/);
    expect(files(dir)).toEqual(['notes.txt']);
  });
});

test('where no cycle waits, the packet says why', async () => {
  const dir = join(scratch, 'nothing');
  const empty = join(scratch, 'empty-data');
  const [, said = ''] = await succeedInTurnHere([
    ['init', '--data', empty],
    ['review', '--data', empty, '--static', dir, '--json'],
  ]);
  const nothing: Review = JSON.parse(said);
  expect(nothing).toMatchObject({ cycle_id: null, lists: 0 });
  expect(files(dir)).toEqual(['.duelist-review', 'index.html']);
  expect(readFileSync(nothing.index, 'utf8')).toContain('No cycle has been drafted yet.');
});

test('what a print run held is flagged', async () => {
  const [printed, dir] = [join(scratch, 'printed'), join(scratch, 'with-print')];
  const [id = ''] = lists.keys();
  mkdirSync(printed);
  writeFileSync(
    join(printed, 'held.csv'),
    `list_id,household_id,reason,detail\n${id},x,overflow,"4 lines, no room"\n`,
  );
  const [flagged] = await reviews(['--cycle', cycle, '--static', dir, '--print', printed]);
  expect(flagged).toMatchObject({ flags: { overflow: 1 } });
  expect(readFileSync(join(dir, 'flagged-001.html'), 'utf8')).toContain(
    'More than the sheet holds: <bdi>4 lines, no room</bdi>',
  );
});
