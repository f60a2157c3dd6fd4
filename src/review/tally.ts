import type { Tier } from '../lists/planned-list.ts';
import type { Relation } from '../offers/segment.ts';
import type { Usage } from '../offers/usage.ts';
import { type Least, least } from './draw-lots.ts';
import { expectedMicros, isSpecial, type ListFigures, type ReviewList } from './review-list.ts';
import { type Amounts, addAmount } from './spread.ts';

/** What a household is to an offer, and how much it uses of the need; `any` for an offer on the basket. */
export type Cell = { readonly relation: Relation | 'any'; readonly usage: Usage | 'any' };

/** Households that are so to at least one of their specials, and those specials. */
export type CellReach = Cell & { lists: number; specials: number; valueCents: number };

export type TierReach = {
  readonly tier: Tier | undefined;
  lists: number;
  weeklySpendCents: number;
  valueCents: number;
  expectedMicros: number;
};

/** A list that shows what an offer looks like. */
export type Sample = {
  readonly listId: number;
  readonly householdId: string;
  readonly name: string | undefined;
  readonly lot: number;
};

export type OfferReach = {
  readonly offerId: string;
  readonly version: number;
  lists: number;
  valueCents: number;
  minCents: number;
  maxCents: number;
  expectedMicros: number;
  readonly byRelation: Map<Relation | 'any', number>;
  readonly samples: Least<Sample>;
};

/** Sums over the lists that go out, and counts of those that do not. */
export type Tally = {
  lists: number;
  control: number;
  held: number;
  /** Lists that go by mail; the others wait in store. */
  mailed: number;
  largePrint: number;
  lines: number;
  specials: number;
  valueCents: number;
  faceCents: number;
  expectedMicros: number;
  readonly values: Amounts;
  readonly cells: Map<string, CellReach>;
  readonly tiers: Map<string, TierReach>;
  readonly languages: Map<string, number>;
  readonly stores: Map<string, number>;
  readonly offers: Map<string, OfferReach>;
};

const SAMPLES = 5;

export function newTally(): Tally {
  return {
    lists: 0,
    control: 0,
    held: 0,
    mailed: 0,
    largePrint: 0,
    lines: 0,
    specials: 0,
    valueCents: 0,
    faceCents: 0,
    expectedMicros: 0,
    values: new Map(),
    cells: new Map(),
    tiers: new Map(),
    languages: new Map(),
    stores: new Map(),
    offers: new Map(),
  };
}

/** Add a list, in place: a cycle has many thousands. One that does not go out is counted and no more. */
export function addToTally(tally: Tally, list: ReviewList, figures: ListFigures, lot: number): void {
  if (list.arm === 'control') tally.control += 1;
  else if (list.held !== undefined) tally.held += 1;
  else addOutgoing(tally, list, figures, lot);
}

function addOutgoing(tally: Tally, list: ReviewList, figures: ListFigures, lot: number): void {
  tally.lists += 1;
  tally.mailed += Number(list.mail);
  tally.largePrint += Number(list.addressee.largePrint);
  tally.lines += figures.goods;
  tally.specials += figures.specials;
  tally.valueCents += figures.valueCents;
  tally.faceCents += figures.faceCents;
  tally.expectedMicros += figures.expectedMicros;
  addAmount(tally.values, figures.valueCents);
  addTo(tally.languages, list.addressee.language);
  addTo(tally.stores, list.homeStoreId ?? '');
  addTier(tally, list, figures);
  const cells = new Set<string>();
  for (const line of list.lines) {
    if (!isSpecial(line)) continue;
    const { relation, usage } = line.facts.offer ?? { relation: 'any', usage: 'any' };
    const cell = known(tally.cells, `${relation}/${usage}`, () => ({
      relation,
      usage,
      lists: 0,
      specials: 0,
      valueCents: 0,
    }));
    cell.specials += 1;
    cell.valueCents += line.offerValueCents;
    if (!cells.has(`${relation}/${usage}`)) cell.lists += 1;
    cells.add(`${relation}/${usage}`);
    addOffer(tally, list, line, lot);
  }
}

function addTier(tally: Tally, { tier, weeklySpendCents }: ReviewList, figures: ListFigures): void {
  const reach = known(tally.tiers, tier ?? '', () => ({
    tier,
    lists: 0,
    weeklySpendCents: 0,
    valueCents: 0,
    expectedMicros: 0,
  }));
  reach.lists += 1;
  reach.weeklySpendCents += weeklySpendCents;
  reach.valueCents += figures.valueCents;
  reach.expectedMicros += figures.expectedMicros;
}

type SpecialLine = ReviewList['lines'][number] & { offerId: string; offerValueCents: number };

function addOffer(tally: Tally, list: ReviewList, line: SpecialLine, lot: number): void {
  const { offerId, offerValueCents: value } = line;
  const version = line.offerVersion ?? 0;
  const reach = known(tally.offers, offerKey(offerId, version), () => newReach(offerId, version));
  reach.lists += 1;
  reach.valueCents += value;
  reach.minCents = Math.min(reach.minCents, value);
  reach.maxCents = Math.max(reach.maxCents, value);
  reach.expectedMicros += expectedMicros(line, value);
  addTo(reach.byRelation, line.facts.offer?.relation ?? 'any');
  const { listId, householdId, addressee } = list;
  reach.samples.offer({ listId, householdId, name: addressee.name, lot });
}

function newReach(offerId: string, version: number): OfferReach {
  return {
    offerId,
    version,
    lists: 0,
    valueCents: 0,
    minCents: Number.POSITIVE_INFINITY,
    maxCents: 0,
    expectedMicros: 0,
    byRelation: new Map(),
    samples: least<Sample>(SAMPLES, (a, b) => a.lot - b.lot || a.listId - b.listId),
  };
}

export function offerKey(offerId: string, version: number): string {
  return `${offerId}\u0000${version}`;
}

function addTo<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function known<T>(all: Map<string, T>, key: string, make: () => T): T {
  const found = all.get(key);
  if (found !== undefined) return found;
  const made = make();
  all.set(key, made);
  return made;
}
