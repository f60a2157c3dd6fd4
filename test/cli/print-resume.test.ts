import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { killAtChange } from '../../scripts/proof/support/cutter.ts';
import { printThreadsFor } from '../../src/cli/print/crew/crew.ts';
import { run } from '../../src/cli/run.ts';
import { succeedHere } from '../support/here.ts';
import { readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { planned } from '../support/shared-chain.ts';
import { worldIn } from './world.ts';

const scratch = scratchDirectory();
const data = join(scratch, 'data');
const whole = join(scratch, 'whole');
const broken = join(scratch, 'broken');

/** Some more than an interrupted print has done. */
const LISTS = '70';
const print = (out: string, ...more: string[]) => [
  ...['print', '--cycle', '1', '--out', out, '--data', data, '--json'],
  ...['--limit', LISTS, '--set', 'print.spool_sheets=10', ...more],
];

/** Every file below a folder: name and bytes. */
function bytesBelow(dir: string): Map<string, string> {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(names.sort().map((name) => [name.slice(dir.length), readFileSync(name, 'latin1')]));
}

/** Files that were written anew since: each is put in the place of the old one. */
function writtenSince(before: ReadonlyMap<string, number>): string[] {
  return [...before].filter(([path, inode]) => statSync(path).ino !== inode).map(([path]) => path);
}

function inodes(dir: string, pattern: RegExp): Map<string, number> {
  const names = readdirSync(dir).filter((name) => pattern.test(name));
  return new Map(names.map((name) => [join(dir, name), statSync(join(dir, name)).ino]));
}

/** A print that is told to stop after the first fifty lists. */
async function interrupted(out: string, ...more: string[]): Promise<void> {
  let looks = 0;
  const { world, said } = worldIn(process.cwd(), {
    argv: print(out, ...more),
    now: () => new Date(),
    stopSignal: () => (looks++ === 0 ? 'SIGTERM' : undefined),
  });
  await run(world);
  expect(said.exitCode).toBe(143);
}

beforeAll(async () => {
  await planned(data);
  await succeedHere(print(whole));
  await interrupted(broken);
});

describe('a print with threads', () => {
  test('is byte for byte the one without', async () => {
    const threads = join(scratch, 'threads');
    await succeedHere(print(threads, '--set', 'print.threads=2'));
    expect(bytesBelow(threads)).toEqual(bytesBelow(whole));
  });

  test.each([
    // lists, asked, processors -> threads besides the one that fills the spools
    [50_000, 0, 2, 0],
    [50_000, 0, 3, 2],
    [50_000, 0, 4, 3],
    [50_000, 0, 64, 8],
    [50_000, 1, 2, 0],
    [50_000, 0, 1, 0],
    [4_999, 0, 4, 0],
    [4_999, 1, 2, 0],
    [4_999, 3, 2, 3],
    [5_000, 0, 8, 2],
  ])('of %i lists, %i asked for, on %i processors has %i', (lists, asked, processors, threads) => {
    expect(printThreadsFor(lists, asked, processors)).toBe(threads);
  });
});

describe('a print that was interrupted', () => {
  const again = join(scratch, 'again');
  const fresh = () => {
    rmSync(again, { recursive: true, force: true });
    cpSync(broken, again, { recursive: true });
  };

  /** What an undisturbed one leaves. */
  let of: ReadonlyMap<string, string>;
  beforeAll(() => {
    of = bytesBelow(whole);
  });

  test('has no manifest, and says what is done', () => {
    const names = readdirSync(broken);
    expect(names).not.toContain('manifest.csv');
    expect(names.filter((name) => /^spool-\d+\.pdf$/.test(name)).length).toBeGreaterThanOrEqual(4);
  });

  test('goes on behind its whole spools, and ends as one that was never interrupted', async () => {
    fresh();
    const spools = inodes(again, /^spool-\d+\.pdf$/);
    const inSpools = new Set(
      readRecords(join(whole, 'manifest.csv'))
        .filter((row) => spools.has(join(again, row('spool'))))
        .map((row) => `${row('list_id')}.pdf`),
    );
    expect(inSpools.size).toBe(10 * spools.size);
    const sheets = inodes(join(again, 'lists'), /./);
    await succeedHere(print(again));
    expect(bytesBelow(again)).toEqual(bytesBelow(whole));
    expect(writtenSince(spools)).toEqual([]);
    const anew = writtenSince(sheets).map((path) => path.split('/').at(-1) ?? '');
    expect(anew.filter((name) => inSpools.has(name))).toEqual([]);
    expect(readdirSync(again)).not.toContain('unfinished');
  });

  test.each([
    ['a spool that lost its end', 'spool-002.pdf'],
    ['a sheet that lost its end', undefined],
  ])('prints again from %s on', async (_, name) => {
    fresh();
    const row = readRecords(join(whole, 'manifest.csv')).find((each) => each('spool') === 'spool-002.pdf');
    truncateSync(join(again, name ?? `lists/${row?.('list_id')}.pdf`), 1000);
    const first = inodes(again, /^spool-001\.pdf$/);
    await succeedHere(print(again));
    expect(bytesBelow(again)).toEqual(bytesBelow(whole));
    expect(writtenSince(first)).toEqual([]);
  });

  // A share of `npm run proof -- print`.
  test('that is killed within its proof is whole up to there, and after the next run in all', async () => {
    fresh();
    const ran = await killAtChange(print(again), { under: again, from: 'spools.csv', at: 5 });
    expect([ran.code, readdirSync(again).filter((name) => name.startsWith('proof'))]).toEqual([
      undefined,
      ['proof.pdf.part'],
    ]);
    for (const [name, bytes] of bytesBelow(again))
      if (!/\.part$|^\/unfinished\//.test(name)) expect([name, bytes === of.get(name)]).toEqual([name, true]);
    await succeedHere(print(again));
    expect(bytesBelow(again)).toEqual(of);
  });

  test('reads back no sheet more where it goes on within a block', async () => {
    const few = ['--set', 'print.spool_sheets=5'];
    const other = join(scratch, 'few');
    rmSync(again, { recursive: true, force: true });
    await interrupted(again, ...few);
    truncateSync(join(again, 'spool-002.pdf'), 1000);
    await succeedHere(print(again, ...few));
    await succeedHere(print(other, ...few));
    expect(bytesBelow(again)).toEqual(bytesBelow(other));
  });

  test('prints again what a torn record tells of', async () => {
    fresh();
    writeFileSync(join(again, 'unfinished', 'spool-001.pdf.json'), '{"run":"x');
    await succeedHere(print(again));
    expect(bytesBelow(again)).toEqual(bytesBelow(whole));
  });

  test('begins anew with another look', async () => {
    fresh();
    const brown = ['--set', 'brand.color=#5a3a10'];
    await succeedHere(print(again, ...brown));
    const other = join(scratch, 'brown');
    await succeedHere(print(other, ...brown));
    expect(bytesBelow(again)).toEqual(bytesBelow(other));
    expect(bytesBelow(again)).not.toEqual(bytesBelow(whole));
  });

  test('leaves out what was held meanwhile, also from a spool that was whole', async () => {
    fresh();
    const listId = readRecords(join(whole, 'manifest.csv'))[14]?.('list_id') ?? '';
    await succeedHere([...['hold', '--list', listId, '--reason', 'moved', '--by', 'May', '--data', data]]);
    const first = inodes(again, /^spool-001\.pdf$/);
    await succeedHere(print(again));
    const other = join(scratch, 'held');
    await succeedHere(print(other));
    expect(bytesBelow(again)).toEqual(bytesBelow(other));
    expect(readdirSync(join(again, 'lists'))).not.toContain(`${listId}.pdf`);
    expect(writtenSince(first)).toEqual([]);
  });
});
