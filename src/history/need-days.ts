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
  const count = productNos.length;
  // By need, and within it by place: numbers sort some times as fast as places by what they stand for.
  const keys = new Float64Array(count);
  for (let place = 0; place < count; place++) {
    keys[place] = (needNo[productNos[place] ?? 0] ?? 0) * count + place;
  }
  keys.sort();
  const placeOf = new Int32Array(count);
  const needNos = new Int32Array(count);
  const needStarts = new Int32Array(count + 1);
  const needDays = new Int32Array(days.length);
  let needs = 0;
  let end = 0;
  for (let at = 0; at < count; needs++) {
    const need = Math.floor((keys[at] ?? 0) / count);
    const [start, first] = [end, at];
    for (; at < count && (keys[at] ?? 0) < (need + 1) * count; at++) {
      const place = (keys[at] ?? 0) - need * count;
      placeOf[place] = needs;
      const until = starts[place + 1] ?? 0;
      for (let day = starts[place] ?? 0; day < until; day++) needDays[end++] = days[day] ?? 0;
    }
    if (at - first > 1) end = start + sortDistinct(needDays.subarray(start, end));
    needNos[needs] = need;
    needStarts[needs + 1] = end;
  }
  return {
    placeOf,
    history: {
      ...history,
      productNos: needNos.slice(0, needs),
      starts: needStarts.slice(0, needs + 1),
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
