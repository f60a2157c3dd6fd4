import type { HouseholdScores } from '../cadence/score.ts';
import type { CatalogIndex } from '../offers/catalog-index.ts';
import type { CatalogProduct } from '../shared/catalog.ts';
import type { Day } from '../shared/day.ts';
import { sixDecimals } from '../shared/six-decimals.ts';
import type { LeftOut, LeftOutDue } from './left-out-facts.ts';
import { type LeftOutOffersInputs, leftOutOffers } from './left-out-offers.ts';
import { unlistable } from './plan-lines.ts';
import type { PlannedLine } from './planned-list.ts';

/** Products kept: the likeliest of those that are no line. Who asks "why not this?" asks about what it buys often. */
const DUE_MAX = 20;
/** Products that no store sells any more, kept beside them: those bought most often. */
const GONE_MAX = 5;
/** As probabilities are stored and written: six decimals. */
const ROUNDING = 1e-6;

export type LeftOutInputs = LeftOutOffersInputs & {
  readonly scores: HouseholdScores;
  /** The list as it was decided. */
  readonly lines: readonly PlannedLine[];
  /** The newest day on which anybody bought a product that is no longer sold; undefined: it is sold. */
  readonly goneSince: (productNo: number) => Day | undefined;
  readonly rules: NonNullable<LeftOut['rules']>;
};

/**
 * What could have been a line of a list and is none, each with the rule that decided it. Read off the list that was
 * decided, so that it cannot tell of a list that was not. Sensitive goods are not named here either: this is read out.
 */
export function leftOutOf(inputs: LeftOutInputs): LeftOut {
  return { rules: inputs.rules, due: leftOutDue(inputs), ...leftOutOffers(inputs) };
}

function leftOutDue(inputs: LeftOutInputs): LeftOutDue[] {
  const { index, lines, rules } = inputs;
  const due = new Map<number, string>();
  const byLikelihood = lines.toSorted((a, b) => (b.probability ?? 0) - (a.probability ?? 0));
  for (const { section, productId } of byLikelihood) {
    if (section !== 'due' || productId === undefined) continue;
    const needNo = needOf(index, productId);
    // Of two that are on for one need, the likelier one stands for it.
    if (!due.has(needNo)) due.set(needNo, productId);
  }
  const specials = needsOnSpecial(inputs);
  return [...likeliestOff(inputs), ...goneOff(inputs)].map(({ product, probability }): LeftOutDue => {
    const since = inputs.goneSince(product.productNo);
    const named = { productId: product.productId, need: product.need, probability };
    const of = since === undefined ? named : { ...named, since };
    const bar = unlistable(product);
    if (bar !== undefined) return { ...of, reason: bar };
    const hidden = inputs.hidden.reasonFor(product.productNo);
    if (hidden !== undefined) return { ...of, reason: hidden, ...wordOf(inputs, product) };
    if (since !== undefined) return { ...of, reason: 'gone' };
    const needNo = index.needNo[product.productNo] ?? -1;
    const listed = due.get(needNo);
    if (listed !== undefined) return { ...of, reason: 'same-need', by: listed };
    const special = specials.get(needNo);
    if (special !== undefined) return { ...of, reason: 'on-special', by: special };
    return { ...of, reason: probability < rules.minProbability ? 'below-minimum' : 'no-room' };
  });
}

/** What was muted is the product itself as often as not: it is not said twice. */
function wordOf({ hidden }: LeftOutInputs, { productNo, productId }: CatalogProduct): { word?: string } {
  const word = hidden.wordFor(productNo);
  return word === undefined || word === productId ? {} : { word };
}

function needOf(index: CatalogIndex, productId: string): number {
  return index.needNo[index.byId.get(productId) ?? -1] ?? -1;
}

/**
 * The needs for which a special speaks, with its offer: those whose likeliest product is one of the offer's. Where the
 * household buys something else of the need, that has a line of its own.
 */
function needsOnSpecial({ index, scores, specials, hidden, rules }: LeftOutInputs): Map<number, string> {
  const { catalog, needNo } = index;
  const likeliest = new Map<number, { productNo: number; probability: number }>();
  for (const { productNo } of specials) {
    if (productNo !== undefined) likeliest.set(needNo[productNo] ?? -1, { productNo: -1, probability: 0 });
  }
  for (let place = 0; place < scores.productNos.length; place++) {
    const productNo = scores.productNos[place] ?? -1;
    const best = likeliest.get(needNo[productNo] ?? -1);
    const probability = scores.probability[place] ?? 0;
    if (best === undefined || probability <= best.probability) continue;
    const product = catalog.products[productNo];
    if (
      product === undefined ||
      unlistable(product) !== undefined ||
      hidden.reasonFor(productNo) !== undefined
    )
      continue;
    likeliest.set(needNo[productNo] ?? -1, { productNo, probability });
  }
  const found = new Map<number, string>();
  for (const { offer, productNo = -1 } of specials) {
    const at = needNo[productNo] ?? -1;
    const best = likeliest.get(at);
    if (best === undefined || best.probability < rules.minProbability) continue;
    if (offer.products.productNos.includes(best.productNo)) found.set(at, offer.terms.offerId);
  }
  return found;
}

type Off = { readonly product: CatalogProduct; readonly probability: number };

/** The likeliest products that are on no line, likeliest first. Most of what a household ever bought never gets in here. */
function likeliestOff({ scores, index, lines }: LeftOutInputs): Off[] {
  const onList = new Set(lines.map((line) => line.productId));
  const off: Off[] = [];
  let least = 0;
  for (let place = 0; place < scores.productNos.length; place++) {
    const exact = scores.probability[place] ?? 0;
    // Rounding moves it by less than this: most products need no more than the comparison.
    if (exact + ROUNDING < least) continue;
    const probability = sixDecimals(exact);
    if (probability <= 0) continue;
    const product = index.catalog.products[scores.productNos[place] ?? -1];
    if (product === undefined || product.sensitive || onList.has(product.productId)) continue;
    const entry = { product, probability };
    const at = off.findIndex((other) => byChance(entry, other) < 0);
    off.splice(at < 0 ? off.length : at, 0, entry);
    if (off.length > DUE_MAX) off.pop();
    if (off.length === DUE_MAX) least = off.at(-1)?.probability ?? 0;
  }
  return off;
}

/**
 * What the household bought and no store sells any more: the likeliest things have none of it, since it is due to nobody.
 * Asked about is what was bought often.
 */
function goneOff({ scores, index, goneSince }: LeftOutInputs): Off[] {
  const gone: (Off & { readonly purchases: number })[] = [];
  for (let place = 0; place < scores.productNos.length; place++) {
    const productNo = scores.productNos[place] ?? -1;
    if (goneSince(productNo) === undefined || (scores.probability[place] ?? 0) > 0) continue;
    const product = index.catalog.products[productNo];
    if (product !== undefined && !product.sensitive)
      gone.push({ product, probability: 0, purchases: scores.purchases[place] ?? 0 });
  }
  return gone.sort((a, b) => b.purchases - a.purchases || byChance(a, b)).slice(0, GONE_MAX);
}

function byChance(a: Off, b: Off): number {
  return b.probability - a.probability || (a.product.productId < b.product.productId ? -1 : 1);
}
