import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { query } from '../../scripts/proof/support/dump.ts';
import { run as cutover } from '../../src/cli/commands/cutover.ts';
import { cutoverRoom, dueOn, room, scratch, TWO_LISTS, take } from './cutover-room.ts';
import { worldIn } from './world.ts';

cutoverRoom();

describe('a row that cannot be taken', () => {
  const REJECTED: readonly (readonly [string, string, string, string])[] = [
    [
      'offer-unknown',
      'offer_id',
      'H1,A1,2026-10-26,2026-11-08,NOPE,1.00',
      'of an offer that the feed has not',
    ],
    [
      'offer-restricted',
      'offer_id',
      'H1,A1,2026-10-26,2026-11-08,WINE,1.00',
      'of goods that may not be promoted',
    ],
    ['window-inverted', 'valid_until', 'H1,A1,2026-11-08,2026-10-26,,', 'that ends before it begins'],
    ['window-too-long', 'valid_until', 'H1,A1,2026-10-26,2062-11-08,,', 'that holds for decades'],
    ['day-format', 'valid_from', 'H1,A1,26.10.2026,2026-11-08,,', 'with a day that is none'],
    ['missing-value', 'list_code', 'H1,,2026-10-26,2026-11-08,,', 'without a number'],
    ['missing-value', 'household_id', ',A1,2026-10-26,2026-11-08,,', 'without a household'],
    ['missing-value', 'value', 'H1,A1,2026-10-26,2026-11-08,,1.00', 'with a value of no offer'],
    ['code-length', 'list_code', `H1,${'x'.repeat(41)},2026-10-26,2026-11-08,,`, 'with too long a number'],
    ['code-length', 'list_code', 'H1,- -,2026-10-26,2026-11-08,,', 'with a number of blanks'],
    [
      'id-scientific',
      'list_code',
      'H1,7.70E+15,2026-10-26,2026-11-08,,',
      'whose number a spreadsheet rounded',
    ],
    ['amount-format', 'value', 'H1,A1,2026-10-26,2026-11-08,BUTTER,lots', 'with a value that is none'],
    ['amount-range', 'value', 'H1,A1,2026-10-26,2026-11-08,BUTTER,0', 'with a value of nothing'],
    ['list-differs', 'list_code', 'H1,GOOD,2026-10-26,2026-11-08,,', 'with the number of another household'],
    ['field-count', '', 'H1,A1,2026-10-26', 'that breaks off'],
  ];

  test.each(REJECTED)('is in quarantine as %s (%s): %s', async (reason, column, row) => {
    const good = Array.from({ length: 30 }, (_, n) => `X${n},G${n},2026-10-26,2026-11-08,,`);
    const { document, exitCode } = await take(['H4,GOOD,2026-10-26,2026-11-08,,', ...good, row]);
    expect(exitCode).toBeUndefined();
    expect(document).toMatchObject({ lines_rejected: 1, rejected_by_reason: { [reason]: 1 } });
    const [head, line = ''] = readFileSync(String(document.quarantine), 'utf8').split('\n');
    expect(head).toBe('file,line,column,reason,message,raw');
    expect(line.startsWith(`old.csv,33,${column},${reason},`)).toBe(true);
    expect(line).toContain(row);
  });

  test('for its offer alone keeps its list, since its household holds the paper', async () => {
    const { document, exitCode } = await take(['H1,A1,2026-10-26,2026-11-08,NOPE,1.00']);
    expect(exitCode).toBe(65);
    expect(document).toMatchObject({ lines_rejected: 1, lists_taken: 1, offers_issued: 0 });
    expect(await dueOn('2026-10-30')).toEqual(['H2', 'H3', 'H4']);
  });

  test('beyond the threshold ends in 65, and what is good is in', async () => {
    const { document, exitCode, stderr } = await take([...TWO_LISTS, 'H4,A9,nonsense,2026-11-08,,']);
    expect(exitCode).toBe(65);
    expect(stderr).toContain('1 of 4 lines were rejected');
    expect(document).toMatchObject({ lists_taken: 2 });
  });

  test('with one of our own numbers is one', async () => {
    await take(TWO_LISTS);
    const [own] = query<{ list_code: string }>(room.data, 'ledger.db', 'SELECT list_code FROM list');
    const { document } = await take([`H4,${own?.list_code},2026-10-26,2026-11-08,,`]);
    expect(document).toMatchObject({ rejected_by_reason: { 'code-ours': 1 }, lists_taken: 0 });
  });

  test('needs the columns, or the file is none of these', async () => {
    const path = join(scratch, 'other.csv');
    writeFileSync(path, 'household_id,code\nH1,A1\n');
    const taken = cutover(worldIn(scratch).world, { data: room.data, lists: path, by: 'Jo' });
    await expect(taken).rejects.toMatchObject({ code: 'feed-columns', exitCode: 65 });
    const missing = cutover(worldIn(scratch).world, {
      data: room.data,
      lists: join(scratch, 'no.csv'),
      by: 'Jo',
    });
    await expect(missing).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
