import { describe, expect, test } from 'vitest';
import { planWindows, type WindowRequest } from '../../../src/cadence/backtest/windows.ts';
import { type Day, formatDay, parseDay } from '../../../src/shared/day.ts';

const day = (text: string) => parseDay(text) ?? (Number.NaN as Day);

const YEARS = { firstDay: day('2007-01-02'), lastDay: day('2014-08-31'), horizonDays: 14, stepDays: 28 };

function plan(over: Partial<WindowRequest>) {
  const windows = planWindows({ ...YEARS, from: undefined, to: undefined, ...over });
  if ('missing' in windows) return windows.missing;
  const text = (days: readonly Day[]) => days.map(formatDay).join(' ');
  const { cutoffs, validations, tooEarly, tooLate } = windows;
  return {
    cutoffs: text(cutoffs),
    validations: text(validations),
    tooEarly: text(tooEarly),
    tooLate: text(tooLate),
  };
}

describe('the windows of a backtest', () => {
  test('are the last six whose fourteen days are loaded, validated on four before them', () => {
    expect(plan({})).toEqual({
      cutoffs: '2014-03-31 2014-04-28 2014-05-26 2014-06-23 2014-07-21 2014-08-18',
      validations: '2013-12-23 2014-01-20 2014-02-17 2014-03-17',
      tooEarly: '',
      tooLate: '',
    });
  });

  test('are those between two days, validated on windows that are over before the first', () => {
    const asked = { from: day('2012-11-21'), to: day('2013-01-02'), stepDays: 42 };
    expect(plan(asked)).toMatchObject({
      cutoffs: '2012-11-21 2013-01-02',
      validations: '2012-07-04 2012-08-15 2012-09-26 2012-11-07',
    });
  });

  test('never run beyond the last loaded day: what was asked for and is not over is named', () => {
    expect(plan({ from: day('2014-08-04'), to: day('2014-12-31'), stepDays: 14 })).toMatchObject({
      cutoffs: '2014-08-04 2014-08-18',
      tooLate:
        '2014-09-01 2014-09-15 2014-09-29 2014-10-13 2014-10-27 2014-11-10 2014-11-24 2014-12-08 2014-12-22',
    });
    expect(plan({ to: day('2014-12-31') })).toMatchObject({ cutoffs: expect.stringMatching(/2014-08-18$/) });
  });

  test('have eight weeks of history before them', () => {
    const young = { firstDay: day('2016-03-22'), lastDay: day('2016-06-08') };
    expect(plan(young)).toEqual({
      cutoffs: '2016-05-26',
      validations: '2016-05-12',
      tooEarly: '',
      tooLate: '',
    });
    expect(plan({ ...young, from: day('2016-04-28'), to: day('2016-05-26') })).toMatchObject({
      cutoffs: '2016-05-26',
      tooEarly: '2016-04-28',
    });
  });

  test.each([
    [{ lastDay: day('2007-03-11') }, /^69 days of receipts .* that is 1 more$/],
    [{ from: day('2015-01-01') }, /^a cut-off from 2007-02-27 to 2014-08-18: /],
    [{ to: day('2007-02-01') }, /^a cut-off from 2007-02-27 to 2014-08-18: /],
  ])('say what is missing: %j', (over, words) => {
    expect(plan(over)).toMatch(words);
  });
});
