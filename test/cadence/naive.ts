import type { HouseholdHistory } from '../../src/history/household-history.ts';
import type { Categories } from './chain.ts';

/**
 * The model once more, as plainly as it can be written: all pairs in one list, plain sums of floats, no passes, the
 * normal distribution by its series, the lead by recursion. Slow on purpose; shares no code with what it checks.
 */
type Pair = {
  household: number;
  product: number;
  category: number;
  days: number[];
  S1: number;
  S2: number;
  m: number;
};

export function naiveProbability(
  products: Categories,
  histories: readonly HouseholdHistory[],
  t: number,
  lead: number,
  H: number,
): Map<string, number> {
  const answers = naiveFacts(products, histories, t, lead, H);
  return new Map([...answers].map(([pair, facts]) => [pair, facts.probability]));
}

/** The parts as well, by `household/product`. */
export type NaiveFacts = {
  probability: number;
  pRen: number;
  alive: number;
  mu: number;
  rcp: number;
  /** Decayed counts, of the pair and of the household's trips; the visit rate. */
  D: (L: number) => number;
  N: (L: number) => number;
  v: (L: number) => number;
};

export function naiveFacts(
  products: Categories,
  histories: readonly HouseholdHistory[],
  t: number,
  lead: number,
  H: number,
): Map<string, NaiveFacts> {
  const pairs = histories.flatMap((history) => pairsOf(products, history));
  const k = (pair: Pair) => pair.days.length;
  const inCategory = (c: number) => pairs.filter((pair) => pair.category === c);
  const ofProduct = (p: number) => pairs.filter((pair) => pair.product === p);
  const share = (some: Pair[]) => [some.filter((pair) => k(pair) >= 2).length, some.length] as const;
  const total = (some: Pair[], value: (pair: Pair) => number) =>
    some.reduce((sum, pair) => sum + value(pair), 0);
  const ss = (pair: Pair) => (pair.m >= 2 ? pair.S2 - pair.S1 ** 2 / pair.m : 0);
  const df = (pair: Pair) => (pair.m >= 2 ? pair.m - 1 : 0);

  // 2
  const r0 = share(pairs)[0] / share(pairs)[1];
  const rc = (c: number) => (share(inCategory(c))[0] + 20 * r0) / (share(inCategory(c))[1] + 20);
  const rcp = (pair: Pair) =>
    (share(ofProduct(pair.product))[0] + 10 * rc(pair.category)) / (share(ofProduct(pair.product))[1] + 10);
  // 3
  const gm = total(pairs, (pair) => pair.S1) / total(pairs, (pair) => pair.m);
  const cm = (c: number) =>
    (total(inCategory(c), (pair) => pair.S1) + 20 * gm) / (total(inCategory(c), (pair) => pair.m) + 20);
  const im = (pair: Pair) =>
    (total(ofProduct(pair.product), (other) => other.S1) + 10 * cm(pair.category)) /
    (total(ofProduct(pair.product), (other) => other.m) + 10);
  const ho = (h: number) => {
    const own = pairs.filter((pair) => pair.household === h);
    return total(own, (pair) => pair.S1 - pair.m * im(pair)) / (total(own, (pair) => pair.m) + 10);
  };
  const prior = (pair: Pair) => im(pair) + ho(pair.household);
  // 4
  const gv = total(pairs, ss) / total(pairs, df);
  const cv = (c: number) => (total(inCategory(c), ss) + 20 * gv) / (total(inCategory(c), df) + 20);
  const iv = (pair: Pair) =>
    (total(ofProduct(pair.product), ss) + 20 * cv(pair.category)) / (total(ofProduct(pair.product), df) + 20);
  const pv = (pair: Pair) => (ss(pair) + 6 * iv(pair)) / (df(pair) + 6);
  // 5
  const three = pairs.filter((pair) => k(pair) >= 3);
  const mean = (value: (pair: Pair) => number) => total(three, value) / three.length;
  const tau2 =
    three.length <= 50
      ? 0.3
      : Math.max(
          0.05,
          mean((pair) => (pair.S1 / pair.m - prior(pair)) ** 2) - mean((pair) => pv(pair) / pair.m),
        );
  // 8, its tables
  const firstDay = Math.min(...pairs.flatMap((pair) => pair.days));
  const fu = Math.min(182, (t - firstDay) / 2);
  const pi = (j: number) => {
    const isJ = (ordinal: number) => (j === 12 ? ordinal >= 12 : ordinal === j);
    const reach = total(pairs, (pair) => pair.days.filter((d, i) => isJ(i + 1) && d < t - fu).length);
    const died = pairs.filter((pair) => isJ(k(pair)) && (pair.days.at(-1) ?? 0) < t - fu).length;
    return (died + 0.6) / (reach + 2);
  };

  const answers = new Map<string, NaiveFacts>();
  for (const pair of pairs) {
    // 6
    const kap = pv(pair) / tau2;
    const mu = (pair.S1 + kap * prior(pair)) / (pair.m + kap);
    const sd = Math.sqrt(pv(pair) + (tau2 * kap) / (pair.m + kap));
    // 7
    const F = (x: number) => naiveNormalCdf((Math.log(Math.max(x, 0.5)) - mu) / sd);
    const g = t - (pair.days.at(-1) ?? 0);
    const S = Math.max(1 - F(g), 1e-6);
    // After a purchase on day i of the lead, by what happens next: the next one in the window, or again in the lead.
    const after = (i: number): number => {
      let p = F(lead - i + H) - F(lead - i);
      for (let j = i + 1; j < lead; j++) p += (F(j - i + 1) - F(j - i)) * after(j);
      return p / Math.max(1 - F(1), 1e-6);
    };
    let pRen = (F(g + lead + H) - F(g + lead)) / S;
    for (let i = 0; i < lead; i++) pRen += ((F(g + i + 1) - F(g + i)) / S) * after(i);
    // 8
    const r = rcp(pair);
    const hazard = pi(Math.min(k(pair), 12));
    const relative = Math.min(Math.max((1 - r) / r / ((1 - r0) / r0), 0.2), 5);
    const odds = (hazard / (1 - hazard)) * relative;
    const pDrop = odds / (1 + odds);
    const alive = ((1 - pDrop) * S) / ((1 - pDrop) * S + pDrop);
    // 1, and the fallback of 10
    const trips = [...(histories.find((history) => history.householdNo === pair.household)?.tripDays ?? [])];
    const decayed = (days: number[], L: number) => days.reduce((sum, d) => sum + 2 ** -((t - d) / L), 0);
    const ten = t - (trips[0] ?? t);
    const v = (L: number) => decayed(trips, L) / (((1 - 2 ** (-ten / L)) * L) / Math.log(2));
    const q = (decayed(pair.days, 90) + 0.05 * r) / (decayed(trips, 90) + 0.5);
    const pTrip = 1 - (1 - q) ** ((H * (v(30) + v(90))) / 2);
    answers.set(`${pair.household}/${pair.product}`, {
      ...{ probability: Math.sqrt(alive * pRen * pTrip), pRen, alive, mu, rcp: r, v },
      D: (L) => decayed(pair.days, L),
      N: (L) => decayed(trips, L),
    });
  }
  return answers;
}

function pairsOf(products: Categories, history: HouseholdHistory): Pair[] {
  return [...history.productNos].map((product, place) => {
    const days = [...history.days.subarray(history.starts[place], history.starts[place + 1])];
    const logs = days.slice(1).map((day, i) => Math.log(day - (days[i] ?? 0)));
    return {
      household: history.householdNo,
      product,
      category: products.categoryNo[product] ?? -1,
      days,
      S1: logs.reduce((a, b) => a + b, 0),
      S2: logs.reduce((a, b) => a + b * b, 0),
      m: logs.length,
    };
  });
}

/** By its Taylor series around 0: 1/2 + phi(z) * (z + z^3/3 + z^5/(3*5) + …). Source: G. Marsaglia (2004). */
function naiveNormalCdf(z: number): number {
  if (z < -9) return 0;
  if (z > 9) return 1;
  let term = z;
  let sum = z;
  for (let n = 3; Math.abs(term) > 1e-18 * Math.abs(sum); n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}
