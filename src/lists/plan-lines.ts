import { type Candidate, isDiscovery } from '../offers/candidates.ts';
import type { CatalogProduct } from '../shared/catalog.ts';
import { day } from '../shared/day.ts';
import { fold } from '../shared/fold.ts';
import type { Restriction } from '../shared/offer-terms.ts';
import { sixDecimals } from '../shared/six-decimals.ts';
import { type Asked, askedFor, type Listable } from './due-needs.ts';
import { chooseExtras } from './extras.ts';
import type { Unlistable } from './left-out-facts.ts';
import { AISLE_UNKNOWN, aisleFacts, cadenceFacts, formerFacts } from './line-facts.ts';
import type { LineInputs, LineRules } from './line-inputs.ts';
import type { PlannedLine } from './planned-list.ts';
import { reasonForDue } from './reasons.ts';
import { type OnList, specialLine } from './special-line.ts';

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
  const onList = productsByNeed(inputs, due);
  const specials = inputs.specials.map((candidate) => specialLine(inputs, candidate, onList));
  const goods = [...due.sort(byAisle), ...specials];
  if (goods.length === 0) return [];
  const needs = new Set(goods.map((line) => line.need).filter((need) => need !== undefined));
  return [...goods, ...chooseExtras(inputs.extras, inputs, needs, rules, rules.extras)];
}

/** What the list asks for of what the household buys, by need: due lines, and specials where there is none. */
function productsByNeed({ specials, catalog }: LineInputs, due: readonly PlannedLine[]): OnList {
  const found = new Map<string, Pick<PlannedLine, 'productId' | 'description'>>();
  for (const line of due) if (line.need !== undefined) found.set(fold(line.need), line);
  for (const candidate of specials) {
    const product = catalog.products[candidate.productNo ?? -1];
    if (product === undefined || isDiscovery(candidate) || found.has(fold(product.need))) continue;
    found.set(fold(product.need), product);
  }
  return found;
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

function byAisle(a: PlannedLine, b: PlannedLine): number {
  const bySort = (a.facts.aisleSort ?? AISLE_UNKNOWN) - (b.facts.aisleSort ?? AISLE_UNKNOWN);
  if (bySort !== 0) return bySort;
  const left = `${a.facts.aisle ?? ''}\u0000${a.description}\u0000${a.productId}`;
  const right = `${b.facts.aisle ?? ''}\u0000${b.description}\u0000${b.productId}`;
  return left < right ? -1 : 1;
}
