import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { approve, copyData, FIXTURES_DIR, PLAN_DAY } from '../../scripts/proof/support/chain.ts';
import { faultsOf, query } from '../../scripts/proof/support/dump.ts';
import { households } from '../support/chain-facts.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { filesThatHave, tracesOf } from '../support/household-traces.ts';
import { dayAfter, parseRecords, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { takenIn } from '../support/shared-chain.ts';

/** Two households turn out to be one, and then not. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
let part: string;
let whole: string;
let predictedBefore: string;

type Document = Record<string, unknown> & { readonly merge_id: number };

async function household(...args: readonly string[]): Promise<Document> {
  const { stdout } = await succeedHere(['household', ...args, '--data', data, '--json']);
  return JSON.parse(stdout) as Document;
}

async function predicted(): Promise<string> {
  const out = join(scratch, 'predicted.csv');
  await succeedHere(['predict', '--as-of', PLAN_DAY, '--out', out, '--data', data]);
  return readFileSync(out, 'utf8');
}

async function planned(): Promise<{ readonly ids: readonly string[]; readonly cycle: string }> {
  const plan = await succeedHere(['plan', '--as-of', PLAN_DAY, '--data', data, '--json']);
  const cycle = String((JSON.parse(plan.stdout) as { cycle_id: number }).cycle_id);
  const { stdout } = await succeedHere(['lists', '--cycle', cycle, '--data', data]);
  return { ids: [...new Set(parseRecords(stdout).map((line) => line('household_id')))], cycle };
}

/** The households feed as other bytes, so that it is read again. */
function sameWithAnotherNote(): string[] {
  const path = join(scratch, 'households-again.csv');
  writeFileSync(path, `${readFileSync(join(FIXTURES_DIR, 'households.csv'), 'utf8')}\n`);
  return [path];
}

beforeAll(async () => {
  await takenIn(data);
  predictedBefore = await predicted();
  const before = await planned();
  const mails = (id: string): boolean => households.get(id)?.('mail_consent') === 'yes';
  const [first, second] = before.ids.filter(mails);
  if (first === undefined || second === undefined) throw new Error('no two households with lists');
  part = first;
  whole = second;
});

describe('two households that are one', () => {
  test('have one list until they part', async () => {
    const merge = await household(
      'merge',
      '--household',
      part,
      '--into',
      whole,
      '--reason',
      'one kitchen',
      '--by',
      'Ann',
    );
    expect(merge).toMatchObject({ status: 'done', root: whole, arm: 'treatment', mail_consent: true });
    expect(
      await household('merge', '--household', part, '--into', whole, '--reason', 'again', '--by', 'Ann'),
    ).toMatchObject({
      status: 'already',
      merge_id: merge.merge_id,
    });
    const { ids } = await planned();
    expect(ids).toContain(whole);
    expect(ids).not.toContain(part);
    const shown = await household('show', '--household', whole);
    expect(shown).toMatchObject({ one_with: [part], events: [{ kind: 'merge', into: whole }] });
    const why = await duelistHere(['explain', '--household', part, '--data', data]);
    expect(why.stdout).toContain('it is part of another household by now');
    const unmerged = await household('unmerge', '--merge', String(merge.merge_id), '--by', 'Bea');
    expect(unmerged).toMatchObject({ status: 'done', undone: { by: 'Bea' } });
    expect(await predicted()).toBe(predictedBefore);
    expect(
      query(data, 'ledger.db', "SELECT count(*) AS n FROM audit WHERE act IN ('merge', 'unmerge', 'show')"),
    ).toEqual([{ n: 3 }]);
  });

  test('are forgotten together, and no feed brings either back', async () => {
    const dir = copyData(data, join(scratch, 'forgotten'));
    const at = ['--data', dir, '--json'];
    const reason = `${households.get(part)?.('name')} moved in with ${households.get(whole)?.('name')}`;
    const couple = ['--household', part, '--into', whole, '--reason', reason, '--by', 'Ann'];
    await succeedHere(['household', 'merge', ...couple, ...at]);
    const plan = await succeedHere(['plan', '--as-of', PLAN_DAY, ...at]);
    const { cycle_id: cycle } = JSON.parse(plan.stdout) as { cycle_id: number };
    await succeedHere(approve(dir, String(cycle)));
    await succeedHere(['release', '--cycle', String(cycle), '--data', dir]);
    const traces = [part, whole].flatMap(tracesOf);
    const before = filesThatHave(dir, traces);
    for (const trace of [part, whole]) expect(before).toContain(`ledger.db: ${trace}`);

    // Whichever of the two asks.
    const forgotten = await succeedHere(['forget', '--household', part, '--by', 'Ann', '--yes', ...at]);
    expect(JSON.parse(forgotten.stdout)).toMatchObject({ status: 'forgotten' });
    expect(filesThatHave(dir, traces)).toEqual([]);
    expect(faultsOf(dir)).toEqual([]);
    const feed = await succeedHere(['ingest', 'households', ...sameWithAnotherNote(), ...at]);
    expect(JSON.parse(feed.stdout)).toMatchObject({ lines_forgotten: 2 });
    expect(filesThatHave(dir, traces)).toEqual([]);
  });

  test.each([
    ['without an action', ['household', 'marry'], 64, 'household-action'],
    [
      'with itself',
      ['household', 'merge', '--household', 'H000001', '--into', 'H000001', '--reason', 'x', '--by', 'A'],
      64,
      'merge-itself',
    ],
    [
      'that are not known',
      ['household', 'merge', '--household', 'H9', '--into', 'H000001', '--reason', 'x', '--by', 'A'],
      66,
      'household-unknown',
    ],
    [
      'without a reason',
      ['household', 'merge', '--household', 'H000002', '--into', 'H000001', '--by', 'A'],
      64,
      'text-missing',
    ],
    ['by a merge that is none', ['household', 'unmerge', '--merge', '99', '--by', 'A'], 66, 'merge-unknown'],
  ])('%s: a clear end', async (_, args, code, name) => {
    const ran = await duelistHere([...args, '--data', data]);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(`error[${name}]`);
  });
});

describe('a card that cashiers use for everybody', () => {
  /** Forty days, thirty trips a day, at six lanes; it is registered, so that it would get a list. */
  async function useHouseCard(): Promise<void> {
    const line = (trip: number): string => {
      const on = dayAfter(PLAN_DAY, -1 - Math.floor(trip / 30));
      const time = `${String(8 + Math.floor((trip % 30) / 3)).padStart(2, '0')}:${20 * (trip % 3)}0`.slice(
        0,
        5,
      );
      return `101,h${trip % 6},h${trip},${on} ${time},9990001,${boughtProduct},1,9.99,sale`;
    };
    const scans = [
      'store_id,register_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount,line_type',
    ];
    for (let trip = 0; trip < 1200; trip++) scans.push(line(trip));
    writeFileSync(join(scratch, 'house-scans.csv'), scans.join('\n'));
    writeFileSync(
      join(scratch, 'house.csv'),
      'household_id,card_ids,name,address_1,home_store_id,mail_consent\nHOUSE,9990001,Front desk,1 Main St,101,yes\n',
    );
    await succeedHere(['ingest', 'scans', join(scratch, 'house-scans.csv'), '--data', data]);
    await succeedHere(['ingest', 'households', join(scratch, 'house.csv'), '--data', data]);
  }
  const boughtProduct = readRecords(join(FIXTURES_DIR, 'products.csv'))[0]?.('product_id') ?? '';

  test('gets no list, and is shown with its evidence; without it, and with the merge over, everybody is predicted as before', async () => {
    await useHouseCard();
    const others = (await predicted()).split('\n').filter((row) => !row.startsWith('HOUSE,'));
    expect(others.join('\n')).toBe(predictedBefore);
    const { stdout } = await succeedHere(['plan', '--as-of', PLAN_DAY, '--data', data, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ not_planned: { 'house-card': 1 } });
    const { flags } = await household('list', '--flags');
    // The other one is the made-up chain's own, as its written truth says.
    expect(flags).toMatchObject([
      {
        household_id: readRecords(join(FIXTURES_DIR, 'truth.csv')).find(
          (row) => row('key') === 'house_card',
        )?.('value'),
      },
      {
        household_id: 'HOUSE',
        house_card: true,
        said: null,
        cards: [{ reasons: ['trips', 'lanes'], most_a_day: { trips: 30, lanes: 6 } }],
      },
    ]);
    const why = await duelistHere(['explain', '--household', 'HOUSE', '--data', data]);
    expect(why.stdout).toMatch(/used for whoever has none[\s\S]*too many trips on \d+ of them, up to 30/);
  });

  test('is a shopper when somebody says so, until that is taken back', async () => {
    const { home_store: home } = await household('show', '--household', '9990001');
    expect(home).toMatchObject({
      store_id: '101',
      source: 'feed',
      by_feed: [{ store_id: '101', file: 'house.csv' }],
    });
    expect(home).toMatchObject({ by_trips: [{ from: null, to: '101', weeks: 3 }] });
    const said = await household(
      'flag',
      '--household',
      '9990001',
      '--as',
      'shopper',
      '--reason',
      'a caterer',
      '--by',
      'Ann',
    );
    expect(await household('show', '--household', 'HOUSE')).toMatchObject({ house_card: false });
    await household('undo', '--event', String(said.event_id), '--by', 'Ann');
    expect(await household('show', '--household', 'HOUSE')).toMatchObject({ house_card: true });
    await household(
      'flag',
      '--household',
      part,
      '--as',
      'house-card',
      '--reason',
      'the staff room',
      '--by',
      'Ann',
    );
    expect(await household('show', '--household', part)).toMatchObject({ house_card: true });
  });

  test('a card that went to somebody else leaves the days before with who had it', async () => {
    const day = dayAfter(PLAN_DAY, -10);
    const reissued = await household(
      'reissue',
      '--card',
      '9990001',
      '--from-day',
      day,
      '--into',
      whole,
      '--reason',
      'new staff',
      '--by',
      'Ann',
    );
    expect(reissued).toMatchObject({ status: 'done', household_id: 'HOUSE', receipts_moved: 900 });
    const { cards } = await household('show', '--household', whole);
    expect(cards).toContainEqual(expect.objectContaining({ card_id: '9990001', receipts: 300 }));
    await household('undo', '--event', String(reissued.event_id), '--by', 'Ann');
    expect((await household('show', '--household', 'HOUSE')).cards).toMatchObject([{ receipts: 1200 }]);
  });
});
