import fc from 'fast-check';

/** A small random chain, as its feeds say it. Days are counted from the first plan; money is in cents. */
export type AnyChain = {
  readonly config: {
    readonly specials: number;
    readonly tierSpecials: number;
    readonly discoveryPercent: number;
    readonly controlPercent: number;
    readonly tierValueCents: number;
  };
  readonly products: readonly AnyProduct[];
  readonly prices: readonly AnyPrice[];
  readonly households: readonly AnyHousehold[];
  readonly offers: readonly AnyOffer[];
  /** What lanes do with the first cycle's specials, in turn: nothing, early, or in the days after the second plan. */
  readonly shopping: readonly ('not' | 'early' | 'late')[];
};

export type AnyProduct = {
  readonly need: number;
  readonly brand: string;
  readonly priceCents: number;
  readonly restricted: string;
  readonly sensitive: boolean;
  readonly status: string;
  readonly spend: boolean;
};

/** Beside the regular price of every store; `store` 0: all of them. */
export type AnyPrice = {
  readonly product: number;
  readonly store: number;
  readonly cents: number;
  readonly type: 'regular' | 'ad' | 'tpr';
  readonly from: number;
  readonly days: number;
};

export type AnyHousehold = {
  readonly store: 1 | 2;
  readonly mail: boolean;
  readonly largePrint: boolean;
  /** What it buys: every so many days, from so many days ago until so many days ago. */
  readonly habits: readonly {
    readonly product: number;
    readonly everyDays: number;
    readonly fromDaysAgo: number;
    readonly untilDaysAgo: number;
  }[];
  readonly suppressions: readonly {
    readonly reason: string;
    readonly category: number;
    readonly from: number;
    readonly days: number;
  }[];
  readonly wishes: readonly { readonly what: string; readonly product: number }[];
};

export type AnyOffer = {
  readonly kind: string;
  readonly valueCents: number;
  readonly maxCents: number | null;
  readonly buy: number;
  readonly get: number;
  readonly minBasketCents: number;
  readonly selector: string;
  readonly product: number;
  readonly excluded: number | null;
  readonly issueFrom: number;
  readonly issueDays: number;
  readonly redeemFrom: number;
  readonly redeemDays: number;
  readonly limitTransaction: number;
  readonly limitHousehold: number | null;
  readonly limitTotal: number | null;
  readonly budgetCents: number | null;
  readonly funderPercent: number;
  readonly audience: string;
  readonly segments: readonly { readonly segment: string; readonly valueCents: number }[];
  readonly taper: readonly number[];
  readonly store: 0 | 1 | 2;
};

const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );

const KINDS = ['cents_off', 'percent_off', 'new_price', 'multi_price', 'free_item', 'bogo', 'basket_off'];
const SEGMENTS = [
  'rival/heavy',
  'rival/any',
  'switcher/any',
  'loyal/any',
  'any/heavy',
  'lapsed/any',
  'any/any',
];

export function anyChain(): fc.Arbitrary<AnyChain> {
  const product = fc.nat({ max: 9 });
  return fc.record({
    config: fc.record({
      specials: fc.integer({ min: 1, max: 8 }),
      tierSpecials: fc.integer({ min: 1, max: 6 }),
      discoveryPercent: fc.constantFrom(0, 20, 50),
      controlPercent: fc.constantFrom(0, 0, 30),
      tierValueCents: fc.integer({ min: 100, max: 1500 }),
    }),
    products: fc.array(
      fc.record({
        need: fc.nat({ max: 4 }),
        brand: fc.constantFrom('Own', 'Alder', 'Birch', 'Cedar'),
        priceCents: fc.integer({ min: 50, max: 900 }),
        restricted: often('none', 'alcohol', 'milk'),
        sensitive: often(false, true),
        status: often('active', 'delisted', 'recalled'),
        spend: often(true, false),
      }),
      { minLength: 10, maxLength: 10 },
    ),
    prices: fc.array(
      fc.record({
        product,
        store: fc.nat({ max: 2 }),
        cents: fc.integer({ min: 40, max: 900 }),
        type: fc.constantFrom('regular', 'ad', 'tpr'),
        from: fc.integer({ min: -10, max: 34 }),
        days: fc.integer({ min: 0, max: 30 }),
      }),
      { maxLength: 5 },
    ),
    households: fc.array(anyHousehold(product), { minLength: 2, maxLength: 7 }),
    offers: fc.array(anyOffer(product), { minLength: 3, maxLength: 12 }),
    shopping: fc.array(fc.constantFrom('not', 'early', 'late'), { minLength: 1, maxLength: 12 }),
  });
}

function anyHousehold(product: fc.Arbitrary<number>): fc.Arbitrary<AnyHousehold> {
  return fc.record({
    store: fc.constantFrom(1, 2),
    mail: often(true, false),
    largePrint: often(false, true),
    habits: fc.array(
      fc.record({
        product,
        everyDays: fc.integer({ min: 3, max: 30 }),
        fromDaysAgo: fc.integer({ min: 40, max: 130 }),
        untilDaysAgo: fc.constantFrom(1, 1, 1, 10, 70),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    suppressions: fc.array(
      fc.record({
        reason: fc.constantFrom('opted_out', 'category', 'category', 'no_mail', 'moved', 'deceased'),
        category: fc.nat({ max: 2 }),
        from: fc.integer({ min: -30, max: 20 }),
        days: fc.integer({ min: 0, max: 40 }),
      }),
      { maxLength: 1 },
    ),
    wishes: fc.array(
      fc.record({ what: fc.constantFrom('mute_product', 'mute_category', 'not_mine'), product }),
      { maxLength: 2 },
    ),
  });
}

function anyOffer(product: fc.Arbitrary<number>): fc.Arbitrary<AnyOffer> {
  return fc.record({
    kind: fc.oneof(fc.constant('cents_off'), fc.constantFrom(...KINDS)),
    valueCents: fc.integer({ min: 5, max: 500 }),
    maxCents: fc.option(fc.integer({ min: 20, max: 400 })),
    buy: often(1, 2, 3),
    get: often(1, 2),
    minBasketCents: fc.integer({ min: 100, max: 1500 }),
    selector: fc.constantFrom('product', 'need', 'category', 'brand', 'products', 'need'),
    product,
    excluded: fc.option(product, { freq: 2 }),
    issueFrom: often(-5, -40, 1, 10),
    issueDays: fc.constantFrom(20, 20, 60, 60, 14, 3),
    redeemFrom: often(-5, 4, 6),
    redeemDays: often(80, 17, 22, 30),
    limitTransaction: often(1, 2),
    limitHousehold: fc.option(fc.integer({ min: 1, max: 2 })),
    limitTotal: fc.option(fc.integer({ min: 1, max: 6 })),
    budgetCents: fc.option(fc.integer({ min: 20, max: 2500 }), { freq: 2 }),
    funderPercent: often(100, 0, 50),
    audience: often('any', 'loyal', 'switcher', 'rival', 'lapsed', 'new'),
    segments: fc.uniqueArray(
      fc.record({ segment: fc.constantFrom(...SEGMENTS), valueCents: fc.integer({ min: 5, max: 400 }) }),
      { maxLength: 3, selector: ({ segment }) => segment },
    ),
    taper: fc.oneof(fc.constant([]), fc.constantFrom([75, 50], [50, 0], [90])),
    store: often<0 | 1 | 2>(0, 1, 2),
  });
}
