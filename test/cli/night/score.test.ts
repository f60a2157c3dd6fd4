import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyData } from '../../../scripts/proof/support/chain.ts';
import { query } from '../../../scripts/proof/support/dump.ts';
import { withContext } from '../../../src/cli/context.ts';
import type { NightRun } from '../../../src/cli/night/run-types.ts';
import { score } from '../../../src/cli/night/score.ts';
import { run } from '../../../src/cli/run.ts';
import { addDays, type Day, formatDay } from '../../../src/shared/day.ts';
import { date } from '../../offers/build.ts';
import { connect } from '../../store/room.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { worldIn } from '../world.ts';

/**
 * Fifty households bought the same eight products every week for twelve weeks. While their lists are good, household n
 * buys the first n mod 9 of them, once: who looks at a list knows what of it was bought.
 */
const scratch = scratchDirectory();
const HOUSEHOLDS = 50;
const AS_OF = date('2026-10-01');
const FROM = addDays(AS_OF, 4);
const UNTIL = addDays(AS_OF, 17);
const PRODUCTS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
const COLUMNS = 'store_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount';

const released = join(scratch, 'released');
let files = 0;
let copies = 0;

async function duelist(data: string, ...argv: readonly string[]): Promise<string> {
  const now = () => new Date(Date.UTC(2026, 9, 30));
  const { world, said } = worldIn(scratch, { argv: [...argv, '--data', data], now });
  await run(world);
  expect([said.stderr, said.exitCode ?? 0]).toEqual(['', 0]);
  return said.stdout;
}

async function feed(data: string, name: string, lines: readonly string[]): Promise<void> {
  files += 1;
  const path = join(scratch, `${name}-${files}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  await duelist(data, 'ingest', name, path);
}

/** A trip of a household, on its weekday of a week. Odd ones go to store 1. */
function trip(n: number, day: Day, products: readonly string[]): string[] {
  const store = n % 2 === 0 ? 2 : 1;
  return products.map((product) => `${store},${n}-${day},${formatDay(day)},K${n},${product},1,5.00`);
}

const everybody = Array.from({ length: HOUSEHOLDS }, (_, n) => n);
const boughtBy = (n: number): readonly string[] => PRODUCTS.slice(0, n % 9);

/** What everybody buys while the lists are good: something new in each week, and their share of the old in the first. */
function validity(productsOf: (n: number) => readonly string[]): string[] {
  return everybody.flatMap((n) => [
    ...trip(n, addDays(FROM, n % 7), ['NEW', ...productsOf(n)]),
    ...trip(n, addDays(FROM, 7 + (n % 7)), ['NEW']),
  ]);
}

/** Store 2 has not sent the last two days. */
function isLate(line: string): boolean {
  return line.startsWith('2,') && (line.includes('2026-10-17') || line.includes('2026-10-18'));
}

beforeAll(async () => {
  mkdirSync(join(released, 'keys'), { recursive: true, mode: 0o700 });
  // A key of its own in each run would draw another control group.
  writeFileSync(join(released, 'keys', '1.key'), `${'5a'.repeat(32)}\n`, { mode: 0o600 });
  writeFileSync(
    join(released, 'duelist.toml'),
    'product_ids = "opaque"\n[plan]\ncontrol_percent = 20\n[night]\nfree_mb_min = 0\nreview = false\n',
  );
  await feed(released, 'products', [
    'product_id,description,need',
    ...PRODUCTS.map((p) => `${p},Good ${p},need ${p}`),
  ]);
  await feed(released, 'households', [
    'household_id,card_ids,name,mail_consent',
    ...everybody.map((n) => `H${n},K${n},Name ${n},yes`),
  ]);
  const weeks = Array.from({ length: 12 }, (_, week) => addDays(AS_OF, -7 * (week + 1)));
  const history = weeks.flatMap((week) => everybody.flatMap((n) => trip(n, addDays(week, n % 7), PRODUCTS)));
  await feed(released, 'scans', [COLUMNS, ...history]);
  await duelist(released, 'plan', '--as-of', formatDay(AS_OF));
  const [first] = householdsOf(released, 'treatment');
  await duelist(released, 'hold', '--household', first ?? '', '--reason', 'test', '--by', 'Ann');
  await duelist(released, 'approve', '--cycle', '1', '--by', 'Ann');
  await duelist(released, 'release', '--cycle', '1');
}, 60_000);

function newChain(): string {
  copies += 1;
  return copyData(released, join(scratch, `chain-${copies}`));
}

/** The night's phase, as of a day. */
function scoreOn(data: string, asOf: Day, set: readonly string[] = []) {
  return withContext(
    worldIn(scratch).world,
    { data, set: [...set] },
    { command: 'test', lock: true },
    (context) => score.run({ context, asOf } as NightRun),
  );
}

type ScoreRow = Record<string, number | string>;
const scoresOf = (data: string): ScoreRow[] =>
  query<ScoreRow>(data, 'ledger.db', 'SELECT * FROM cycle_score ORDER BY revision, arm DESC');

function householdsOf(data: string, arm: string): string[] {
  const sql = `SELECT household_id AS id FROM list WHERE arm = '${arm}' ORDER BY list_id`;
  return query<{ id: string }>(data, 'ledger.db', sql).map(({ id }) => id);
}

/** By hand, from the lists that went out: due lines and those that were bought, of an arm. */
function truthOf(data: string, arm: string): ScoreRow {
  type Line = { household_id: string; product_id: string; probability: number };
  const lines = query<Line>(
    data,
    'ledger.db',
    `SELECT household_id, product_id, probability FROM list JOIN list_line USING (list_id)
     WHERE cycle_id = 1 AND section = 'due' AND arm = '${arm}' AND held_by IS NULL`,
  );
  const number = ({ household_id: id }: Line): number => Number(id.slice(1));
  return {
    arm,
    lists: new Set(lines.map((line) => line.household_id)).size,
    due_lines: lines.length,
    bought: lines.filter((line) => boughtBy(number(line)).includes(line.product_id)).length,
    expected_millionths: lines.reduce((sum, { probability }) => sum + Math.round(1e6 * probability), 0),
  };
}

describe('a cycle that is over', () => {
  test('waits for late stores, is counted as by hand, arms apart, and once', async () => {
    const data = newChain();
    const all = validity(boughtBy);
    await feed(data, 'scans', [COLUMNS, ...all.filter((line) => !isLate(line))]);
    expect(await scoreOn(data, addDays(UNTIL, 1))).toMatchObject({ did: false });
    await feed(data, 'scans', [COLUMNS, ...all.filter(isLate)]);
    // Its last day is not over.
    expect(await scoreOn(data, UNTIL)).toMatchObject({ did: false });
    expect(await scoreOn(data, addDays(UNTIL, 2))).toEqual({ did: true, counts: { scored: [1] } });
    const [treatment, control] = scoresOf(data);
    const [ours, ghosts] = [truthOf(data, 'treatment'), truthOf(data, 'control')];
    expect(Number(ours.due_lines)).toBe(8 * Number(ours.lists));
    expect(Number(ghosts.lists)).toBeGreaterThan(3);
    // All eight are on the naive list, too: they are all there is.
    expect(treatment).toMatchObject({
      ...ours,
      naive_bought: ours.bought,
      favourites_bought: ours.bought,
      revision: 1,
    });
    expect(control).toMatchObject({ ...ghosts, naive_bought: ghosts.bought, specials: 0 });
    expect(treatment).toMatchObject({ receipts: 100, missing_days: 0, gain_error: 0, shoppers: ours.lists });
    expect(await scoreOn(data, addDays(UNTIL, 2))).toMatchObject({ did: false });
    expect(await scoreOn(data, addDays(UNTIL, 3))).toMatchObject({ did: false });
    expect(scoresOf(data)).toHaveLength(2);
    expect(JSON.parse(await duelist(data, 'score', '--json')).treatment).toMatchObject({
      bought_share: Number(ours.bought) / Number(ours.due_lines),
      gain_share: 0,
      specials_by_product: { lines: 0 },
    });
  });

  test('is scored again when receipts come late, for some weeks, in a row of its own', async () => {
    const data = newChain();
    const all = validity(boughtBy);
    await feed(data, 'scans', [COLUMNS, ...all.filter((line) => !isLate(line))]);
    // Nobody is waited for for ever.
    expect(await scoreOn(data, addDays(UNTIL, 8))).toMatchObject({ did: true });
    expect(scoresOf(data)[0]).toMatchObject({ missing_days: 2, revision: 1 });
    await feed(data, 'scans', [COLUMNS, ...all.filter(isLate)]);
    expect(await scoreOn(data, addDays(UNTIL, 29))).toMatchObject({ did: false });
    expect(await scoreOn(data, addDays(UNTIL, 28))).toMatchObject({ did: true });
    expect(scoresOf(data)).toHaveLength(4);
    expect(scoresOf(data)[2]).toMatchObject({ ...truthOf(data, 'treatment'), revision: 2, missing_days: 0 });
    expect(await scoreOn(data, addDays(UNTIL, 28))).toMatchObject({ did: false });

    const ledger = connect(data, 'ledger');
    expect(() => ledger.exec('UPDATE cycle_score SET bought = 0')).toThrow('append-only');
    expect(() => ledger.exec('DELETE FROM cycle_score_part')).toThrow('append-only');
    // The newest speaks.
    const { scores } = JSON.parse(await duelist(data, 'status', '--json'));
    expect(scores.map(({ arm, revision }: ScoreRow) => [arm, revision])).toEqual([
      ['treatment', 2],
      ['control', 2],
    ]);
  });

  test.each([
    ['was withdrawn', "UPDATE cycle SET state = 'withdrawn'"],
    ['never went out', "UPDATE cycle SET state = 'approved'"],
    ['is of an earlier system', 'UPDATE cycle SET taken_over = 1'],
  ])('and %s is not scored', async (_, sql) => {
    const data = newChain();
    await feed(data, 'scans', [COLUMNS, ...validity(boughtBy)]);
    connect(data, 'ledger').exec(sql);
    expect(await scoreOn(data, addDays(UNTIL, 9))).toMatchObject({ did: false });
  });

  test('leaves out lists that were held, and those of people who were forgotten', async () => {
    const data = newChain();
    await feed(data, 'scans', [COLUMNS, ...validity(boughtBy)]);
    const treated = householdsOf(data, 'treatment');
    await duelist(data, 'forget', '--household', treated[1] ?? '', '--by', 'Ann', '--yes');
    await scoreOn(data, addDays(UNTIL, 2));
    expect(scoresOf(data)[0]).toMatchObject({ lists: treated.length - 2 });
  });
});

describe('lists that went wrong', () => {
  const night = formatDay(addDays(UNTIL, 1));

  test('are told in the night that finds it out, with what to do, and in status from then on', async () => {
    const data = newChain();
    usualCycles(data);
    // Products have other numbers now, as far as the lists can tell.
    await feed(data, 'scans', [COLUMNS, ...validity((n) => (n % 5 === 0 ? ['A'] : []))]);
    const report = JSON.parse(await duelist(data, 'nightly', '--as-of', night, '--json'));
    expect(report).toMatchObject({ state: 'done', exit_code: 0 });
    expect(report.last_cycle).toMatchObject({ cycle_id: 1, scored_tonight: true, revision: 1 });
    expect(report.score_warnings).toMatchObject([
      {
        code: 'score-fell',
        level: 'warn',
        text: 'cycle 1: 2 % of due lines bought, usually 60 %, at least 55 %',
      },
      { code: 'score-calibration', next: expect.stringContaining('`duelist score --cycle 1`') },
    ]);
    expect(report.summary).toMatch(
      /^OK: .*last cycle: 2 % of due lines bought, naive list 2 %, predicted \d+ %, cycle 1: 2 %/,
    );
    const later = JSON.parse(
      await duelist(data, 'nightly', '--as-of', formatDay(addDays(UNTIL, 2)), '--json'),
    );
    expect(later.score_warnings).toEqual([]);
    expect(later.last_cycle).toMatchObject({ cycle_id: 1, scored_tonight: false });
    const status = await duelist(data, 'status');
    expect(status).toContain('trend, cycles 91 to 1: 59 60 61 60 2 % bought, -');
    expect(status).toContain('  cycle 1: 2 % of due lines bought, usually 60 %');
    expect(status).toContain('duelist stores --from 2026-10-05 --to 2026-10-18');
    expect(await duelist(data, 'score')).toContain('warning[score-fell]: cycle 1: 2 %');
    // Who reads cycle 1 sees the newest one that was over when it was planned.
    const packet = join(data, 'packet');
    await duelist(data, 'review', '--cycle', '1', '--static', packet);
    expect(readFileSync(join(packet, 'index.html'), 'utf8')).toMatch(
      /<strong>61%<\/strong> were bought while .* of a naive list .* 50%\./,
    );
  });

  test('are no news where all is as usual', async () => {
    const data = newChain();
    const share = Number(truthOf(data, 'treatment').bought) / Number(truthOf(data, 'treatment').due_lines);
    usualCycles(data, share);
    await feed(data, 'scans', [COLUMNS, ...validity(boughtBy)]);
    const report = JSON.parse(
      await duelist(
        data,
        'nightly',
        '--as-of',
        night,
        '--json',
        '--set',
        'quality.score_calibration_error_max=1',
      ),
    );
    expect(report.score_warnings).toEqual([]);
  });

  /** Four cycles of before, in which about so much of a thousand lines was bought. */
  function usualCycles(data: string, share = 0.6): void {
    const ledger = connect(data, 'ledger');
    [-0.01, 0, 0.01, 0].forEach((off, at) => {
      const id = 91 + at;
      const from = FROM - 14 * (4 - at);
      ledger.exec(
        `INSERT INTO cycle (cycle_id, as_of, valid_from, valid_until, households, inputs_sha256, complete, state, seal, approved_by)
         VALUES (${id}, ${from - 4}, ${from}, ${from + 13}, 'due', '${'0'.repeat(64)}', 1, 'closed', '${'0'.repeat(64)}', 'Ann')`,
      );
      const bought = Math.round(1000 * (share + off));
      for (const arm of ['treatment', 'control'])
        ledger.exec(
          `INSERT INTO cycle_score VALUES (${id}, 1, '${arm}', ${from + 15}, 9, 9, 9, 0, 0, 100, 100, 1000, ${bought}, ${bought}000000, 500, 500,
             0.01, 0.01, 9, 0, 0)`,
        );
    });
  }
});
