import fc from 'fast-check';
import type { Task } from '../../../src/lists/allocation/allocate.ts';
import {
  emptyOptions,
  type Limits,
  type Sweep,
  type TierRule,
} from '../../../src/lists/allocation/options.ts';

export type Option = {
  readonly offerNo: number;
  readonly needNo: number;
  readonly isDiscovery: boolean;
  readonly valueMilli: number;
  readonly reserveMilli: number;
  readonly reserveUsesMilli: number;
  readonly faceCents: number;
};

export type Instance = {
  readonly rules: readonly TierRule[];
  readonly limits: Limits;
  readonly households: readonly {
    readonly hash: number;
    readonly tierNo: number;
    readonly options: readonly Option[];
  }[];
};

const INFINITE = Number.POSITIVE_INFINITY;

/** Small chains: a dozen offers on a few needs, some of them limited in money, in number, or in both. */
export const anyInstance = (households: { readonly most: number }): fc.Arbitrary<Instance> =>
  fc
    .record({
      offers: fc.array(
        fc.record({
          needNo: fc.integer({ min: 0, max: 5 }),
          faceCents: fc.integer({ min: 10, max: 300 }),
          isDiscovery: fc.constant(false),
          budget: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
          uses: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        }),
        { minLength: 1, maxLength: 12 },
      ),
      discoveries: fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 2 }),
      known: fc.boolean(),
      rules: fc.tuple(anyRule(), anyRule()),
      shoppers: fc.array(
        fc.record({
          hash: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
          tierNo: fc.integer({ min: 0, max: 1 }),
          chances: fc.array(fc.option(fc.double({ min: 0.01, max: 1, noNaN: true }), { freq: 3 }), {
            minLength: 12,
            maxLength: 12,
          }),
        }),
        { minLength: 1, maxLength: households.most },
      ),
    })
    .map(({ offers, discoveries, known, rules, shoppers }) => {
      const optionsOf = (chances: readonly (number | null)[]): Option[] =>
        offers
          .flatMap((offer, offerNo): Option[] => {
            const chance = chances[offerNo];
            if (chance === null || chance === undefined) return [];
            const share = known ? Math.min(1, chance * 1.2) : 1;
            return [
              {
                offerNo,
                needNo: offer.needNo,
                isDiscovery: discoveries.includes(offer.needNo),
                valueMilli: Math.round(chance * offer.faceCents * 1000),
                reserveMilli: Math.round(share * offer.faceCents * 1000),
                reserveUsesMilli: Math.round(share * 1000),
                faceCents: offer.faceCents,
              },
            ];
          })
          .sort((a, b) => a.needNo - b.needNo || a.offerNo - b.offerNo);
      const most = (of: (offer: (typeof offers)[number]) => number | null, unit: (face: number) => number) =>
        Float64Array.from(offers, (offer) => {
          const share = of(offer);
          return share === null ? INFINITE : Math.round(share * unit(offer.faceCents) * shoppers.length);
        });
      return {
        rules,
        limits: {
          leftMilli: most(
            ({ budget }) => budget,
            (faceCents) => faceCents * 1000,
          ),
          usesLeftMilli: most(
            ({ uses }) => uses,
            () => 1000,
          ),
        },
        households: shoppers.map(({ hash, tierNo, chances }) => ({
          hash,
          tierNo,
          options: optionsOf(chances),
        })),
      };
    });

function anyRule(): fc.Arbitrary<TierRule> {
  return fc.record({
    slots: fc.integer({ min: 0, max: 5 }),
    discoverySlots: fc.integer({ min: 0, max: 2 }),
    valueFromCents: fc.integer({ min: 0, max: 500 }),
    valueToCents: fc.integer({ min: 500, max: 900 }),
  });
}

/** Nothing is out, and no plan comes after this one. */
export function inOnePlan({
  limits: { leftMilli, usesLeftMilli },
}: Instance): Pick<Task, 'whole' | 'partOf'> {
  const none = leftMilli.map(() => 0);
  const times = (left: Float64Array, shares: Float64Array): Float64Array =>
    left.map((some, no) => (shares[no] === 0 ? 0 : some * (shares[no] ?? 0)));
  return {
    whole: { leftMilli, usesLeftMilli, openMilli: none, openUsesMilli: none },
    partOf: (shares) => ({
      leftMilli: times(leftMilli, shares),
      usesLeftMilli: times(usesLeftMilli, shares),
    }),
  };
}

/** The households of an instance, as a plan hands them out. */
export function sweepOf({ households }: Instance): Sweep {
  const buffer = emptyOptions(16);
  return (visit, every = 1) => {
    households.forEach(({ hash, tierNo, options }, householdNo) => {
      if (hash % every !== 0) return;
      Object.assign(buffer, { hash, tierNo, count: options.length });
      options.forEach((option, place) => {
        buffer.offerNo[place] = option.offerNo;
        buffer.needNo[place] = option.needNo;
        buffer.isDiscovery[place] = Number(option.isDiscovery);
        buffer.valueMilli[place] = option.valueMilli;
        buffer.expectedMilli[place] = option.valueMilli;
        buffer.reserveMilli[place] = option.reserveMilli;
        buffer.reserveUsesMilli[place] = option.reserveUsesMilli;
        buffer.faceCents[place] = option.faceCents;
      });
      visit(buffer, householdNo);
    });
  };
}
