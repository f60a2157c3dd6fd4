import { expect, test } from 'vitest';
import { historyAsOf } from '../../src/history/derive.ts';
import type { HistoryLine } from '../../src/history/household-history.ts';
import { type QualificationRule, qualifies } from '../../src/history/spend.ts';
import type { Day } from '../../src/shared/day.ts';
import { line } from './lines.ts';

/** More than $25 a week over 8 weeks, known for 4 weeks. */
const RULE: QualificationRule = { thresholdCents: 2500, weeks: 8, minHistoryWeeks: 4 };
const AS_OF = 1000 as Day;
const FIRST_DAY_OF_WINDOW = AS_OF - 56;

function answer(lines: readonly HistoryLine[], rule: QualificationRule = RULE) {
  return qualifies(historyAsOf(1, lines, AS_OF, () => true).history, AS_OF, rule);
}

test('exactly the threshold does not qualify; a cent more does', () => {
  expect(answer([line({ day: FIRST_DAY_OF_WINDOW, netCents: 20_000 })])).toEqual({
    qualifies: false,
    weeklySpendCents: 2500,
    reason: 'below-threshold',
  });
  expect(answer([line({ day: FIRST_DAY_OF_WINDOW, netCents: 20_001 })])).toEqual({
    qualifies: true,
    weeklySpendCents: 2500,
  });
});

test('the weeks end the day before the as-of day', () => {
  const rich = { netCents: 90_000 };
  const early = line({ day: FIRST_DAY_OF_WINDOW - 1, ...rich });
  expect(answer([early])).toMatchObject({ qualifies: false, reason: 'no-spend', weeklySpendCents: 0 });
  expect(answer([line({ day: 500, netCents: 1 }), line({ day: AS_OF - 1, ...rich })]).qualifies).toBe(true);
});

test.each([
  ['nobody came', [], 'no-trips', 0],
  ['the first trip was 27 days ago', [line({ day: AS_OF - 27, netCents: 90_000 })], 'short-history', 11_250],
  ['every amount is unknown', [line({ day: AS_OF - 40, netCents: null })], 'no-spend', 0],
  [
    'refunds eat the spend',
    [
      line({ day: AS_OF - 40, netCents: 100 }),
      line({ day: AS_OF - 9, productNo: 8, netCents: -501, lineType: 'return', quantityMilli: -1000 }),
    ],
    'no-spend',
    -51,
  ],
] as const)('not when %s', (_, lines, reason, weeklySpendCents) => {
  expect(answer(lines)).toEqual({ qualifies: false, reason, weeklySpendCents });
});

test('a first trip of exactly the minimum history is enough', () => {
  expect(answer([line({ day: AS_OF - 28, netCents: 90_000 })]).qualifies).toBe(true);
});

test('the average is taken over all weeks, also those before the first trip', () => {
  expect(answer([line({ day: AS_OF - 28, netCents: 12_000 })])).toMatchObject({ weeklySpendCents: 1500 });
});

test('a rule without weeks is refused', () => {
  expect(() => answer([], { ...RULE, weeks: 0 })).toThrow(RangeError);
});
