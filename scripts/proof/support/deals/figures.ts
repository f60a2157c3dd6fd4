import { Dice } from '../../../simulate/random.ts';
import { cycleOfDay, type Life, type Lives } from './lives.ts';
import { DEALS, isConversion, productId, USAGES, type Usage } from './world.ts';

/** What one household did under one rule, in sums that shares are made of. */
type Sums = {
  lines: number;
  linesBought: number;
  specials: number;
  specialsBought: number;
  redeemed: number;
  paidCents: number;
  /** Of that, for units that it bought in the same fortnight without any paper. */
  anywayCents: number;
  /** Units of goods that deals are on, from the first list on, less those without any paper. */
  moreUnits: number;
  /** The same of the cycles in which no redemptions are known yet. */
  earlyCents: number;
  earlyUnits: number;
  /** Pairs of household and need that kept to a national brand, and those won for good; by usage. */
  readonly loyal: Record<Usage, number>;
  readonly won: Record<Usage, number>;
  /** Of pairs that were won: printed on their first special and, in the cycles from then on, on each; the same in cents paid. */
  openingCents: number;
  wonPairs: number;
  afterCents: number;
  afterCycles: number;
  boughtAfter: number;
  storeBrandAfter: number;
};

export type Measured = { readonly name: string; readonly sums: readonly Sums[] };

const OFFERED = new Set(DEALS.map(({ need, brand }) => productId(need, brand)));
const CONVERSIONS = DEALS.filter(isConversion);

/** A plan knows what comes back when three cycles are closed: the fifth is the first to do so. */
export const EARLY_CYCLES = 4;

/** @param households Those to count: who has lists. */
export function measure(lives: Lives, life: Life, households: readonly number[]): Measured {
  return { name: life.name, sums: households.map((no) => sumsOf(lives, life, no)) };
}

function sumsOf({ size: { cycles }, none }: Lives, life: Life, no: number): Sums {
  const sums: Sums = {
    lines: 0,
    linesBought: 0,
    specials: 0,
    specialsBought: 0,
    redeemed: 0,
    paidCents: 0,
    anywayCents: 0,
    moreUnits: 0,
    earlyCents: 0,
    earlyUnits: 0,
    loyal: { heavy: 0, medium: 0, light: 0 },
    won: { heavy: 0, medium: 0, light: 0 },
    openingCents: 0,
    wonPairs: 0,
    afterCents: 0,
    afterCycles: 0,
    boughtAfter: 0,
    storeBrandAfter: 0,
  };
  const [mine, without] = [life, none].map((of) => byCycle(of, no, cycles));
  for (let cycle = 0; cycle < cycles; cycle++) {
    const sheet = life.sheets[cycle]?.get(no);
    const bought = mine?.[cycle] ?? [];
    const counts = countsOf(bought);
    const anyway = countsOf(without?.[cycle] ?? []);
    for (const id of sheet?.products ?? []) {
      sums.lines += 1;
      sums.linesBought += Number(counts.has(id));
    }
    for (const { deal } of sheet?.deals ?? []) {
      sums.specials += 1;
      sums.specialsBought += Number(counts.has(productId(deal.need, deal.brand)));
    }
    for (const { need, brand, off } of bought) {
      if (off === 0) continue;
      sums.redeemed += 1;
      sums.paidCents += off;
      if (anyway.has(productId(need, brand))) sums.anywayCents += off;
    }
    let more = 0;
    for (const [id, units] of counts) if (OFFERED.has(id)) more += units;
    for (const [id, units] of anyway) if (OFFERED.has(id)) more -= units;
    sums.moreUnits += more;
    if (cycle >= EARLY_CYCLES) continue;
    sums.earlyUnits += more;
    sums.earlyCents += bought.reduce((sum, { off }) => sum + off, 0);
  }
  addConversions(sums, life, no, cycles);
  return sums;
}

function addConversions(sums: Sums, life: Life, no: number, cycles: number): void {
  const shopper = life.shoppers[no];
  for (const { need, offerId } of CONVERSIONS) {
    const taste = shopper?.household.tastes[need];
    if (taste?.loyalTo !== 'A' && taste?.loyalTo !== 'B') continue;
    sums.loyal[taste.usage] += 1;
    const conversion = shopper?.converted(need);
    if (conversion?.brand !== 'S') continue;
    sums.won[taste.usage] += 1;
    const printed = life.sheets.map(
      (of) => of.get(no)?.deals.find(({ deal }) => deal.offerId === offerId)?.valueCents,
    );
    sums.wonPairs += 1;
    sums.openingCents += printed.find((value) => value !== undefined) ?? 0;
    for (let cycle = cycleOfDay(conversion.day, cycles) + 1; cycle < cycles; cycle++) {
      sums.afterCycles += 1;
      sums.afterCents += printed[cycle] ?? 0;
    }
    for (const one of life.bought[no] ?? []) {
      if (one.need !== need || one.day <= conversion.day) continue;
      sums.boughtAfter += 1;
      sums.storeBrandAfter += Number(one.brand === 'S');
    }
  }
}

/** From the first list on. */
export function byCycle({ bought }: Life, no: number, cycles: number) {
  const of: (typeof bought)[number][number][][] = Array.from({ length: cycles }, () => []);
  for (const one of bought[no] ?? []) of[cycleOfDay(one.day, cycles)]?.push(one);
  return of;
}

function countsOf(bought: readonly { readonly need: number; readonly brand: 'A' | 'B' | 'S' }[]) {
  const counts = new Map<string, number>();
  for (const { need, brand } of bought) {
    const id = productId(need, brand);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** A ratio of two sums over households. */
export type Ratio = {
  readonly name: string;
  readonly over: (sums: Sums) => number;
  readonly under: (sums: Sums) => number;
  readonly unit: '%' | 'cents' | '';
};

const percent = { unit: '%' } as const;

export const RATIOS = {
  lines: { name: 'lines bought', over: (s) => s.linesBought, under: (s) => s.lines, ...percent },
  specials: {
    name: 'specials whose product was bought',
    over: (s) => s.specialsBought,
    under: (s) => s.specials,
    ...percent,
  },
  redeemed: { name: 'redemption rate', over: (s) => s.redeemed, under: (s) => s.specials, ...percent },
  cost: {
    name: 'cost of an incremental unit',
    over: (s) => s.paidCents,
    under: (s) => s.moreUnits,
    unit: 'cents',
  },
  costEarly: {
    name: 'the same in the first four cycles',
    over: (s) => s.earlyCents,
    under: (s) => s.earlyUnits,
    unit: 'cents',
  },
  costLater: {
    name: 'the same from the fifth cycle on',
    over: (s) => s.paidCents - s.earlyCents,
    under: (s) => s.moreUnits - s.earlyUnits,
    unit: 'cents',
  },
  anyway: {
    name: 'paid for what would have been bought anyway',
    over: (s) => s.anywayCents,
    under: (s) => s.paidCents,
    ...percent,
  },
  depthBefore: {
    name: 'opening value of who was won',
    over: (s) => s.openingCents,
    under: (s) => s.wonPairs,
    unit: 'cents',
  },
  depthAfter: {
    name: 'value a cycle after they were won',
    over: (s) => s.afterCents,
    under: (s) => s.afterCycles,
    unit: 'cents',
  },
  kept: {
    name: 'store brand in their purchases since',
    over: (s) => s.storeBrandAfter,
    under: (s) => s.boughtAfter,
    ...percent,
  },
  paid: { name: 'paid a household', over: (s) => s.paidCents, under: () => 1, unit: 'cents' },
  more: { name: 'incremental units a household', over: (s) => s.moreUnits, under: () => 1, unit: '' },
  ...wonBy('heavy'),
  ...wonBy('medium'),
  ...wonBy('light'),
} satisfies Record<string, Ratio>;

function wonBy<U extends Usage>(usage: U): Record<`won-${U}`, Ratio> {
  const ratio: Ratio = {
    name: `won for the store brand, ${usage} use`,
    over: (sums) => sums.won[usage],
    under: (sums) => sums.loyal[usage],
    unit: '%',
  };
  return { [`won-${usage}`]: ratio } as Record<`won-${U}`, Ratio>;
}

export type RatioName = keyof typeof RATIOS;

/** All national loyals together, and a thousand dollars' worth. */
export function wonInAll({ sums }: Measured): number {
  return sums.reduce((all, { won }) => all + USAGES.reduce((some, usage) => some + won[usage], 0), 0);
}

export type Interval = { readonly value: number; readonly low: number; readonly high: number };

const DRAWS = 1000;

/**
 * Ratios with their percentile intervals, 95 %, and differences to another rule: households are drawn with replacement, the same
 * ones for all rules. Source: B. Efron, R. Tibshirani, "An Introduction to the Bootstrap" (1993), 13.3.
 */
export function bootstrap(seed: number, households: number) {
  const dice = new Dice(seed).stream(120, 1);
  const draws = Array.from({ length: DRAWS }, () => {
    const times = new Uint16Array(households);
    for (let draw = 0; draw < households; draw++) {
      const at = dice.below(households);
      times[at] = (times[at] ?? 0) + 1;
    }
    return times;
  });
  const ratioOf = ({ sums }: Measured, { over, under }: Ratio, times?: Uint16Array): number => {
    let [a, b] = [0, 0];
    for (const [at, some] of sums.entries()) {
      const weight = times?.[at] ?? (times === undefined ? 1 : 0);
      if (weight === 0) continue;
      a += weight * over(some);
      b += weight * under(some);
    }
    return a / b;
  };
  const spread = (value: number, drawn: readonly number[]): Interval => {
    const sorted = drawn.filter((one) => !Number.isNaN(one)).sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
    return { value, low: at(0.025), high: at(0.975) };
  };
  return {
    of: (measured: Measured, ratio: Ratio): Interval =>
      spread(
        ratioOf(measured, ratio),
        draws.map((times) => ratioOf(measured, ratio, times)),
      ),
    difference: (a: Measured, b: Measured, ratio: Ratio): Interval =>
      spread(
        ratioOf(a, ratio) - ratioOf(b, ratio),
        draws.map((times) => ratioOf(a, ratio, times) - ratioOf(b, ratio, times)),
      ),
  };
}
