import { describe, expect, test } from 'vitest';
import type { SuppressionRow } from '../../src/ingest/rows.ts';
import {
  judgeEligibility,
  mayMail,
  type NotPlanned,
  type Standing,
  suppressedNow,
} from '../../src/lists/eligibility.ts';
import { day } from '../../src/shared/day.ts';
import { everyDays, historyOf } from '../offers/build.ts';

const AS_OF = day(20_000);
const RULE = { unknownHouseholds: false, thresholdCents: 2_500, weeks: 8, minHistoryWeeks: 4 };
/** 40.00 a week for thirty weeks. */
const GOOD = historyOf({ 0: everyDays(AS_OF, 30, 7) });

function standing(reason: SuppressionRow['reason'], category?: string): Standing {
  return { reason, category };
}

// A Record: a new reason without a row does not compile.
const SUPPRESSED: Record<SuppressionRow['reason'], { readonly planned: boolean; readonly mailed: boolean }> =
  {
    opted_out: { planned: false, mailed: false },
    no_mail: { planned: true, mailed: false },
    deceased: { planned: false, mailed: false },
    moved: { planned: true, mailed: false },
    minor: { planned: false, mailed: false },
    dispute: { planned: false, mailed: false },
    erasure: { planned: false, mailed: false },
    test: { planned: false, mailed: false },
    category: { planned: true, mailed: true },
  };

describe('a suppressed household', () => {
  test.each(Object.entries(SUPPRESSED))('%s', (reason, { planned, mailed }) => {
    const why = reason as SuppressionRow['reason'];
    const outcome = judgeEligibility({ known: true }, GOOD, [standing(why, 'Wine')], AS_OF, RULE);
    expect(outcome).toEqual(
      planned ? { tag: 'planned', weeklySpendCents: 4_000 } : { tag: 'not-planned', reason: 'suppressed' },
    );
    expect(mayMail(true, [standing(why)])).toBe(mailed);
    expect(mayMail(false, [standing(why)])).toBe(false);
  });

  test('has the sternest of several reasons', () => {
    const both = [standing('no_mail'), standing('category', 'Wine'), standing('deceased')];
    expect(judgeEligibility({ known: true }, GOOD, both, AS_OF, RULE)).toMatchObject({
      reason: 'suppressed',
    });
    expect(mayMail(true, [standing('category', 'Wine'), standing('moved')])).toBe(false);
  });
});

type Row = {
  readonly known?: boolean;
  readonly history?: typeof GOOD;
  readonly suppressions?: readonly Standing[];
  readonly rule?: Partial<typeof RULE>;
};

const NOT_PLANNED: Record<
  Exclude<NotPlanned, 'held' | 'house-card' | 'lapsed' | 'not-due' | 'nothing-to-say'>,
  Row
> = {
  'unknown-household': { known: false },
  suppressed: { suppressions: [standing('opted_out')] },
  'no-trips': { history: historyOf({}) },
  'short-history': { history: historyOf({ 0: everyDays(AS_OF, 3, 7) }) },
  'no-spend': { history: historyOf({ 0: everyDays(AS_OF, 9, 7, 100) }) },
  'below-threshold': { rule: { thresholdCents: 4_000 } },
};

test.each(Object.entries(NOT_PLANNED))('a household gets no list: %s', (reason, row) => {
  const { known = true, history = GOOD, suppressions = [], rule = {} } = row;
  const outcome = judgeEligibility({ known }, history, suppressions, AS_OF, { ...RULE, ...rule });
  expect(outcome).toEqual({ tag: 'not-planned', reason });
});

test('a household that spends a cent a week more than the threshold gets one', () => {
  const outcome = judgeEligibility({ known: true }, GOOD, [], AS_OF, { ...RULE, thresholdCents: 3_999 });
  expect(outcome).toEqual({ tag: 'planned', weeklySpendCents: 4_000 });
});

test('a card that no household names is planned only when the chain asks for it', () => {
  const outcome = judgeEligibility({ known: false }, GOOD, [], AS_OF, { ...RULE, unknownHouseholds: true });
  expect(outcome).toMatchObject({ tag: 'planned' });
  const suppressed = judgeEligibility({ known: false }, GOOD, [standing('dispute')], AS_OF, {
    ...RULE,
    unknownHouseholds: true,
  });
  expect(suppressed).toMatchObject({ reason: 'suppressed' });
});

describe('a list that was planned before its household was suppressed', () => {
  test.each(Object.entries(SUPPRESSED))('%s', (reason, { planned, mailed }) => {
    const why = reason as SuppressionRow['reason'];
    const now = suppressedNow({ mail: true }, [standing(why, 'Wine')]);
    expect(now).toEqual(planned ? { tag: 'goes-out', mail: mailed } : { tag: 'stopped', reason: why });
  });

  test('goes out as it was planned when nothing was heard since', () => {
    for (const mail of [true, false]) expect(suppressedNow({ mail }, [])).toEqual({ tag: 'goes-out', mail });
  });

  test('is never mailed because a suppression ended', () => {
    expect(suppressedNow({ mail: false }, [standing('category', 'Wine')])).toEqual({
      tag: 'goes-out',
      mail: false,
    });
  });

  test('is stopped by the sternest of several reasons', () => {
    const both = [standing('no_mail'), standing('deceased')];
    expect(suppressedNow({ mail: true }, both)).toEqual({ tag: 'stopped', reason: 'deceased' });
  });
});
