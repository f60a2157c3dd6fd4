/** How often each amount occurs: integers, so that any order of adding gives the same. Amounts in cents, 0 or more. */
export type Amounts = Map<number, number>;

export function addAmount(amounts: Amounts, valueCents: number): void {
  amounts.set(valueCents, (amounts.get(valueCents) ?? 0) + 1);
}

export type Spread = {
  readonly count: number;
  readonly totalCents: number;
  readonly minCents: number;
  /** The lower one of the two in the middle, so that it is an amount that occurs. */
  readonly medianCents: number;
  readonly maxCents: number;
};

/** Undefined: there is nothing. */
export function spreadOf(amounts: Amounts): Spread | undefined {
  const sorted = [...amounts].sort(([a], [b]) => a - b);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const count = sorted.reduce((sum, [, some]) => sum + some, 0);
  const totalCents = sorted.reduce((sum, [value, some]) => sum + value * some, 0);
  let passed = 0;
  const [medianCents] = sorted.find(([, some]) => {
    passed += some;
    return passed * 2 >= count;
  }) ?? [0];
  return { count, totalCents, minCents: first[0], medianCents, maxCents: last[0] };
}

export type Bin = { readonly fromCents: number; readonly toCents: number; readonly lists: number };

/** Most bars that a histogram has. */
const BINS_MAX = 16;
/** Widths that people count in, in cents. */
const WIDTHS = [50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 20_000, 50_000, 100_000];

/** Bars of equal width from zero on; each holds the amounts from `fromCents` up to, and without, `toCents`. */
export function binsOf(amounts: Amounts): readonly Bin[] {
  const top = Math.max(0, ...amounts.keys());
  if (amounts.size === 0) return [];
  const width = WIDTHS.find((wide) => Math.floor(top / wide) < BINS_MAX) ?? Math.ceil((top + 1) / BINS_MAX);
  const lists = new Array<number>(Math.floor(top / width) + 1).fill(0);
  for (const [value, some] of amounts) {
    const at = Math.floor(value / width);
    lists[at] = (lists[at] ?? 0) + some;
  }
  return lists.map((some, at) => ({ fromCents: at * width, toCents: (at + 1) * width, lists: some }));
}
