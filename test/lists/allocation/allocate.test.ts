import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Allocation, allocate } from '../../../src/lists/allocation/allocate.ts';
import { DISCOVERY_MILLI } from '../../../src/lists/allocation/choose.ts';
import { exactWorth, loadSolver } from './exact.ts';
import { anyInstance, type Instance, inOnePlan, sweepOf } from './instances.ts';

const allocated = (instance: Instance, risk = 0.05): Allocation =>
  allocate(
    { ...instance, ...inOnePlan(instance), applications: instance.limits.leftMilli.map(() => 1), risk },
    sweepOf(instance),
    instance.households.length,
  );

describe('against an exact solver, on small chains', () => {
  test('no plan is worth more than the bound, and ours is close to the best', async () => {
    const highs = await loadSolver();
    let ours = 0;
    let best = 0;
    fc.assert(
      fc.property(anyInstance({ most: 8 }), (instance) => {
        // Without risk nothing is stepped down, which the solver knows nothing of.
        const { worthMilli, boundMilli } = allocated(instance, 0);
        const exact = exactWorth(highs, instance);
        expect(worthMilli).toBeLessThanOrEqual(exact * (1 + 1e-9) + 1);
        expect(boundMilli).toBeGreaterThanOrEqual(exact * (1 - 1e-9) - 1);
        ours += worthMilli;
        best += exact;
      }),
      { numRuns: 150, seed: 4 },
    );
    expect(ours / best).toBeGreaterThan(0.98);
  });
});

describe('on any chain', () => {
  test('every limit, slot and need holds, and what is said to be the worth is the worth', () => {
    fc.assert(
      fc.property(anyInstance({ most: 30 }), (instance) => {
        const allocation = allocated(instance);
        const asked = new Float64Array(instance.limits.leftMilli.length);
        const uses = new Float64Array(instance.limits.leftMilli.length);
        let worth = 0;
        instance.households.forEach(({ tierNo, options }, householdNo) => {
          const rule = instance.rules[tierNo];
          if (rule === undefined) throw new Error('no rule');
          const chosen = allocation.chosen.of(householdNo).map((place) => options[place]);
          expect(new Set(chosen.map((option) => option?.needNo)).size).toBe(chosen.length);
          expect(chosen.length).toBeLessThanOrEqual(rule.slots);
          expect(chosen.filter((option) => option?.isDiscovery).length).toBeLessThanOrEqual(
            rule.discoverySlots,
          );
          let face = 0;
          for (const option of chosen) {
            if (option === undefined) throw new Error('an option that is none');
            face += option.faceCents;
            worth += option.valueMilli + (option.isDiscovery ? DISCOVERY_MILLI : 0);
            asked[option.offerNo] = (asked[option.offerNo] ?? 0) + option.reserveMilli;
            uses[option.offerNo] = (uses[option.offerNo] ?? 0) + option.reserveUsesMilli;
          }
          worth += 20 * Math.min(face, rule.valueFromCents) - 20 * Math.max(0, face - rule.valueToCents);
        });
        for (const [offerNo, left] of instance.limits.leftMilli.entries()) {
          expect(asked[offerNo]).toBeLessThanOrEqual(left);
          expect(uses[offerNo]).toBeLessThanOrEqual(instance.limits.usesLeftMilli[offerNo] ?? 0);
        }
        expect(allocation.worthMilli).toBeCloseTo(worth, 3);
        expect(allocation.boundMilli).toBeGreaterThanOrEqual(worth - 1);
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  test('the bound never falls when a budget grows, within what the search for it leaves open', () => {
    fc.assert(
      fc.property(
        anyInstance({ most: 12 }),
        fc.nat(),
        fc.integer({ min: 1, max: 400_000 }),
        (instance, at, more) => {
          const offerNo = at % instance.limits.leftMilli.length;
          const leftMilli = instance.limits.leftMilli.map((left, no) =>
            no === offerNo ? left + more : left,
          );
          const grown = allocated({ ...instance, limits: { ...instance.limits, leftMilli } }, 0);
          const before = allocated(instance, 0);
          expect(grown.boundMilli).toBeGreaterThanOrEqual(before.boundMilli * 0.99 - 100);
        },
      ),
      { numRuns: 150, seed: 5 },
    );
  });

  test('the same chain gives the same plan', () => {
    fc.assert(
      fc.property(anyInstance({ most: 10 }), (instance) => {
        const [first, second] = [allocated(instance), allocated(instance)];
        expect(second).toEqual(first);
      }),
      { numRuns: 30, seed: 3 },
    );
  });
});
