import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Ran } from '../../scripts/proof/support/program.ts';
import { run } from '../../src/cli/run.ts';
import { exportFile } from '../ingest/guess-files.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { worldIn } from './world.ts';

const scratch = scratchDirectory();
const LAYOUTS = join(import.meta.dirname, '../../fixtures/layouts');
const GERMAN = [
  ['Filiale', 'store_id'],
  ['Bonnr', 'transaction_id'],
  ['Datum', 'timestamp'],
  ['Kundenkarte', 'card_id'],
  ['EAN', 'product_id'],
  ['Menge', 'quantity'],
  ['Betrag', 'net_amount'],
] as const;

async function duelist(...args: readonly string[]): Promise<Ran> {
  const { world, said } = worldIn(scratch, { argv: args });
  await run(world);
  return { code: said.exitCode ?? 0, stdout: said.stdout, stderr: said.stderr };
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

const text = exportFile({
  delimiter: ';',
  decimal: ',',
  writeDay: (year, month, day) => `${String(day).padStart(2, '0')}.0${month}.${year}`,
  columns: GERMAN,
});
const bons = file('bons.csv', text);

describe('layout guess', () => {
  test('writes what is a layout as it stands, and check and ingest take it', async () => {
    const guessed = await duelist('layout', 'guess', bons);
    expect(guessed).toMatchObject({ code: 0, stderr: '' });
    const layout = file('bons.toml', guessed.stdout);
    const checked = await duelist('layout', 'check', '--layout', layout, bons, '--json');
    expect(JSON.parse(checked.stdout)).toMatchObject({ good: true, lines_rejected: 0, valid_product_ids: 1 });
    const data = join(scratch, 'bons');
    const taken = await duelist('ingest', 'scans', bons, '--layout', layout, '--data', data, '--json');
    expect(JSON.parse(taken.stdout)).toMatchObject({
      lines_rejected: 0,
      lines_read: text.split('\n').length - 2,
    });
  });

  test('says it all as data, and writes the layout once', async () => {
    const out = join(scratch, 'out.toml');
    const packed = file('bons-packed', gzipSync(text));
    const guessed = await duelist('layout', 'guess', packed, '--out', out, '--json');
    const document = JSON.parse(guessed.stdout);
    expect(document).toMatchObject({
      schema: 'duelist.layout-guess/1',
      encoding: 'utf-8',
      delimiter: ';',
      header: true,
      decimal_mark: ',',
      date: { format: 'dd.MM.yyyy', doubt: null },
      product_ids: { kind: 'gtin', valid_share: 1, repair: null },
      missing: [],
      trial: { lines_rejected: 0, fault: null },
    });
    expect(document.columns[0]).toMatchObject({
      canonical: 'store_id',
      from: ['Filiale'],
      how: 'sure',
      required: true,
    });
    expect(document.trial.rows).toHaveLength(10);
    expect(document.trial.rows[0]).toMatchObject({
      line: 2,
      store_id: '17',
      timestamp: '2026-03-01',
      net_amount: '2.58',
    });
    expect(document.notes.join(' ')).toContain('name it .gz');
    expect(readFileSync(out, 'utf8')).toBe(document.toml);
    expect((await duelist('layout', 'guess', packed, '--out', out)).code).toBe(73);
  });

  test('that finds nothing ends with 1, and leaves nothing behind', async () => {
    const out = join(scratch, 'none.toml');
    const guessed = await duelist('layout', 'guess', file('empty.csv', ''), '--out', out);
    expect(guessed).toMatchObject({ code: 1, stdout: expect.stringContaining('empty') });
    expect(existsSync(out)).toBe(false);
  });

  test('of damaged gzip goes by what is whole', async () => {
    const damaged = file('cut.csv.gz', gzipSync(text).subarray(0, 900));
    expect((await duelist('layout', 'guess', damaged)).stdout).toContain('Filiale');
  });
});

describe('layout check', () => {
  test('tells what would become of files, and makes no data directory', async () => {
    const args = ['--layout', join(LAYOUTS, 'poslog.toml'), join(LAYOUTS, 'poslog.x*')];
    const checked = await duelist('layout', 'check', ...args, '--set', 'ingest.max_rejected_percent=20');
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout).toContain('19 lines read in 1 file: 17 accepted, 2 rejected; nothing was stored');
    expect(checked.stdout).toContain('poslog.xml:177, column product_id');
    expect(existsSync(join(scratch, 'duelist-data'))).toBe(false);
  });

  test('ends with 1 beyond the threshold, and with a file that breaks off', async () => {
    const args = ['--layout', join(LAYOUTS, 'poslog.toml')];
    expect((await duelist('layout', 'check', ...args, join(LAYOUTS, 'poslog.xml'))).code).toBe(1);
    const cut = file('cut.xml', readFileSync(join(LAYOUTS, 'poslog.xml')).subarray(0, 5000));
    const checked = await duelist('layout', 'check', ...args, cut, '--json');
    expect(checked.code).toBe(1);
    expect(JSON.parse(checked.stdout)).toMatchObject({
      good: false,
      lines_accepted: 7,
      faults: [{ code: 'xml', at: { line: 116 } }],
    });
  });

  test.each([
    [['layout', 'check', '--layout', join(scratch, 'faulty.toml'), bons], 78],
    [['layout', 'check', '--layout', join(LAYOUTS, 'coop.toml'), bons], 78],
    [['layout', 'check', '--layout', join(LAYOUTS, 'coop.toml'), 'nowhere.csv'], 66],
    [['layout', 'guess', 'nowhere.csv'], 66],
    [['layout', 'check', '-'], 64],
    [['layout', 'gess', bons], 64],
    [['layout', 'guess', bons, bons], 64],
    [['layout', 'guess', bons, '--feed', 'scan'], 64],
  ])('%j ends with %d', async (args, code) => {
    file('faulty.toml', 'feed = "scans"\ndelimeter = ";"\n');
    expect((await duelist(...args)).code).toBe(code);
  });
});

test('a packed POSLog is taken in', async () => {
  const packed = file('log.xml.gz', gzipSync(readFileSync(join(LAYOUTS, 'poslog.xml'))));
  const args = ['--layout', join(LAYOUTS, 'poslog.toml'), '--data', join(scratch, 'log'), '--json'];
  const taken = await duelist('ingest', 'scans', packed, ...args);
  expect(JSON.parse(taken.stdout.split('\n')[0] ?? '')).toMatchObject({
    lines_read: 19,
    lines_stored: 17,
    lines_rejected: 2,
    lines_skipped: 10,
  });
});
