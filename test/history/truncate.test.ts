import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXACT_EVER, historyAsOf } from '../../src/history/derive.ts';
import { truncateHistory } from '../../src/history/truncate.ts';
import type { Day } from '../../src/shared/day.ts';
import { LAST_DAY, line, someLines } from './lines.ts';

const everything = () => true;

test('cut to any day from exactFrom on, a history is what it was as of that day', () => {
  fc.assert(
    fc.property(someLines, fc.integer({ min: 0, max: LAST_DAY }), (lines, asOf) => {
      const { history, exactFrom } = historyAsOf(1, lines, asOf as Day, everything);
      for (let day = Math.max(0, exactFrom); day <= asOf; day++) {
        expect(truncateHistory(history, day as Day)).toEqual(
          historyAsOf(1, lines, day as Day, everything).history,
        );
      }
    }),
    { numRuns: 200 },
  );
});

test('exactFrom is the smallest such day: one day earlier the cut is wrong', () => {
  fc.assert(
    fc.property(someLines, (lines) => {
      const { history, exactFrom } = historyAsOf(1, lines, LAST_DAY as Day, everything);
      if (exactFrom === EXACT_EVER) return;
      const day = (exactFrom - 1) as Day;
      expect(truncateHistory(history, day)).not.toEqual(historyAsOf(1, lines, day, everything).history);
    }),
    { numRuns: 300 },
  );
});

test('cut before its first line, nothing is left', () => {
  const { history } = historyAsOf(1, [line({ day: 10 }), line({ day: 12 })], 40 as Day, everything);
  const empty = truncateHistory(history, 10 as Day);
  expect([empty.tripDays.length, empty.spendDays.length, empty.productNos.length]).toEqual([0, 0, 0]);
  expect([...empty.starts]).toEqual([0]);
});
