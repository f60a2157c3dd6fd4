import { type Cents, cents } from '../shared/cents.ts';
import type { PlannedLine } from './planned-list.ts';

/** What a rebuild took off a list and put on it; a line that only moved is neither. */
export type LineChanges = { readonly left: readonly PlannedLine[]; readonly came: readonly PlannedLine[] };

/** Lines as a reader tells them apart: what it is, the deal on it, what it saves. */
export function compareLines(before: readonly PlannedLine[], after: readonly PlannedLine[]): LineChanges {
  return { left: without(before, after), came: without(after, before) };
}

/** Those of `lines` that have no twin in `others`; two equal lines need two twins. */
function without(lines: readonly PlannedLine[], others: readonly PlannedLine[]): PlannedLine[] {
  const twins = new Map<string, number>();
  for (const line of others) twins.set(markOf(line), (twins.get(markOf(line)) ?? 0) + 1);
  return lines.filter((line) => {
    const left = twins.get(markOf(line)) ?? 0;
    if (left > 0) twins.set(markOf(line), left - 1);
    return left === 0;
  });
}

function markOf({
  section,
  productId,
  offerId,
  offerVersion,
  offerValueCents,
  description,
}: PlannedLine): string {
  return JSON.stringify([section, productId, offerId, offerVersion, offerValueCents, description]);
}

/** What lists promise together: each special once, at what one application saves. */
export type Promised = { readonly specials: number; readonly valueCents: Cents; readonly funderCents: Cents };

/** Sums by funder, being added up over lists. */
export type PromiseTally = Map<string, { specials: number; valueCents: number; funderCents: number }>;

/** @param percentOf The share of a special that its funder pays, 0..100. */
export function addPromises(
  tally: PromiseTally,
  lines: readonly PlannedLine[],
  percentOf: (offerId: string, version: number) => number,
): void {
  for (const { offerId, offerVersion, offerValueCents, facts } of lines) {
    if (offerId === undefined || offerVersion === undefined || offerValueCents === undefined) continue;
    const funderId = facts.offer?.funderId ?? '';
    const sums = tally.get(funderId) ?? { specials: 0, valueCents: 0, funderCents: 0 };
    sums.specials += 1;
    sums.valueCents += offerValueCents;
    // As a lane rounds it: half a cent up, to the funder.
    sums.funderCents += Math.floor((offerValueCents * percentOf(offerId, offerVersion) + 50) / 100);
    tally.set(funderId, sums);
  }
}

const NOTHING: Promised = { specials: 0, valueCents: cents(0), funderCents: cents(0) };

/** What a funder is in for; nothing where no list has a special of it. */
export function promiseOf(tally: PromiseTally, funderId: string): Promised {
  const sums = tally.get(funderId);
  return sums === undefined
    ? NOTHING
    : {
        specials: sums.specials,
        valueCents: cents(sums.valueCents),
        funderCents: cents(sums.funderCents),
      };
}
