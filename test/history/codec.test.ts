import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHistory, encodeHistory, HISTORY_FORMAT, HistoryFormatError } from '../../src/history/codec.ts';
import { historyAsOf } from '../../src/history/derive.ts';
import type { HistoryLine } from '../../src/history/household-history.ts';
import type { Day } from '../../src/shared/day.ts';
import { line, someLines } from './lines.ts';

function historyOf(lines: readonly HistoryLine[]) {
  return historyAsOf(42, lines, 80_000 as Day, () => true).history;
}

test('decoding gives back what was encoded', () => {
  fc.assert(
    fc.property(someLines, (lines) => {
      const history = historyOf(lines);
      expect(decodeHistory(42, encodeHistory(history))).toEqual(history);
    }),
  );
});

test('days before 1970, large products, large amounts and refunds survive', () => {
  const history = historyOf([
    line({ day: -25_000, productNo: 3_000_000, quantityMilli: 2_000_000_000, netCents: 9_999_999_999_999 }),
    line({ day: 60_000, productNo: 0, quantityMilli: 1, netCents: -9_999_999_999_999 }),
  ]);
  const decoded = decodeHistory(42, encodeHistory(history));
  expect(decoded).toEqual(history);
  expect([...decoded.spendCents]).toEqual([9_999_999_999_999, -9_999_999_999_999]);
});

test('a history of a year of weekly shopping takes less than two bytes per purchase day', () => {
  const lines = Array.from({ length: 52 }, (_, week) =>
    Array.from({ length: 20 }, (_, productNo) => line({ day: 20_000 + 7 * week, productNo, netCents: null })),
  ).flat();
  const history = historyOf(lines);
  expect(history.days.length).toBe(1040);
  expect(encodeHistory(history).length).toBeLessThan(2 * 1040);
});

test('another format is refused by name', () => {
  const bytes = encodeHistory(historyOf([line()]));
  bytes[0] = HISTORY_FORMAT + 1;
  expect(() => decodeHistory(42, bytes)).toThrow(HistoryFormatError);
  expect(() => decodeHistory(42, bytes)).toThrow(
    `household 42 has format ${HISTORY_FORMAT + 1}, this program reads ${HISTORY_FORMAT}`,
  );
  expect(() => decodeHistory(42, new Uint8Array())).toThrow(/format none/);
});

test('damaged bytes are refused: cut short, or with something after the end', () => {
  const bytes = encodeHistory(historyOf([line(), line({ day: 20, productNo: 9, quantityMilli: 2500 })]));
  for (let length = 1; length < bytes.length; length++) {
    expect(() => decodeHistory(42, bytes.slice(0, length))).toThrow(HistoryFormatError);
  }
  expect(() => decodeHistory(42, Uint8Array.from([...bytes, 0]))).toThrow(/1 bytes too many/);
});
