import { expect, test } from 'vitest';
import type { Lift } from '../../src/measure/lift.ts';
import { EMPTY_TALLY } from '../../src/measure/list-score.ts';
import type { AfterCycle, Outcomes, ReportFacts } from '../../src/review/report/facts.ts';
import { reportPage } from '../../src/review/report/page.ts';
import { day } from '../../src/shared/day.ts';

const ERRORS = { bought: undefined, gain: undefined, miss: undefined };
const LIFT: Lift = {
  treated: 900,
  control: 60,
  treatedMean: 12_000,
  controlMean: 11_000,
  difference: 1000,
  low: 200,
  high: 1800,
  detectable: 1150,
  small: true,
};

function afterWith(outcomes: Partial<Outcomes>): AfterCycle {
  const arm = { tally: EMPTY_TALLY, errors: ERRORS };
  return {
    arms: { treatment: arm, control: arm },
    outcomes: { spendCents: undefined, unitsMilli: undefined, trips: undefined, merged: 0, ...outcomes },
    missingDays: 0,
  };
}

async function textOf(over: Partial<ReportFacts>): Promise<string> {
  const facts: ReportFacts = {
    chainName: 'Dick <b>',
    cycle: {
      cycleId: 7,
      asOf: day(20_730),
      validFrom: day(20_734),
      validUntil: day(20_747),
      state: 'closed',
      takenOver: false,
    },
    groups: [],
    plan: undefined,
    segmentCells: {},
    obeyed: {},
    held: {},
    results: new Map(),
    discoveries: { issued: 0, redeemed: 0 },
    names: new Map(),
    after: undefined,
    ...over,
  };
  const page = await reportPage(facts);
  expect(page).not.toContain('<b>');
  return page
    .replace(/<(?:style|script)\b[\s\S]*?<\/(?:style|script)>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

test.each([
  ['more', { low: 200, high: 1800 }, 'spent $10.00 more than the control group (95 %: +$2.00 to +$18.00)'],
  ['less', { difference: -1000, low: -1800, high: -200 }, 'spent $10.00 less than the control group'],
  ['nobody knows', { low: -200, high: 1800 }, 'cannot be told from chance (95 %: \u2212$2.00 to +$18.00)'],
])('claims no more than the interval does: %s', async (_, over, sentence) => {
  expect(await textOf({ after: afterWith({ spendCents: { ...LIFT, ...over } }) })).toContain(sentence);
});

test('warns of small groups, and not of large ones', async () => {
  const small = await textOf({ after: afterWith({ spendCents: LIFT }) });
  expect(small).toContain('Small groups: 900 households had a list and 60 households of the control group');
  const large = await textOf({ after: afterWith({ spendCents: { ...LIFT, small: false } }) });
  expect(large).not.toContain('Small groups');
});

test('names whom it left out, and every reason in words', async () => {
  const plan = {
    worthMilli: 0,
    boundMilli: 0,
    risk: 0.05,
    offers: [],
    tiers: {
      gold: { lists: 0, meanCents: 0, targetCents: 3500, fromCents: 2975, toCents: 4025, reached: 0 },
      silver: { lists: 0, meanCents: 0, targetCents: 2500, fromCents: 2125, toCents: 2875, reached: 0 },
      bronze: { lists: 0, meanCents: 0, targetCents: 1500, fromCents: 1275, toCents: 1725, reached: 0 },
    },
    notPlanned: { suppressed: 3, 'not-due': 1204 },
  };
  const group = { tier: 'gold', kind: 'declining', held: false, dueLines: 20, specials: 4 } as const;
  const text = await textOf({
    plan,
    groups: [
      { ...group, arm: 'treatment', mail: true, lists: 2, valueCents: 800 },
      { ...group, arm: 'treatment', mail: false, lists: 1, valueCents: 100 },
      { ...group, arm: 'control', mail: true, lists: 5, valueCents: 100 },
    ],
    held: { 'wrong size': 2 },
    obeyed: { diet: 4 },
  });
  for (const words of [
    'opted out or suppressed 3',
    'their turn is another day 1,204',
    'control group 5',
    'list held: wrong size 2',
    '1 household has a list that waits in store',
    'a diet 4',
    'savings on a list $3.00',
  ])
    expect(text).toContain(words);
});
