import type { HouseholdHistory } from '../history/household-history.ts';
import type { CatalogProduct } from '../shared/catalog.ts';
import { type Day, day } from '../shared/day.ts';
import { fold } from '../shared/fold.ts';
import type { NeedFacts } from './planned-list.ts';

/** A product that may be a line, with its place in the history and P(bought while the list is good). */
export type Listable = {
  readonly place: number;
  readonly probability: number;
  readonly product: CatalogProduct;
};

/** A product for which the list asks. */
export type Asked = Listable & {
  /** P(anything of its need is bought): what needs are ranked by. */
  readonly rank: number;
  /** undefined: the household buys one product of the need, and its facts are the product's. */
  readonly need: NeedFacts | undefined;
};

type Purchases = Pick<HouseholdHistory, 'starts' | 'days'>;

/** A second product of a need stands on the list if so many of its purchase days, and such a share, were the first one's too. */
const TOGETHER_DAYS_MIN = 3;
const TOGETHER_SHARE_MIN = 0.5;

/**
 * What the list asks for: of each need the likeliest product, since the others would do its job; needs by the chance that
 * anything of them is bought. What is usually bought on one day with a product that is asked for does another job (two
 * flavours for two children), and is asked for by itself.
 *
 * P(need) = 1 - prod(1 - p) over its products, as for offers.
 *
 * @param ranked Likeliest first.
 * @returns Those with at least `minProbability` by need, then the rest, both likeliest first.
 */
export function askedFor(ranked: readonly Listable[], bought: Purchases, minProbability: number): Asked[] {
  const needs = new Map<string, Listable[]>();
  for (const item of ranked) {
    const key = fold(item.product.need);
    needs.set(key, [...(needs.get(key) ?? []), item]);
  }
  const likely = ({ probability }: Asked) => probability >= minProbability;
  const worth = (asked: Asked) => (likely(asked) ? asked.rank : asked.probability);
  return [...needs.values()]
    .flatMap((members) => askedOf(members, bought))
    .sort(
      (a, b) =>
        Number(likely(b)) - Number(likely(a)) ||
        worth(b) - worth(a) ||
        b.probability - a.probability ||
        (a.product.productId < b.product.productId ? -1 : 1),
    );
}

function askedOf(members: readonly Listable[], bought: Purchases): Asked[] {
  const [likeliest, ...others] = members;
  if (likeliest === undefined) return [];
  if (others.length === 0) return [{ ...likeliest, rank: likeliest.probability, need: undefined }];
  const habit = habitOf(members, bought);
  const rank = 1 - members.reduce((none, { probability }) => none * (1 - probability), 1);
  const asked: Asked[] = [{ ...likeliest, rank, need: habit }];
  for (const item of others) {
    const beside = asked.find((other) => isBoughtWith(bought, item.place, other.place));
    if (beside === undefined) continue;
    const need = { ...habit, besideProductId: beside.product.productId };
    asked.push({ ...item, rank: item.probability, need });
  }
  return asked;
}

/** Whether the household buys one product usually on the days on which it buys another one. */
function isBoughtWith(bought: Purchases, place: number, other: number): boolean {
  const own = daysOf(bought, place);
  const its = new Set(daysOf(bought, other));
  const together = own.reduce((sum, on) => sum + Number(its.has(on)), 0);
  return together >= TOGETHER_DAYS_MIN && together >= TOGETHER_SHARE_MIN * own.length;
}

/** The days on which anything of the need was bought, of what may be named. */
function habitOf(members: readonly Listable[], bought: Purchases): NeedFacts {
  const days = new Set<number>();
  for (const { place } of members) for (const on of daysOf(bought, place)) days.add(on);
  const sorted = [...days].sort((a, b) => a - b);
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  const gapDays = Math.round((10 * (last - first)) / Math.max(1, sorted.length - 1)) / 10;
  return { products: members.length, purchases: sorted.length, lastDay: day(last) as Day, gapDays };
}

function daysOf({ starts, days }: Purchases, place: number): Int32Array {
  return days.subarray(starts[place], starts[place + 1]);
}
