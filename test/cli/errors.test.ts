import { describe, expect, test } from 'vitest';
import { describeBug, describeUserError } from '../../src/cli/errors.ts';
import { EXIT, type Place, UserError } from '../../src/shared/errors.ts';

function fault(detail: { at?: Place; next?: string } = {}): string {
  return describeUserError(
    new UserError('pos-amount', 'net_amount "12,50" is not an amount', {
      exitCode: EXIT.badInput,
      ...detail,
    }),
  );
}

describe('a fault that a person can mend', () => {
  const WHAT = 'error[pos-amount]: net_amount "12,50" is not an amount\n';

  test.each<[string, Place | undefined, string]>([
    ['nowhere in particular', undefined, ''],
    ['in a place of which nothing is known', {}, ''],
    ['in a file', { file: 'scans.csv' }, '  at scans.csv\n'],
    ['in a line', { file: 'scans.csv', line: 20413 }, '  at scans.csv:20413\n'],
    [
      'in a cell',
      { file: 'scans.csv', line: 2, column: 'net_amount' },
      '  at scans.csv:2, column net_amount\n',
    ],
    [
      'in a column of a file',
      { file: 'scans.csv', column: 'net_amount' },
      '  at scans.csv, column net_amount\n',
    ],
    ['in a column', { column: 'net_amount' }, '  at column net_amount\n'],
  ])('%s', (_, at, where) => {
    expect(fault(at === undefined ? {} : { at })).toBe(WHAT + where);
  });

  test('says what next, line by line under the fault', () => {
    expect(fault({ at: { file: 'a' }, next: 'Write a point.\nOr set decimal_mark.' })).toBe(
      `${WHAT}  at a\n  Write a point.\n  Or set decimal_mark.\n`,
    );
  });
});

describe('a bug of ours', () => {
  test('keeps its stack and names the command', () => {
    const text = describeBug(new RangeError('keyId: 10'), ['plan', '--as-of', '2026-03-01']);
    expect(text).toMatch(
      /^bug: duelist plan --as-of 2026-03-01\nRangeError: keyId: 10\n {4}at .*errors\.test\.ts/,
    );
    expect(text).toMatch(/Please report it with these lines\.\n$/);
  });

  test('does not print a glob of a thousand files', () => {
    const files = Array.from({ length: 1_000 }, (_, at) => `scans-${at}.csv`);
    const [first = ''] = describeBug(new Error('x'), ['ingest', 'scans', ...files]).split('\n');
    expect(first).toBe(`bug: duelist ingest scans ${files.slice(0, 6).join(' ')} …`);
    const eight = ['ingest', 'scans', ...files.slice(0, 6)];
    expect(describeBug(new Error('x'), eight)).toContain(`${eight.join(' ')}\n`);
  });

  test.each<[string, unknown, string]>([
    ['a text', 'out of cheese', '\nout of cheese\n'],
    ['nothing', undefined, '\nundefined\n'],
  ])('that was thrown as %s is shown too', (_, thrown, shown) => {
    expect(describeBug(thrown, ['status'])).toContain(shown);
  });

  test('without a stack shows its message', () => {
    const bare = new Error('bare');
    delete bare.stack;
    expect(describeBug(bare, ['status'])).toContain('\nbare\n');
  });
});
