import { expect, test } from 'vitest';
import { REASONS, type Reason, reasonForDue } from '../../src/lists/reasons.ts';

type DueReason = Extract<Reason, 'due-now' | 'due-late' | 'staple' | 'bought-before'>;
type Facts = { readonly purchases: number; readonly lastDay: number; readonly gapDays: number };

/** A list that is good from day 104 to day 117. */
const VALID = { validFrom: 104, validUntil: 117 };

// A Record: a new reason of due lines without a row does not compile.
const DUE: Record<DueReason, readonly (readonly [string, Facts])[]> = {
  staple: [
    ['six purchases, ten days apart', { purchases: 6, lastDay: 95, gapDays: 10 }],
    ['bread, every other day', { purchases: 80, lastDay: 99, gapDays: 2 }],
    ['a staple that is late is a staple', { purchases: 6, lastDay: 60, gapDays: 7 }],
  ],
  'due-now': [
    ['the gap ends on the first day', { purchases: 2, lastDay: 90, gapDays: 14 }],
    ['the gap ends on the last day', { purchases: 5, lastDay: 96, gapDays: 21 }],
    ['five purchases are no staple yet', { purchases: 5, lastDay: 98, gapDays: 7 }],
    ['nor is a gap of more than ten days', { purchases: 6, lastDay: 98, gapDays: 10.1 }],
  ],
  'due-late': [
    ['the gap ended the day before', { purchases: 2, lastDay: 89, gapDays: 14 }],
    ['the gap ended a tenth of a day before', { purchases: 3, lastDay: 89, gapDays: 14.9 }],
    ['long ago', { purchases: 4, lastDay: 10, gapDays: 20 }],
  ],
  'bought-before': [
    ['one purchase is no rhythm', { purchases: 1, lastDay: 95, gapDays: 14 }],
    ['nor is it one when the prior says weekly', { purchases: 1, lastDay: 95, gapDays: 7 }],
    ['the gap ends a day after the list', { purchases: 2, lastDay: 97, gapDays: 21 }],
  ],
};

test.each(
  Object.entries(DUE).flatMap(([reason, rows]) => rows.map(([given, facts]) => ({ given, reason, facts }))),
)('$given: $reason', ({ reason, facts }) => {
  expect(reasonForDue({ ...facts, ...VALID })).toBe(reason);
});

test('every reason has one name', () => {
  expect(new Set(REASONS).size).toBe(REASONS.length);
});
