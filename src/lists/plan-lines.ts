import type { HouseholdScores } from '../cadence/score.ts';
import type { HouseholdHistory } from '../history/household-history.ts';
import type { ExtraRow } from '../ingest/rows.ts';
import type { Candidate } from '../offers/candidates.ts';
import { describeOffer } from '../offers/price.ts';
import type { Catalog, CatalogProduct } from '../shared/catalog.ts';
import type { Cents } from '../shared/cents.ts';
import { type Day, day } from '../shared/day.ts';
import { fold } from '../shared/fold.ts';
import type { Restriction } from '../shared/offer-terms.ts';
import { sixDecimals } from '../shared/six-decimals.ts';
import { type Asked, askedFor, type Listable } from './due-needs.ts';
import { chooseExtras } from './extras.ts';
import type { Unlistable } from './left-out-facts.ts';
import type { PlannedLine, Tier } from './planned-list.ts';
import { reasonForDue, reasonForSpecial } from './reasons.ts';
import { segmentFacts } from './segment-facts.ts';
import { groupOf } from './special-group.ts';
import { usualGapDays } from './usual-gap.ts';

export type LineRules = {
  readonly validFrom: Day;
  readonly validUntil: Day;
  readonly minProbability: number;
  readonly dueLines: number;
  /** Filled up to this many with the likeliest items below the minimum. */
  readonly minDueLines: number;
  readonly extras: number;
};

/** Where a product stands in the household's store. */
export type AislePlace = { readonly aisle: string | undefined; readonly sort: number };

export type LineInputs = {
  readonly householdId: string;
  readonly scores: HouseholdScores;
  /** What the scores were made of. */
  readonly history: Pick<HouseholdHistory, 'starts' | 'days'>;
  /** The numbers that products had when the household bought them, where another one stands for them now. */
  readonly boughtAs: (productNo: number) => readonly number[];
  readonly catalog: Catalog;
  readonly specials: readonly Candidate[];
  /** The names of brands by number. */
  readonly brands: readonly string[];
  readonly extras: readonly ExtraRow[];
  readonly priceOf: (productNo: number) => Cents | undefined;
  readonly aisleOf: (product: CatalogProduct) => AislePlace | undefined;
  /** Whether the household reads the language in which the offers feed words its headlines. */
  readonly readsHeadlines: boolean;
  /** Products that this household is not to see, for whatever reason. */
  readonly hidden: (productNo: number) => boolean;
  /** Whether a need is hidden altogether: no recipe that calls for it is shown. */
  readonly hidesNeed: (need: string) => boolean;
  readonly tier: Tier | undefined;
};

/**
 * Goods whose mere mention on paper says too much are never a line. What is restricted in how it may be promoted (alcohol,
 * infant formula, milk) has no specials, and stands on the list of whoever buys it: a reminder at the shelf price.
 */
const LISTED: Readonly<Record<Restriction, boolean>> = {
  none: true,
  milk: true,
  alcohol: true,
  infant_formula: true,
  tobacco: false,
  rx: false,
  lottery: false,
};
/** Behind every aisle that the store named. */
const AISLE_UNKNOWN = 1_000_000;

/** Why a product may be no line for any household; undefined: it may. */
export function unlistable(product: CatalogProduct): Unlistable | undefined {
  // First of all what must never be named, whatever else is the matter with it.
  if (product.sensitive) return 'sensitive';
  if (product.status !== 'active') return product.status;
  if (!product.spend) return 'not-goods';
  return LISTED[product.restricted] ? undefined : 'restricted';
}

/** The lines of one list in printed order: due items along the aisles, specials by worth, extras. */
export function planLines(inputs: LineInputs, rules: LineRules): PlannedLine[] {
  const due = chooseDue(inputs, rules);
  const specials = inputs.specials.map((candidate) => specialLine(inputs, candidate));
  const goods = [...due.sort(byAisle), ...specials];
  if (goods.length === 0) return [];
  const needs = new Set(goods.map((line) => line.need).filter((need) => need !== undefined));
  return [...goods, ...chooseExtras(inputs.extras, inputs, needs, rules, rules.extras)];
}

/** What the list asks for, the likeliest needs first, less what a special already asks for. */
function chooseDue(inputs: LineInputs, rules: LineRules): PlannedLine[] {
  const onSpecial = needsOnSpecial(inputs.specials);
  const lines: PlannedLine[] = [];
  for (const asked of askedFor(rankListable(inputs), inputs.history, rules.minProbability)) {
    if (lines.length >= rules.dueLines) break;
    if (asked.probability < rules.minProbability && lines.length >= rules.minDueLines) break;
    const { productNo, need } = asked.product;
    if (onSpecial.get(productNo)?.has(fold(need)) !== true) lines.push(dueLine(inputs, rules, asked));
  }
  return lines;
}

/**
 * The needs for which a special speaks, by each product of its offer. An offer on a brand may reach over several needs;
 * its line asks for one of them, and the others keep their own lines.
 */
function needsOnSpecial(specials: readonly Candidate[]): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>();
  for (const { offer, need } of specials) {
    if (need === undefined) continue;
    for (const productNo of offer.products.productNos) {
      found.set(productNo, (found.get(productNo) ?? new Set<string>()).add(fold(need)));
    }
  }
  return found;
}

/** What may be a line for this household and has a chance at all, likeliest first. */
function rankListable({ scores, catalog, hidden }: LineInputs): Listable[] {
  const ranked: Listable[] = [];
  scores.productNos.forEach((productNo, place) => {
    const product = catalog.products[productNo];
    if (product === undefined || unlistable(product) !== undefined || hidden(productNo)) return;
    const probability = scores.probability[place] ?? 0;
    if (sixDecimals(probability) > 0) ranked.push({ place, probability, product });
  });
  return ranked.sort(
    (a, b) => b.probability - a.probability || (a.product.productId < b.product.productId ? -1 : 1),
  );
}

function dueLine(inputs: LineInputs, rules: LineRules, { place, product, need }: Asked): PlannedLine {
  const cadence = cadenceFacts(inputs, place);
  return {
    section: 'due',
    productId: product.productId,
    need: product.need,
    description: product.description,
    reason: reasonForDue({ ...cadence, gapDays: cadence.gapDays, ...rules }),
    probability: sixDecimals(inputs.scores.probability[place] ?? 0),
    expectedDay: day(inputs.scores.expectedDay[place] ?? rules.validFrom),
    regularPriceCents: inputs.priceOf(product.productNo),
    offerId: undefined,
    offerVersion: undefined,
    offerValueCents: undefined,
    termsValueCents: undefined,
    priceWithOfferCents: undefined,
    facts: {
      size: product.size,
      ...aisleFacts(inputs, product),
      ...cadence,
      ...formerFacts(inputs, product),
      ...(need === undefined ? {} : { need }),
    },
  };
}

function specialLine(inputs: LineInputs, candidate: Candidate): PlannedLine {
  const { terms } = candidate.offer;
  const product =
    candidate.productNo === undefined ? undefined : inputs.catalog.products[candidate.productNo];
  const place = product === undefined ? -1 : inputs.scores.productNos.indexOf(product.productNo);
  const { priced } = candidate;
  const group =
    product === undefined ? undefined : groupOf(inputs.catalog, candidate.offer.products.productNos);
  return {
    section: 'special',
    productId: product?.productId,
    need: candidate.need,
    description: product?.description ?? terms.headline ?? terms.offerId,
    reason: reasonForSpecial({
      relation: candidate.relation,
      purchases: place < 0 ? 0 : (inputs.scores.purchases[place] ?? 0),
      brands: new Set([...candidate.offer.brandNosByNeed.values()].flat()).size,
    }),
    probability: sixDecimals(candidate.probability),
    expectedDay: place < 0 ? undefined : day(inputs.scores.expectedDay[place] ?? 0),
    regularPriceCents: priced.regularCents,
    offerId: terms.offerId,
    offerVersion: terms.version,
    offerValueCents: priced.offerValueCents,
    termsValueCents: candidate.faceValueCents,
    priceWithOfferCents: priced.priceWithOfferCents,
    facts: {
      size: product?.size,
      ...(product === undefined ? {} : aisleFacts(inputs, product)),
      ...(place < 0 ? {} : cadenceFacts(inputs, place)),
      ...(product === undefined ? {} : formerFacts(inputs, product)),
      offer: {
        ...describeOffer(terms, candidate.faceValueCents, priced),
        // A headline names the value that everybody gets; who gets another one must not read it.
        headline:
          inputs.readsHeadlines && candidate.faceValueCents === terms.valueCents ? terms.headline : undefined,
        legalText: terms.legalText,
        funderId: terms.funderId,
        relation: candidate.relation ?? 'any',
        usage: candidate.usage ?? 'any',
        ...(group === undefined ? {} : { group }),
        ...(candidate.taper === undefined ? {} : { taper: candidate.taper }),
        ...(candidate.favoured === undefined ? {} : { favoured: candidate.favoured }),
        redeemProbability: sixDecimals(candidate.redeemProbability),
        reserveUsesMilli: candidate.reserveUsesMilli,
        ...(candidate.segment === undefined
          ? {}
          : { segment: segmentFacts(candidate.segment, inputs.brands) }),
      },
    },
  };
}

function cadenceFacts({ scores, history: { starts, days } }: LineInputs, place: number) {
  const gapDays = usualGapDays(days.subarray(starts[place], starts[place + 1]));
  return {
    purchases: scores.purchases[place] ?? 0,
    lastDay: day(scores.lastDay[place] ?? 0),
    ...(gapDays === undefined ? {} : { gapDays }),
    modelGapDays: scores.gapMedianDays[place] ?? 0,
  };
}

function formerFacts({ boughtAs, catalog }: LineInputs, { productNo }: CatalogProduct) {
  const ids = boughtAs(productNo).flatMap((oldNo) => catalog.products[oldNo]?.productId ?? []);
  return ids.length === 0 ? {} : { boughtAs: ids.sort() };
}

function aisleFacts(inputs: LineInputs, product: CatalogProduct) {
  const place = inputs.aisleOf(product);
  return { aisle: place?.aisle ?? product.department, aisleSort: place?.sort ?? AISLE_UNKNOWN };
}

function byAisle(a: PlannedLine, b: PlannedLine): number {
  const bySort = (a.facts.aisleSort ?? AISLE_UNKNOWN) - (b.facts.aisleSort ?? AISLE_UNKNOWN);
  if (bySort !== 0) return bySort;
  const left = `${a.facts.aisle ?? ''}\u0000${a.description}\u0000${a.productId}`;
  const right = `${b.facts.aisle ?? ''}\u0000${b.description}\u0000${b.productId}`;
  return left < right ? -1 : 1;
}
