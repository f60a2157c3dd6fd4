import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ClaimedBefore,
  claimLines,
  claimsByFunder,
  type FreshEntries,
} from '../../src/settle/claims.ts';
import { cents } from '../../src/shared/cents.ts';

const NONE: ClaimedBefore = { funderCents: 0, faceCents: 0, budgetCents: undefined };

type Of = Partial<Omit<FreshEntries, 'terms'>> & {
  readonly offerId?: string;
  readonly version?: number;
  readonly funderId?: string;
  readonly funderPercent?: number;
  readonly handlingFeeCents?: number;
};

function fresh(of: Of = {}): FreshEntries {
  const { offerId = 'O1', version = 1, funderId = 'F1', funderPercent = 100, handlingFeeCents = 8 } = of;
  return {
    terms: { offerId, version, funderId, funderPercent, handlingFeeCents: cents(handlingFeeCents) },
    coupons: 1,
    discountedMilli: 1000,
    soldMilli: 1000,
    funderCents: 100,
    storeCents: 0,
    ...of,
  };
}

describe('a budget', () => {
  test('caps what is claimed; the rest stays with the retailer, by name', () => {
    const [line] = claimLines([fresh({ funderCents: 700, coupons: 7 })], () => ({
      ...NONE,
      budgetCents: 500,
    }));
    expect(line).toMatchObject({ faceCents: 500, overBudgetCents: 200, handlingCents: 56 });
  });

  test('is one for all versions of an offer', () => {
    const lines = claimLines([fresh({ funderCents: 400 }), fresh({ funderCents: 400, version: 2 })], () => ({
      ...NONE,
      budgetCents: 500,
    }));
    expect(lines.map(({ faceCents }) => faceCents)).toEqual([400, 100]);
  });

  test('that returns made room in pays what was over it before', () => {
    const [line] = claimLines([fresh({ funderCents: -150, coupons: -1 })], () => ({
      funderCents: 700,
      faceCents: 500,
      budgetCents: 500,
    }));
    // 700 owed less 150 is 550: still over, and nothing is credited.
    expect(line).toMatchObject({ faceCents: 0, overBudgetCents: -150, handlingCents: -8 });
  });

  test('for any settlements in a row: claimed is what is owed or the budget, whichever is less', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -300, max: 500 }), { maxLength: 12 }),
        fc.option(fc.integer({ min: 1, max: 1500 }), { nil: undefined }),
        (steps, budgetCents) => {
          let [owed, claimed] = [0, 0];
          for (const step of steps) {
            const funderCents = Math.max(step, -owed);
            const [line] = claimLines([fresh({ funderCents })], () => ({
              funderCents: owed,
              faceCents: claimed,
              budgetCents,
            }));
            owed += funderCents;
            claimed += line?.faceCents ?? 0;
            expect(claimed).toBe(Math.min(owed, budgetCents ?? owed));
          }
        },
      ),
    );
  });
});

test('handling is claimed of funders only, and an offer that is wholly the store’s own is nobody’s claim', () => {
  const lines = claimLines(
    [
      fresh({
        offerId: 'A',
        funderId: 'store',
        funderPercent: 0,
        funderCents: 0,
        storeCents: 90,
        coupons: 0,
      }),
      fresh({ offerId: 'B', funderId: 'F2', coupons: 3, funderCents: 300 }),
      fresh({ offerId: 'C', funderId: 'F1', coupons: 2, funderCents: 50, handlingFeeCents: 0 }),
    ],
    () => NONE,
  );
  expect(claimsByFunder(7, lines)).toMatchObject([
    { claimId: 'S0007-F1', coupons: 2, faceCents: 50, handlingCents: 0, totalCents: 50 },
    { claimId: 'S0007-F2', coupons: 3, faceCents: 300, handlingCents: 24, totalCents: 324 },
  ]);
});
