import type { PlannedLine } from '../lists/planned-list.ts';
import { type Chance, expectedMicros, isSpecial } from './review-list.ts';

/** A line of an earlier list, as far as it is compared. */
export type EarlierLine = Pick<PlannedLine, 'section' | 'productId' | 'offerId' | 'offerValueCents'> & Chance;

/** Money of some specials: what they save, each used once, and what they are likely to cost in millionths of a cent. */
export type Worth = { valueCents: number; expectedMicros: number };
export type Part = Worth & { lists: number };

/** What became of one offer on households that had a list before: both sides of the comparison. */
export type OfferChange = {
  readonly offerId: string;
  listsBefore: number;
  listsNow: number;
  /** Households that have it now and had not, less those that had it and have not. */
  readonly reach: Part;
  /** Households that had it before, too, at another value. */
  readonly value: Part;
};

/** This cycle's lists against the lists that went before them. */
export type Changes = {
  /** Households that had a list before. */
  matched: number;
  linesKept: number;
  linesNew: number;
  linesGone: number;
  readonly before: Part;
  readonly now: Part;
  /** Households whose first list this is. */
  readonly first: Part;
  /** Specials that a household had before at the same value, and is likelier, or less likely, to use now. */
  readonly likelihood: Part;
  /** Households of the cycle before whose turn it is not now; to be added once. */
  readonly gone: Part;
  readonly offers: Map<string, OfferChange>;
};

export function newChanges(): Changes {
  return {
    matched: 0,
    linesKept: 0,
    linesNew: 0,
    linesGone: 0,
    before: newPart(),
    now: newPart(),
    first: newPart(),
    likelihood: newPart(),
    gone: newPart(),
    offers: new Map(),
  };
}

/** Compare a list that goes out with the one its household had before, in place. */
export function addChange(
  changes: Changes,
  now: readonly EarlierLine[],
  before: readonly EarlierLine[] | undefined,
): void {
  const worthNow = worthOf(now);
  add(changes.now, worthNow, 1);
  if (before === undefined) {
    add(changes.first, worthNow, 1);
    return;
  }
  changes.matched += 1;
  add(changes.before, worthOf(before), 1);
  compareLines(changes, now, before);
  compareOffers(changes, now, before);
}

/** Households of the cycle before that have no list now. */
export function addGone(changes: Changes, gone: Readonly<Part>): void {
  add(changes.gone, gone, gone.lists);
  add(changes.before, gone, gone.lists);
}

function compareLines(changes: Changes, now: readonly EarlierLine[], before: readonly EarlierLine[]): void {
  const had = new Set(before.map(keyOf).filter((key) => key !== undefined));
  const has = new Set(now.map(keyOf).filter((key) => key !== undefined));
  const kept = [...has].filter((key) => had.has(key)).length;
  changes.linesKept += kept;
  changes.linesNew += has.size - kept;
  changes.linesGone += had.size - kept;
}

/** A line is the same when it asks for the same goods, on special or not; recipes and tips change by design. */
function keyOf({ section, productId, offerId }: EarlierLine): string | undefined {
  if (section === 'extra') return undefined;
  return productId ?? `offer ${offerId}`;
}

function compareOffers(changes: Changes, now: readonly EarlierLine[], before: readonly EarlierLine[]): void {
  const had = specialsOf(before);
  const has = specialsOf(now);
  for (const [offerId, worth] of has) {
    const change = changeOf(changes, offerId);
    change.listsNow += 1;
    const earlier = had.get(offerId);
    if (earlier === undefined) add(change.reach, worth, 1);
    else if (worth.valueCents === earlier.valueCents) add(changes.likelihood, difference(worth, earlier), 1);
    else add(change.value, difference(worth, earlier), 1);
  }
  for (const [offerId, worth] of had) {
    const change = changeOf(changes, offerId);
    change.listsBefore += 1;
    if (!has.has(offerId)) add(change.reach, difference(newPart(), worth), -1);
  }
}

/** An offer stands once on a list; were it there twice, its lines would be added up. */
function specialsOf(lines: readonly EarlierLine[]): Map<string, Worth> {
  const specials = new Map<string, Worth>();
  for (const line of lines) {
    if (!isSpecial(line)) continue;
    const sum = specials.get(line.offerId) ?? { valueCents: 0, expectedMicros: 0 };
    sum.valueCents += line.offerValueCents;
    sum.expectedMicros += expectedMicros(line, line.offerValueCents);
    specials.set(line.offerId, sum);
  }
  return specials;
}

function worthOf(lines: readonly EarlierLine[]): Worth {
  const sum = { valueCents: 0, expectedMicros: 0 };
  for (const worth of specialsOf(lines).values()) {
    sum.valueCents += worth.valueCents;
    sum.expectedMicros += worth.expectedMicros;
  }
  return sum;
}

function changeOf(changes: Changes, offerId: string): OfferChange {
  const known = changes.offers.get(offerId);
  if (known !== undefined) return known;
  const change = { offerId, listsBefore: 0, listsNow: 0, reach: newPart(), value: newPart() };
  changes.offers.set(offerId, change);
  return change;
}

function newPart(): Part {
  return { lists: 0, valueCents: 0, expectedMicros: 0 };
}

function add(part: Part, worth: Readonly<Worth>, lists: number): void {
  part.lists += lists;
  part.valueCents += worth.valueCents;
  part.expectedMicros += worth.expectedMicros;
}

function difference(a: Readonly<Worth>, b: Readonly<Worth>): Worth {
  return { valueCents: a.valueCents - b.valueCents, expectedMicros: a.expectedMicros - b.expectedMicros };
}
