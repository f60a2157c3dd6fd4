import type { Catalog } from '../shared/catalog.ts';
import { fold } from '../shared/fold.ts';
import type { HouseholdHistory } from './household-history.ts';

/** The needs of a catalog, numbered; with the category of each, so that they can be looked at as if they were products. */
export type Needs = {
  /** By productNo. A product of which no need is known is one of its own. */
  readonly needNo: Int32Array;
  /** Category by need; -1 where unknown. */
  readonly categoryNo: Int32Array;
  readonly categoryCount: number;
  /** false: every product is a need of its own, and a need says nothing that its product does not. */
  readonly group: boolean;
};

type Products = Pick<Catalog, 'categoryNo' | 'categoryCount'> & Partial<Pick<Catalog, 'products'>>;

/** Needs are numbered by their folded names, not by arrival, and so are their categories chosen. */
export function numberNeeds({ categoryNo, categoryCount, products = [] }: Products): Needs {
  const members = new Map<string, number[]>();
  const alone: number[] = [];
  for (let productNo = 0; productNo < categoryNo.length; productNo++) {
    const name = fold(products[productNo]?.need ?? '');
    if (name === '') alone.push(productNo);
    else members.set(name, [...(members.get(name) ?? []), productNo]);
  }
  const needNo = new Int32Array(categoryNo.length);
  const sorted = [...members.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, of]) => of);
  const needs = [...sorted, ...alone.map((productNo) => [productNo])];
  const categoryOf = needs.map((of, no) => {
    for (const productNo of of) needNo[productNo] = no;
    const known = of.map((productNo) => categoryNo[productNo] ?? -1).filter((category) => category >= 0);
    return known.length === 0 ? -1 : Math.min(...known);
  });
  return {
    needNo,
    categoryNo: Int32Array.from(categoryOf),
    categoryCount,
    group: needs.length < categoryNo.length,
  };
}

/** A household's purchases by need: `history` as if each need were a product, and the place in it of each place. */
export type NeedHistory = { readonly history: HouseholdHistory; readonly placeOf: Int32Array };

/** Purchase days of a need are the distinct days on which anything of it was bought. Quantities of a need mean nothing. */
export function needHistory(history: HouseholdHistory, { needNo }: Pick<Needs, 'needNo'>): NeedHistory {
  const { productNos, starts, days } = history;
  const needOf = (place: number): number => needNo[productNos[place] ?? 0] ?? 0;
  const order = Int32Array.from(productNos, (_, place) => place).sort(
    (a, b) => needOf(a) - needOf(b) || a - b,
  );
  const placeOf = new Int32Array(productNos.length);
  const needNos: number[] = [];
  const needStarts = [0];
  const needDays = new Int32Array(days.length);
  let end = 0;
  for (let from = 0, until = 0; from < order.length; from = until) {
    const need = needOf(order[from] ?? 0);
    const start = end;
    for (until = from; until < order.length && needOf(order[until] ?? 0) === need; until++) {
      const place = order[until] ?? 0;
      placeOf[place] = needNos.length;
      const own = days.subarray(starts[place], starts[place + 1]);
      needDays.set(own, end);
      end += own.length;
    }
    if (until - from > 1) end = start + sortDistinct(needDays.subarray(start, end));
    needNos.push(need);
    needStarts.push(end);
  }
  return {
    placeOf,
    history: {
      ...history,
      productNos: Int32Array.from(needNos),
      starts: Int32Array.from(needStarts),
      days: needDays.slice(0, end),
      quantityMilli: new Int32Array(),
    },
  };
}

/** In place. @returns How many are left, from the first. */
function sortDistinct(days: Int32Array): number {
  days.sort();
  let kept = 0;
  for (let at = 0; at < days.length; at++) {
    const day = days[at] ?? 0;
    if (at === 0 || day !== days[kept - 1]) days[kept++] = day;
  }
  return kept;
}
