import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { filesThatMention, scrubLogs, scrubQuarantine } from '../../src/cli/people/scrub.ts';
import { dataDir } from '../store/room.ts';

const TRACES = { ids: ['H000007', '4807919317'], together: [['Jo Doe', '1 Elm St'], ['jo@doe.example']] };
const HEADER = 'file,line,column,reason,message,raw\n';

function write(dir: string, name: string, data: string | Uint8Array): string {
  mkdirSync(join(dir, name, '..'), { recursive: true });
  writeFileSync(join(dir, name), data);
  return join(dir, name);
}

test('the quarantine keeps a row’s place and reason, and nothing of whose it was', async () => {
  const dir = dataDir();
  const rows = [
    'a.csv,2,mail_consent,yes-no,bad,"H000007,x,maybe"\n',
    'a.csv,3,mail_consent,yes-no,bad,"H0000071,4807919317,""Doe, Jo"",maybe"\n',
    'a.csv,4,mail_consent,yes-no,bad,"H000008,14807919317,Jo Doe,maybe"\n',
    'a.csv,5,mail_consent,yes-no,bad,"H000009,x,Jo Doe,1 Elm St,maybe"\n',
    'a.csv,6,mail_consent,yes-no,bad,"H000010,x,\nJOHN,maybe"\n',
  ];
  const path = write(dir, 'quarantine/households-a.csv', HEADER + rows.join(''));
  const untouched = write(dir, 'quarantine/scans-b.csv', `${HEADER}b.csv,2,x,yes-no,bad,"H000011"\n`);
  const before = readFileSync(untouched, 'utf8');
  expect(await scrubQuarantine(dir, TRACES)).toBe(3);
  const blank = (line: number) => `a.csv,${line},mail_consent,yes-no,,\n`;
  expect(readFileSync(path, 'utf8')).toBe(`${HEADER}${blank(2)}${blank(3)}${rows[2]}${blank(5)}${rows[4]}`);
  expect(readFileSync(untouched, 'utf8')).toBe(before);
  expect(await scrubQuarantine(dir, TRACES)).toBe(0);
});

test('a log keeps its length, and its other numbers', () => {
  const dir = dataDir();
  const filler = 'x'.repeat((1 << 20) - 20);
  const text = `card 4807919317 of H000007, not H0000070 or 14807919317\n${filler}4 4807919317 Jo Doe\n`;
  const path = write(dir, 'logs/duelist.log', text);
  expect(scrubLogs(dir, TRACES)).toBe(4);
  const stars = (count: number) => '*'.repeat(count);
  expect(readFileSync(path, 'utf8')).toBe(
    text
      .replace('card 4807919317', `card ${stars(10)}`)
      .replace('of H000007,', `of ${stars(7)},`)
      .replace('4 4807919317 Jo Doe', `4 ${stars(10)} ${stars(6)}`),
  );
});

test('files that still name somebody are found, packed ones too', async () => {
  const dir = dataDir();
  write(dir, 'inbox/a.csv', 'H000008,4800000000\n');
  write(dir, 'inbox/b.csv', `${'x,'.repeat(1 << 20)}4807919317\n`);
  write(dir, 'inbox/done/c.csv.gz', gzipSync('H000007,Jo\n'));
  write(dir, 'inbox/d.csv.gz', gzipSync('H000007,Jo\n').subarray(0, 12));
  expect(await filesThatMention(join(dir, 'inbox'), TRACES)).toEqual([
    join(dir, 'inbox/b.csv'),
    join(dir, 'inbox/done/c.csv.gz'),
  ]);
  expect(await filesThatMention(join(dir, 'nowhere'), TRACES)).toEqual([]);
});
