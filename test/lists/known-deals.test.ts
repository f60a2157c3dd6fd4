import { describe, expect, test } from 'vitest';
import { liveAndCheck } from '../../scripts/proof/chain.ts';
import { type Paper, Shopper } from '../../scripts/proof/support/deals/shopper.ts';
import { DEALS, householdOf, isConversion } from '../../scripts/proof/support/deals/world.ts';

/** A share of `npm run proof -- chain`: so few households and one cycle show that it runs, and what is largest. */
const SIZE = { seed: 20_261_128, households: 24, cycles: 1 };

test('one cycle of a chain of known answers goes all the way, within its budgets', async () => {
  const { checked, figures } = await liveAndCheck(SIZE, () => undefined);
  const met = Object.fromEntries(checked.map(({ what, met }) => [what, met]));
  expect(met).toMatchObject({
    'specials whose product was bought: more than mass mailing': true,
    'redemption rate: more than mass mailing': true,
    'no budget is overdrawn, and no store pays': true,
  });
  expect(figures['lift of units a household, true and told, by cycle']).toMatch(/^-?\d/);
});

describe('the made-up shoppers', () => {
  const [FROM, UNTIL, SEED] = [20_000, 20_200, 7];
  /** All deals of an offer at so much of its price, in a paper that is read anew every fortnight. */
  const lives = (valueCents: number | undefined) =>
    Array.from({ length: 25 }, (_, no) => {
      const shopper = new Shopper(SEED, householdOf(SEED, no), FROM, UNTIL);
      const bought = [];
      for (let day = FROM; day < UNTIL; day++) {
        const deals = DEALS.filter(isConversion).map((deal) => ({ deal, valueCents: valueCents ?? 0 }));
        const paper: Paper = { cycle: Math.floor((day - FROM) / 14), deals };
        bought.push(...shopper.shop(day, valueCents === undefined ? undefined : paper));
      }
      const won = DEALS.filter(isConversion).filter(({ need }) => shopper.converted(need)?.brand === 'S');
      return { bought, won: won.length };
    });
  const sum = (of: readonly { readonly won: number }[]): number => of.reduce((all, { won }) => all + won, 0);

  test('do the same with the same dice, and nobody changes brand without a deal', () => {
    const [once, again] = [lives(undefined), lives(undefined)];
    expect(again).toEqual(once);
    expect(sum(once)).toBe(0);
  });

  test('are won by deals, by deep ones more than by small ones', () => {
    const [small, deep] = [lives(20), lives(150)];
    expect(sum(small)).toBeGreaterThan(0);
    expect(sum(deep)).toBeGreaterThan(1.5 * sum(small));
  });

  test('buy the same with paper that takes nothing off', () => {
    expect(lives(0).map(({ bought }) => bought)).toEqual(lives(undefined).map(({ bought }) => bought));
  });
});
