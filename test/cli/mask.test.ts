import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskId, maskNumber, maskNumbers } from '../../src/cli/people/mask.ts';

describe('a text for a log', () => {
  test.each([
    ['card 4807919317 is unknown', 'card ****9317 is unknown'],
    ['list 3123 4567 8901 2345 was scanned', 'list ****2345 was scanned'],
    ['list 3123-4567-8901-2345', 'list ****2345'],
    ['list 3123456789012345, card 4807919317.', 'list ****2345, card ****9317.'],
    ['("4807919317")', '("****9317")'],
  ])('shows of %j no more than the last digits', (text, masked) => {
    expect(maskNumbers(text)).toBe(masked);
  });

  test.each([
    'cycle 12 of 2026-10-18 has 1234567 lists',
    'seal 1c7ad45bdcdc748ff03d89385dfa4b117f2c9fd9abba3cbab142f9756d039041',
    'quarantine/scans-a.csv-12345678.csv, run-20261122103000123.csv',
    'household H000123 of store 101',
    'at 2026-11-22T10:30:00.000Z',
  ])('leaves %j as it is', (text) => {
    expect(maskNumbers(text)).toBe(text);
  });

  test('never shows a number of nine digits or more, whatever stands around it', () => {
    const number = fc.stringMatching(/^[1-9]\d{8,18}$/);
    const around = fc.constantFrom(' ', '"', '(', ')', ',', ';', ':', '\n', '/', '=', '|', '<', '>', "'");
    fc.assert(
      fc.property(number, around, around, (digits, before, after) => {
        expect(maskNumbers(`x${before}${digits}${after}y`)).toBe(`x${before}${maskNumber(digits)}${after}y`);
      }),
    );
  });
});

test('of what may be a card only the end is repeated, of a household id all', () => {
  expect(['4807919317', '4807 9193 17', 'H000002', 'smith-7'].map(maskId)).toEqual([
    '****9317',
    '****9317',
    'H000002',
    'smith-7',
  ]);
});
