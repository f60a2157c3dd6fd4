import { expect, test } from 'vitest';
import { namesOf } from '../../src/cadence/groups.ts';
import type { TestedFit } from '../../src/cadence/test-fit.ts';
import { describeFit } from '../../src/cli/plan/describe-fit.ts';
import type { Day } from '../../src/shared/day.ts';

test('a document has each group of features: in the fit or not, with its gain, or null where it is the same for all', () => {
  const scores = { logLoss: 0.25, brier: 0.07, ece: 0.01, ndcg: 0.6 };
  const nobody = { means: [], spreads: [], weights: [] };
  const day = 20_000 as Day;
  const tested: TestedFit = {
    fit: {
      ...{ asOf: day, leadDays: 0, horizonDays: 14, days: [day], pairs: 9, bought: 2, all: nobody },
      tested: nobody,
      features: namesOf(new Set(['quantity'])),
    },
    ...{ heldOutDay: day, heldOutPairs: 5, scores, closedForm: scores },
    gains: new Map([
      ['quantity', { logLoss: 0.0020004, logLossError: 0.0005, brier: 0.0001 }],
      ['absence', { logLoss: 0.001, logLossError: 0.0009, brier: -0.0001 }],
    ]),
    scoresOf: () => undefined,
  };
  expect(describeFit(tested, true)).toMatchObject({
    needs: null,
    quantity: { in_use: true, log_loss_gain: 0.002, standard_error: 0.0005, brier_gain: 0.0001 },
    absence: { in_use: false, log_loss_gain: 0.001, standard_error: 0.0009, brier_gain: -0.0001 },
  });
});
