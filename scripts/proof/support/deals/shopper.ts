import { Dice } from '../../../simulate/random.ts';
import {
  BRANDS,
  type Brand,
  DEALS,
  type Deal,
  type Household,
  KIN,
  NEEDS,
  priceCents,
  pull,
  STREAM,
  tripDays,
} from './world.ts';

/** A special on paper as a household may use it: which offer, and what is printed. */
export type PaperDeal = { readonly deal: Deal; readonly valueCents: number };

/** What a household holds on a day; undefined: no paper that is good. */
export type Paper = {
  /** Tells one paper from the next: its household reads it, or lets it lie. */
  readonly cycle: number;
  readonly deals: readonly PaperDeal[];
};

export type Purchase = { readonly day: number; readonly need: number; readonly brand: Brand };

/** The known answer to a deal. Probabilities are of one trip, or one purchase. */
const READS = 0.8;
/** Share of those who would have bought another brand that a deal moves, at most, and the depth by which it does. */
const MOVES = { loyalElsewhere: 0.7, switcher: 0.7 } as const;
const MOVES_SCALE = { loyalElsewhere: 0.25, switcher: 0.12 } as const;
/** Whoever buys the brand of the deal anyway buys earlier: mostly what it would have bought later. */
const EARLY = 0.15;
const EARLY_SCALE = 0.2;
/** From half a gap before the next purchase on. */
const EARLY_FROM = 0.5;
/** Of an early unit, this much is eaten that would not have been. */
const EATS_MORE = 0.15;
/** Somebody who never bought the need tries it. */
const TRIES = 0.02;
/** The same where it buys what the need goes with; and without any deal. */
const TRIES_KIN = 0.06;
const TRIES_KIN_UNASKED = 0.004;
const TRIES_SCALE = 0.3;
const LOYAL_SHARE = 0.92;
const SWITCHES: Readonly<Record<Brand, number>> = { A: 0.45, B: 0.25, S: 0.3 };
const GAP_SD = 0.3;

type State = {
  due: number;
  loyalTo: Brand | undefined;
  /** Purchases on a deal of each brand that it did not keep to then. */
  readonly trials: Map<Brand, number>;
  convertedOn: number | undefined;
};

/** One household and its days, on whatever paper it is given. */
export class Shopper {
  readonly household: Household;
  readonly #dice: Dice;
  readonly #trips: ReadonlySet<number>;
  readonly #states: (State | undefined)[];
  readonly #seed: number;

  constructor(seed: number, household: Household, from: number, until: number) {
    this.#seed = seed;
    this.household = household;
    this.#dice = new Dice(seed);
    this.#trips = new Set(tripDays(seed, household.no, from, until));
    this.#states = household.tastes.map((taste, need) => {
      if (taste === undefined) return undefined;
      const phase = this.#dice.stream(STREAM.need, household.no * NEEDS + need, from).unit();
      return {
        due: from + phase * taste.gapDays,
        loyalTo: taste.loyalTo,
        trials: new Map(),
        convertedOn: undefined,
      };
    });
  }

  /** The day on which it was won for good in a need, and for which brand; undefined: it keeps to what it kept to. */
  converted(need: number): { readonly day: number; readonly brand: Brand } | undefined {
    const state = this.#states[need];
    return state?.convertedOn === undefined || state.loyalTo === undefined
      ? undefined
      : { day: state.convertedOn, brand: state.loyalTo };
  }

  /** What it buys on a day. */
  shop(day: number, paper: Paper | undefined): Purchase[] {
    if (!this.#trips.has(day)) return [];
    const { no, tastes } = this.household;
    const reads =
      paper !== undefined && new Dice(this.#seed).stream(STREAM.reads, no, paper.cycle).chance(READS);
    const bought: Purchase[] = [];
    for (let need = 0; need < NEEDS; need++) {
      const dice = this.#dice.stream(STREAM.need, no * NEEDS + need, day);
      // Always in the same order, used or not: what comes after has the same dice with and without paper.
      const [buys, usual, moves, gapLot] = [dice.unit(), dice.unit(), dice.unit(), dice.normal()];
      const special = reads
        ? paper.deals.find(({ deal, valueCents }) => deal.need === need && valueCents > 0)
        : undefined;
      const state = this.#states[need];
      const taste = tastes[need];
      if (state === undefined || taste === undefined) {
        const brand = this.#tries(need, special, buys, usual);
        if (brand !== undefined) bought.push({ day, need, brand });
        continue;
      }
      const isDue = state.due <= day;
      const early =
        special !== undefined &&
        state.due - day < EARLY_FROM * taste.gapDays &&
        buys < EARLY * pull(depthOf(special), EARLY_SCALE);
      if (!isDue && !early) continue;
      const brand = chooseBrand(state, special, usual, moves);
      // An early unit is bought for its deal alone.
      if (!isDue && brand !== special?.deal.brand) continue;
      const gap = taste.gapDays * Math.exp(GAP_SD * gapLot - GAP_SD ** 2 / 2);
      state.due = isDue ? day + gap : state.due + gap * (1 - EATS_MORE);
      bought.push({ day, need, brand });
      if (special !== undefined && brand === special.deal.brand) this.#learn(state, taste, brand, day);
    }
    return bought;
  }

  /** What somebody who never bought the need takes home; undefined: nothing. */
  #tries(need: number, special: PaperDeal | undefined, lot: number, usual: number): Brand | undefined {
    const kin = KIN.get(need);
    const isKin = kin !== undefined && this.household.tastes[kin] !== undefined;
    const asked =
      special === undefined ? 0 : pull(depthOf(special), TRIES_SCALE) * (isKin ? TRIES_KIN : TRIES);
    if (special !== undefined && lot < asked) return special.deal.brand;
    return isKin && lot > 1 - TRIES_KIN_UNASKED ? usualBrand(undefined, usual) : undefined;
  }

  #learn(
    state: State,
    { convertsAfter }: { readonly convertsAfter: number | undefined },
    brand: Brand,
    day: number,
  ): void {
    if (state.loyalTo === brand) return;
    const trials = (state.trials.get(brand) ?? 0) + 1;
    state.trials.set(brand, trials);
    if (convertsAfter === undefined || trials < convertsAfter) return;
    state.loyalTo = brand;
    state.convertedOn = day;
  }
}

function depthOf({ deal, valueCents }: PaperDeal): number {
  return valueCents / priceCents(deal.need, deal.brand);
}

/** Two lots: what it would have bought without paper, and whether the special moves it away from that. */
function chooseBrand(
  { loyalTo }: State,
  special: PaperDeal | undefined,
  usual: number,
  moves: number,
): Brand {
  const own = usualBrand(loyalTo, usual);
  if (special === undefined) return own;
  const kind = loyalTo === undefined ? 'switcher' : 'loyalElsewhere';
  const moved = MOVES[kind] * pull(depthOf(special), MOVES_SCALE[kind]);
  return moves < moved ? special.deal.brand : own;
}

/** What is bought without paper, by a lot. */
function usualBrand(loyalTo: Brand | undefined, lot: number): Brand {
  let left = lot;
  const own = BRANDS.find((brand) => {
    left -= loyalTo === undefined ? SWITCHES[brand] : brand === loyalTo ? LOYAL_SHARE : (1 - LOYAL_SHARE) / 2;
    return left < 0;
  });
  return own ?? 'S';
}

/** Offers by id. */
export const DEAL_BY_ID: ReadonlyMap<string, Deal> = new Map(DEALS.map((deal) => [deal.offerId, deal]));
