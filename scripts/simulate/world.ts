import type { Day } from '../../src/shared/day.ts';
import { readAssortment } from './assortment.ts';
import { buildNeeds, type Need } from './needs.ts';
import { openPriceBook, type PriceBook } from './prices.ts';
import { buildProducts, type Product } from './products.ts';
import { Dice, STREAM } from './random.ts';
import { firstDay, type Settings } from './settings.ts';

/** What all parts of a run share: the chain before anyone shops. */
export type World = {
  readonly settings: Settings;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly products: readonly Product[];
  readonly needs: readonly Need[];
  readonly prices: PriceBook;
  /** One object for all streams; whoever draws starts a stream of its own first. */
  readonly dice: Dice;
  readonly storeIds: readonly string[];
  /** Per product: when it was sold, and what took its place. */
  readonly lives: readonly Life[];
};

/** Days of sale, both inclusive; undefined: no bound. */
type Life = {
  readonly from: Day | undefined;
  readonly to: Day | undefined;
  readonly next: Product | undefined;
};

/** When a replaced product goes, as a share of the history before the last day; one per succession. */
const SUCCESSION_AGES = [0.3, 0.45, 0.12];
const RECALL_AGE_DAYS = 10;

export function makeWorld(settings: Settings): World {
  const dice = new Dice(settings.seed);
  const items = readAssortment();
  const products = buildProducts(items, dice);
  return {
    settings,
    firstDay: firstDay(settings),
    lastDay: settings.lastDay,
    products,
    needs: buildNeeds(items, products),
    prices: openPriceBook(products, dice),
    dice,
    storeIds: Array.from({ length: settings.stores }, (_, storeNo) => String(101 + storeNo)),
    lives: livesOf(products, settings),
  };
}

function livesOf(products: readonly Product[], settings: Settings): readonly Life[] {
  const lives: Life[] = products.map((product) => ({
    from: undefined,
    to: product.recall ? ((settings.lastDay - RECALL_AGE_DAYS) as Day) : undefined,
    next: undefined,
  }));
  const successors = products.filter((product) => product.successionFrom !== undefined);
  for (const [index, next] of successors.entries()) {
    const age = Math.floor(7 * settings.weeks * (SUCCESSION_AGES[index] ?? 0.2));
    const to = (settings.lastDay - age) as Day;
    if (next.successionFrom !== undefined) lives[next.successionFrom] = { from: undefined, to, next };
    lives[next.no] = { from: (to + 1) as Day, to: undefined, next: undefined };
  }
  return lives;
}

export function isSold(world: World, product: Product, today: Day): boolean {
  const life = world.lives[product.no];
  return life === undefined || ((life.from ?? today) <= today && today <= (life.to ?? today));
}

/** What the products feed says of a product as of the last day. */
export function statusOf(world: World, product: Product): 'active' | 'delisted' | 'recalled' {
  if (product.recall) return 'recalled';
  return world.lives[product.no]?.next === undefined ? 'active' : 'delisted';
}

export function householdId(household: number): string {
  return `H${String(household + 1).padStart(6, '0')}`;
}

/** The store at which each household usually shops. */
export function homeStores(world: World): Uint16Array {
  const homes = new Uint16Array(world.settings.households);
  for (let household = 0; household < homes.length; household++) {
    homes[household] = heaviestStore(world, STREAM.homeStore, household, 0);
  }
  return homes;
}

/** Room for the store's number beside another in one key of a stream. */
const STORES_ROOM = 1024;

/**
 * Choose a store: each gets a weight by a throw of its own, the heaviest wins (rendezvous hashing). A further store draws
 * some choices to itself and moves no others.
 */
export function heaviestStore(world: World, purpose: number, household: number, occasion: number): number {
  let heaviest = -1;
  let chosen = 0;
  for (let storeNo = 0; storeNo < world.settings.stores; storeNo++) {
    const weight = world.dice.stream(purpose, household, occasion * STORES_ROOM + storeNo).unit();
    if (weight <= heaviest) continue;
    heaviest = weight;
    chosen = storeNo;
  }
  return chosen;
}
