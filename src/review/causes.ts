import type { Changes, OfferChange, Part } from './changes.ts';
import { count, several } from './format.ts';

/** Why the specials' total value is not what it was: one entry of a sum. */
export type Cause = {
  /** A sentence of its own, figures included. */
  readonly text: string;
  readonly valueCents: number;
  readonly expectedMicros: number;
};

/** Why an offer is no longer on any list. */
export type OfferEnd = 'ended' | 'held' | 'withdrawn' | 'not-planned';

export type OfferNames = {
  /** How an offer is called beside its id; undefined: by nothing else. */
  readonly headlineOf: (offerId: string) => string | undefined;
  readonly endOf: (offerId: string) => OfferEnd;
};

const ENDS: Readonly<Record<OfferEnd, string>> = {
  ended: 'has ended',
  held: 'is held',
  withdrawn: 'was withdrawn',
  'not-planned': 'is on no list any more',
};

/**
 * Everything that changed the total, largest first by value, ties by words. The parts add up to the whole exactly, in
 * value and in expected cost: now - before = sum of causes.
 */
export function causesOf(changes: Changes, names: OfferNames): Cause[] {
  const causes = [...changes.offers.values()].flatMap((change) => offerCauses(change, names));
  const { first, gone, likelihood } = changes;
  if (first.lists > 0) {
    const get = first.lists === 1 ? 'gets its' : 'get their';
    causes.push(cause(`${several(first.lists, 'household')} ${get} first list`, first));
  }
  if (gone.lists > 0) {
    const have = gone.lists === 1 ? 'has' : 'have';
    causes.push(cause(`${several(gone.lists, 'household')} ${have} no list this time`, negative(gone)));
  }
  if (likelihood.lists > 0) {
    const likelier = likelihood.expectedMicros > 0 ? 'likelier' : 'less likely';
    causes.push(cause(`Specials that stay as they were are ${likelier} to be used`, likelihood));
  }
  return causes
    .filter(({ valueCents, expectedMicros }) => valueCents !== 0 || expectedMicros !== 0)
    .sort((a, b) => Math.abs(b.valueCents) - Math.abs(a.valueCents) || (a.text < b.text ? -1 : 1));
}

/** The rest of a sum, after its largest entries. */
export function restOf(causes: readonly Cause[]): Part {
  const rest = { lists: causes.length, valueCents: 0, expectedMicros: 0 };
  for (const { valueCents, expectedMicros } of causes) {
    rest.valueCents += valueCents;
    rest.expectedMicros += expectedMicros;
  }
  return rest;
}

function offerCauses(change: OfferChange, names: OfferNames): Cause[] {
  const { offerId, listsBefore, listsNow, reach, value } = change;
  const headline = names.headlineOf(offerId);
  const offer = `Offer ${offerId}${headline === undefined ? '' : ` (${headline})`}`;
  if (listsBefore === 0) return [cause(`${offer} is new: on ${several(listsNow, 'list')}`, reach)];
  if (listsNow === 0) {
    return [
      cause(`${offer} ${ENDS[names.endOf(offerId)]}: it was on ${several(listsBefore, 'list')}`, reach),
    ];
  }
  const moved =
    listsNow === listsBefore ? 'on other lists' : listsNow > listsBefore ? 'on more lists' : 'on fewer lists';
  return [
    cause(`${offer} is ${moved}: ${count(listsNow)} instead of ${count(listsBefore)}`, reach),
    cause(`${offer} has another value on ${several(value.lists, 'list')}`, value),
  ];
}

function cause(text: string, { valueCents, expectedMicros }: Readonly<Part>): Cause {
  return { text, valueCents, expectedMicros };
}

function negative(part: Readonly<Part>): Part {
  return { lists: part.lists, valueCents: -part.valueCents, expectedMicros: -part.expectedMicros };
}
