/** Lengths of list at which rankings are judged. */
const [SHORT, LONG] = [10, 20];

/** What is summed over households and pairs: names of the places in an array of sums. */
export const SUM = {
  precisionShort: 0,
  precisionLong: 1,
  lists: 2,
  recallShort: 3,
  recallLong: 4,
  gainShort: 5,
  gainLong: 6,
  averagePrecision: 7,
  listsWithPurchase: 8,
  recallOfAllShort: 9,
  recallOfAllLong: 10,
  listsWithAnyPurchase: 11,
  squares: 12,
  logLoss: 13,
  probability: 14,
  bought: 15,
  pairs: 16,
} as const;
export const SUMS = Object.keys(SUM).length;

/** What is said of a scorer: each figure is a ratio of two sums. */
export const METRICS = [
  { id: 'p_at_10', sum: SUM.precisionShort, over: SUM.lists },
  { id: 'p_at_20', sum: SUM.precisionLong, over: SUM.lists },
  { id: 'r_at_10', sum: SUM.recallShort, over: SUM.listsWithPurchase },
  { id: 'r_at_20', sum: SUM.recallLong, over: SUM.listsWithPurchase },
  { id: 'ndcg_at_10', sum: SUM.gainShort, over: SUM.listsWithPurchase },
  { id: 'ndcg_at_20', sum: SUM.gainLong, over: SUM.listsWithPurchase },
  { id: 'ap', sum: SUM.averagePrecision, over: SUM.listsWithPurchase },
  { id: 'r_all_at_10', sum: SUM.recallOfAllShort, over: SUM.listsWithAnyPurchase },
  { id: 'r_all_at_20', sum: SUM.recallOfAllLong, over: SUM.listsWithAnyPurchase },
  { id: 'brier', sum: SUM.squares, over: SUM.pairs },
  { id: 'log_loss', sum: SUM.logLoss, over: SUM.pairs },
] as const;
export type MetricId = (typeof METRICS)[number]['id'];

/** undefined: there was nothing to divide by. */
export type Figures = Readonly<Record<MetricId, number | undefined>>;

export function figuresOf(sums: Float64Array): Figures {
  const figures: Partial<Record<MetricId, number | undefined>> = {};
  for (const { id, sum, over } of METRICS) figures[id] = ratio(sums, sum, over);
  return figures as Figures;
}

export function ratio(sums: Float64Array, sum: number, over: number, at = 0): number | undefined {
  const below = sums[at + over] ?? 0;
  return below === 0 ? undefined : (sums[at + sum] ?? 0) / below;
}

/**
 * A ranking: `hits[i]` says whether the i-th of the list was bought.
 *
 * P@K = hits / min(K, candidates); R@K = hits / positives; NDCG@K with binary gains, ideal = min(K, positives); AP = sum of
 * the precisions at the hits / positives. All but P only where something was bought. r_all@K = hits / products bought, new
 * ones included.
 */
export type Ranking = {
  readonly hits: Uint8Array;
  readonly candidates: number;
  readonly positives: number;
  /** 0: this is not asked. */
  readonly boughtOfAll: number;
};

/** Add a ranking to the sums at `sums[at ..]`. */
export function addRanking(
  sums: Float64Array,
  at: number,
  { hits, candidates, positives, boughtOfAll }: Ranking,
) {
  const add = (place: number, value: number) => {
    sums[at + place] = (sums[at + place] ?? 0) + value;
  };
  let [found, foundShort, foundLong, gainShort, gainLong, precisions] = [0, 0, 0, 0, 0, 0];
  for (let place = 0; place < hits.length && found < positives; place++) {
    if (hits[place] === 0) continue;
    found += 1;
    precisions += found / (place + 1);
    if (place < LONG) [foundLong, gainLong] = [found, gainLong + discount(place)];
    if (place < SHORT) [foundShort, gainShort] = [found, gainShort + discount(place)];
  }
  add(SUM.lists, 1);
  add(SUM.precisionShort, foundShort / Math.min(SHORT, candidates));
  add(SUM.precisionLong, foundLong / Math.min(LONG, candidates));
  if (boughtOfAll > 0) {
    add(SUM.listsWithAnyPurchase, 1);
    add(SUM.recallOfAllShort, foundShort / boughtOfAll);
    add(SUM.recallOfAllLong, foundLong / boughtOfAll);
  }
  if (positives === 0) return;
  add(SUM.listsWithPurchase, 1);
  add(SUM.recallShort, foundShort / positives);
  add(SUM.recallLong, foundLong / positives);
  add(SUM.gainShort, gainShort / ideal(Math.min(SHORT, positives)));
  add(SUM.gainLong, gainLong / ideal(Math.min(LONG, positives)));
  add(SUM.averagePrecision, precisions / positives);
}

function discount(place: number): number {
  return 1 / Math.log2(place + 2);
}

const IDEAL = new Float64Array(LONG + 1);
for (let places = 1; places <= LONG; places++)
  IDEAL[places] = (IDEAL[places - 1] ?? 0) + discount(places - 1);

function ideal(places: number): number {
  return IDEAL[places] ?? 0;
}

/** Probabilities this close to 0 or 1 count as this much away: one sure error is no infinite loss. */
const PROBABILITY_MIN = 1e-6;

/** Add a pair's probability and outcome. */
export function addPair(sums: Float64Array, at: number, probability: number, bought: number): void {
  const add = (place: number, value: number) => {
    sums[at + place] = (sums[at + place] ?? 0) + value;
  };
  add(SUM.squares, (probability - bought) ** 2);
  add(SUM.logLoss, -Math.log(Math.max(bought === 1 ? probability : 1 - probability, PROBABILITY_MIN)));
  add(SUM.probability, probability);
  add(SUM.bought, bought);
  add(SUM.pairs, 1);
}
