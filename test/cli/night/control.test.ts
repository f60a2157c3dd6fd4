import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { duelistHere } from '../../support/here.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const scratch = scratchDirectory();
const HEADER = 'store_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount\n';
const LINES = [
  '101,1,2026-11-20,C1,00677498103126,1,4.49\n',
  '101,1,2026-11-20,C1,00072987136928,1,4.69\n',
  '102,9,2026-11-20,C2,00072987136928,1,4.69\n',
];
const CONTROL = '{"rows": 3, "net_amount": "13.87"}';

test('nothing of a file that falls short of its control totals counts; the whole one does', async () => {
  const data = join(scratch, 'night');
  const inbox = join(data, 'inbox');
  mkdirSync(inbox, { recursive: true, mode: 0o700 });
  writeFileSync(join(inbox, 'scans-20.csv'), HEADER + LINES.slice(0, 2).join(''));
  writeFileSync(join(inbox, 'scans-20.csv.control.json'), CONTROL);
  writeFileSync(join(inbox, 'scans-21.csv.control.json'), CONTROL);
  const night = ['nightly', '--as-of', '2026-11-21', '--data', data, '--set', 'inbox.quiet_seconds=0'];

  const first = await duelistHere(night);
  expect(first.code).toBe(65);
  expect(first.stderr).toContain('scans-20.csv: control-totals');
  const refused = join(inbox, 'refused', '2026-11-21');
  expect(readdirSync(refused).sort()).toEqual([
    'scans-20.csv',
    'scans-20.csv.control.json',
    'scans-20.csv.why.txt',
  ]);
  const why = readFileSync(join(refused, 'scans-20.csv.why.txt'), 'utf8');
  expect(why).toContain('3 rows by the control file, 2 in the file (1 missing)');
  expect(why).toContain('net_amount 13.87 by the control file, 9.18 in the file');
  const { summary } = JSON.parse(readFileSync(join(data, 'last-run.json'), 'utf8')) as { summary: string };
  expect(summary).toContain('no receipts yet');
  expect(summary).toContain('half written: scans-21.csv.control.json');

  writeFileSync(join(inbox, 'scans-20.csv'), HEADER + LINES.join(''));
  writeFileSync(join(inbox, 'scans-20.csv.control.json'), CONTROL);
  expect((await duelistHere(night)).code).toBe(0);
  expect(existsSync(join(inbox, 'taken', '2026-11-21', 'scans-20.csv.control.json'))).toBe(true);
});

test('ingest refuses it, too, and says what to do when an earlier run had taken it on trust', async () => {
  const data = join(scratch, 'ingest');
  const file = join(scratch, 'scans.csv');
  writeFileSync(file, HEADER + LINES.slice(0, 2).join(''));
  const ingest = ['ingest', 'scans', file, '--data', data];
  expect((await duelistHere(ingest)).code).toBe(0);
  writeFileSync(`${file}.control.json`, `{"sha256": "${'0'.repeat(64)}", "rows": 2}`);
  const again = await duelistHere(ingest);
  expect(again.code).toBe(65);
  expect(again.stderr).toContain('error[control-totals]: scans.csv is not what its control file says');
  expect(again.stderr).toContain(`SHA-256: ${'0'.repeat(64)} by the control file`);
  expect(again.stderr).toContain('An earlier run has taken it in');
});
