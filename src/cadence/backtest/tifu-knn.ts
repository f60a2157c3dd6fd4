import type { HouseholdHistory } from '../../history/household-history.ts';
import type { Answer, Scorer, Scores, Variant, View } from './scorer.ts';

/** Names as in the paper: k neighbours, r_b within and r_g across the m groups, weight alpha of the household's own. */
type TifuSetting = {
  readonly neighbours: number;
  readonly withinDecay: number;
  readonly groupDecay: number;
  readonly groups: number;
  readonly ownWeight: number;
};

/** Looking for neighbours takes as many steps as households times neighbours: no more than these are looked at. */
export const NEIGHBOURS_MAX = 500;

/** Beside the authors' own for Ta-Feng, below, theirs for Dunnhumby; and what long histories need, more groups. */
const VECTORS = [
  { groups: 3, withinDecay: 0.9, groupDecay: 0.6 },
  { groups: 7, withinDecay: 1, groupDecay: 0.7 },
  { groups: 23, withinDecay: 0.9, groupDecay: 0.8 },
  { groups: 23, withinDecay: 1, groupDecay: 0.8 },
  { groups: 60, withinDecay: 1, groupDecay: 0.9 },
] as const;

const AUTHORS: TifuSetting = {
  groups: 7,
  withinDecay: 0.9,
  groupDecay: 0.7,
  neighbours: 300,
  ownWeight: 0.7,
};
const OTHERS: readonly TifuSetting[] = [AUTHORS, ...VECTORS].flatMap((vector) =>
  [300, 50].flatMap((neighbours) => [0.7, 0.9].map((ownWeight) => ({ ...vector, neighbours, ownWeight }))),
);

/**
 * TIFUKNN: a household's vector has for each product the share of its trips that had it, decayed in two steps, within groups
 * of trips and across them; the score is alpha * own vector + (1 - alpha) * mean of the k nearest vectors, by Euclid.
 *
 * Source: H. Hu, X. He, J. Gao and Z.-L. Zhang, "Modeling Personalized Item Frequency Information for Next-basket
 * Recommendation", SIGIR 2020.
 */
export const TIFU_KNN: Scorer = {
  id: 'tifuknn',
  title: 'TIFUKNN',
  isProbability: false,
  variants: [variant(AUTHORS), ...OTHERS.slice(1).map(variant)],
};

function variant(setting: TifuSetting): Variant {
  return { name: nameOf(setting), learn: (view) => learn(view, setting) };
}

function nameOf({ neighbours, withinDecay, groupDecay, groups, ownWeight }: TifuSetting): string {
  return `k ${neighbours}, r_b ${withinDecay}, r_g ${groupDecay}, alpha ${ownWeight}, m ${groups}`;
}

function learn(view: View, setting: TifuSetting): Answer {
  const known = view.households.slice(0, NEIGHBOURS_MAX + 1).map(({ history }) => ({
    householdNo: history.householdNo,
    vector: vectorOf(history, setting),
  }));
  const search = newSearch(known, view.catalog.categoryNo.length);
  return (history) => answer(history, setting, search);
}

/** Parallel to `productNos` of the household; `square`: the squared length. */
type Vector = { readonly productNos: Int32Array; readonly weights: Float64Array; readonly square: number };

function vectorOf(history: HouseholdHistory, setting: TifuSetting): Vector {
  const { tripDays, productNos, starts, days } = history;
  const tripWeights = weighTrips(tripDays.length, setting);
  const weights = new Float64Array(productNos.length);
  let square = 0;
  for (let place = 0; place < weights.length; place++) {
    let sum = 0;
    let trip = 0;
    for (let at = starts[place] ?? 0; at < (starts[place + 1] ?? 0); at++) {
      while ((tripDays[trip] ?? Infinity) < (days[at] ?? 0)) trip++;
      sum += tripWeights[trip] ?? 0;
    }
    weights[place] = sum;
    square += sum * sum;
  }
  return { productNos, weights, square };
}

/** What one purchase on each trip counts, the trips ascending; groups as even as can be, the larger ones last. */
function weighTrips(trips: number, { groups, withinDecay, groupDecay }: TifuSetting): Float64Array {
  const count = Math.min(groups, trips);
  const small = Math.floor(trips / Math.max(1, count));
  const smallGroups = count - (trips % Math.max(1, count));
  const weights = new Float64Array(trips);
  let trip = 0;
  for (let group = 0; group < count; group++) {
    const size = group < smallGroups ? small : small + 1;
    for (let left = size - 1; left >= 0; left--) {
      weights[trip++] = (withinDecay ** left * groupDecay ** (count - 1 - group)) / size / count;
    }
  }
  return weights;
}

type Known = { readonly householdNo: number; readonly vector: Vector };

/** The known vectors, and for each product which of them have it. */
type Search = {
  readonly known: readonly Known[];
  readonly postings: readonly (Posting | undefined)[];
};
type Posting = { readonly who: number[]; readonly weight: number[] };

function newSearch(known: readonly Known[], products: number): Search {
  const postings: (Posting | undefined)[] = Array.from({ length: products });
  known.forEach(({ vector }, place) => {
    vector.productNos.forEach((productNo, at) => {
      const posting = postings[productNo] ?? { who: [], weight: [] };
      postings[productNo] = posting;
      posting.who.push(place);
      posting.weight.push(vector.weights[at] ?? 0);
    });
  });
  return { known, postings };
}

function answer(history: HouseholdHistory, setting: TifuSetting, { known, postings }: Search): Scores {
  const own = vectorOf(history, setting);
  const inner = new Float64Array(known.length);
  own.productNos.forEach((productNo, place) => {
    const posting = postings[productNo];
    const weight = own.weights[place] ?? 0;
    posting?.who.forEach((who, at) => {
      inner[who] = (inner[who] ?? 0) + weight * (posting.weight[at] ?? 0);
    });
  });
  const nearest = known
    .map(({ householdNo, vector }, who) => ({
      who,
      householdNo,
      distance: vector.square - 2 * (inner[who] ?? 0),
    }))
    .filter(({ householdNo }) => householdNo !== history.householdNo)
    .sort((a, b) => a.distance - b.distance || a.who - b.who)
    .slice(0, setting.neighbours);
  const isNear = new Uint8Array(known.length);
  for (const { who } of nearest) isNear[who] = 1;
  return {
    score: own.weights.map((weight, place) => {
      const posting = postings[own.productNos[place] ?? 0];
      let sum = 0;
      posting?.who.forEach((who, at) => {
        if (isNear[who] === 1) sum += posting.weight[at] ?? 0;
      });
      const theirs = nearest.length === 0 ? 0 : sum / nearest.length;
      return setting.ownWeight * weight + (1 - setting.ownWeight) * theirs;
    }),
  };
}
