import { describe, expect, test } from 'vitest';
import { Dice } from '../../../scripts/simulate/random.ts';
import { allocate } from '../../../src/lists/allocation/allocate.ts';
import {
  emptyNextLists,
  NO_PIECE,
  PieceTally,
  shareInPieces,
  shareOfThisPlan,
} from '../../../src/lists/budget-share.ts';
import { addDays, type Day } from '../../../src/shared/day.ts';
import { date } from '../../offers/build.ts';
import { type Instance, type Option, sweepOf } from './instances.ts';

const AS_OF = date('2026-03-01');
const [OFFERS, NEEDS, CYCLE_DAYS, PER_DROP] = [30, 15, 14, 500] as const;
/** Of what everybody could be promised, each offer has a part that is soon gone. */
const BUDGETS = 0.12;
const RULES = [{ slots: 6, discoverySlots: 1, valueFromCents: 700, valueToCents: 900 }];

/** The same households in every drop: whatever differs between drops is what is left for them. */
function households(count: number, seed: number): readonly (readonly Option[])[] {
  const dice = new Dice(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: OFFERS }, (_, offerNo): Option => {
      const faceCents = 50 + 25 * (offerNo % 8);
      const chance = dice.unit() ** 2;
      return {
        offerNo,
        needNo: offerNo % NEEDS,
        isDiscovery: offerNo % 10 === 9,
        valueMilli: Math.round(chance * faceCents * 1000),
        reserveMilli: Math.round(Math.min(1, 1.2 * chance + 0.02) * faceCents * 1000),
        reserveUsesMilli: Math.round(Math.min(1, 1.2 * chance + 0.02) * 1000),
        faceCents,
      };
    })
      .filter(() => dice.unit() < 0.3)
      .sort((a, b) => a.needNo - b.needNo || a.offerNo - b.offerNo),
  );
}

/**
 * One issue window: every drop plans as a night does, with its share of what the drops before it left.
 *
 * @returns By drop, the mean face value of a household's specials.
 */
function issueWindow(drops: number, from: Day, shareOf: typeof shareOfThisPlan): number[] {
  const shoppers = households(PER_DROP, 11);
  const left = new Float64Array(OFFERS);
  const open = new Float64Array(OFFERS);
  for (const { offerNo, reserveMilli } of shoppers.flat())
    left[offerNo] = (left[offerNo] ?? 0) + reserveMilli * drops * BUDGETS;
  const tally = new PieceTally(new Float64Array(OFFERS).fill(Number.POSITIVE_INFINITY));
  for (const { offerNo, reserveMilli } of shoppers.flat()) tally.add(offerNo, reserveMilli);
  const pieces = tally.pieces();
  const everyDays = CYCLE_DAYS / drops;
  return Array.from({ length: drops }, (_, drop) => {
    const today = addDays(from, drop * everyDays);
    const next = emptyNextLists(CYCLE_DAYS);
    for (let other = 0; other < drops; other++) next[((other - drop + drops) % drops) * everyDays] = PER_DROP;
    const share = shareOf(next, today, addDays(from, CYCLE_DAYS - 1));
    const instance: Instance = {
      rules: RULES,
      limits: { leftMilli: left, usesLeftMilli: left.map(() => Number.POSITIVE_INFINITY) },
      households: shoppers.map((options, no) => ({
        hash: (no * 2_654_435_761 + drop) >>> 0,
        tierNo: 0,
        options,
      })),
    };
    const task = {
      rules: RULES,
      whole: {
        ...instance.limits,
        leftMilli: left.slice(),
        openMilli: open.slice(),
        openUsesMilli: left.map(() => 0),
      },
      partOf: (shares: Float64Array) => ({
        leftMilli: left.map((milli, no) =>
          shareInPieces(milli * (shares[no] ?? 0), share, pieces[no] ?? NO_PIECE, `D${no}`, today),
        ),
        usesLeftMilli: instance.limits.usesLeftMilli,
      }),
      applications: left.map(() => 1),
      risk: 0.05,
    };
    const { chosen } = allocate(task, sweepOf(instance), PER_DROP);
    let faceCents = 0;
    for (const [no, options] of shoppers.entries()) {
      for (const option of chosen.of(no).map((place) => options[place])) {
        if (option === undefined) throw new Error('an option that is none');
        left[option.offerNo] = (left[option.offerNo] ?? 0) - option.reserveMilli;
        open[option.offerNo] = (open[option.offerNo] ?? 0) + option.reserveMilli;
        faceCents += option.faceCents;
      }
    }
    for (const milli of left) expect(milli).toBeGreaterThanOrEqual(0);
    return faceCents / PER_DROP;
  });
}

/** The last drop's specials over the first one's, by value, in some windows together. */
function lastOverFirst(drops: number, windows: number, shareOf = shareOfThisPlan): number {
  const all = Array.from({ length: windows }, (_, no) =>
    issueWindow(drops, addDays(AS_OF, 28 * no), shareOf),
  );
  const sum = (of: (window: number[]) => number | undefined): number =>
    all.reduce((total, window) => total + (of(window) ?? 0), 0);
  expect(sum((window) => window[0]) / windows).toBeGreaterThan(100);
  return sum((window) => window.at(-1)) / sum((window) => window[0]);
}

describe('access to small budgets over an issue window', () => {
  test.each([
    [2, 2],
    [14, 1],
  ])('of %i drops: the last has what the first had, within 5 %%', (drops, windows) => {
    const ratio = lastOverFirst(drops, windows);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
  });

  test('without its share, the first would take nearly all', () => {
    expect(lastOverFirst(2, 1, () => 1)).toBeLessThan(0.5);
  });
});
