import { expect, test } from 'vitest';
import { timingOf } from '../../src/lists/timing.ts';
import { addDays, day } from '../../src/shared/day.ts';

const FROM = day(20_762);

test.each([
  [0, 'this-week'],
  [6, 'this-week'],
  [7, 'next-week'],
  [13, 'next-week'],
  [14, 'later'],
])('a line expected %d days into a list says %s', (days, word) => {
  expect(timingOf(addDays(FROM, days), FROM)).toBe(word);
});

test('a line of which nothing is expected has no word', () => {
  expect(timingOf(undefined, FROM)).toBeUndefined();
});
