import type { LeftOutDue, LeftOutOffer, LeftOutReason } from '../../../lists/left-out-facts.ts';
import { chargeAtReport } from '../../../lists/plan-report.ts';
import { cents, formatCents } from '../../../shared/cents.ts';
import { formatDay } from '../../../shared/day.ts';
import type { Explained } from './gather.ts';
import { LEFT_OUT_OFFER, say, sayLeftOut } from './words.ts';
import { money, type Put, percent } from './wrap.ts';

/** What could have been on the list, with the rule that kept each off and the figures that it went by: for programs. */
export function describeLeftOut(explained: Explained) {
  const { leftOut, offersOut, laws, since } = explained;
  if (leftOut === undefined) return null;
  return {
    due: leftOut.due.map((off) => ({
      product_id: off.productId,
      description: since.products.get(off.productId)?.description ?? null,
      need: off.need,
      probability: off.probability,
      reason: off.reason,
      text: sayDue(off, off.by),
      instead: off.by ?? null,
      word: off.word ?? null,
      last_sold: off.since === undefined ? null : formatDay(off.since),
    })),
    offers: reasonsOf(leftOut.offers).map(([reason, offers]) => ({
      reason,
      text: say(LEFT_OUT_OFFER, reason),
      offers,
      more: leftOut.offersBeyond?.[reason] ?? 0,
      figures: offers.map((offerId) => describeFigures(explained, offerId)),
    })),
    offers_of_nobody: Object.entries(offersOut).map(([reason, offers]) => ({
      reason,
      text: say(LEFT_OUT_OFFER, reason),
      offers,
      laws: offers.flatMap((offer) => laws.get(offer) ?? []),
    })),
  };
}

function reasonsOf(offers: Readonly<Partial<Record<LeftOutReason, readonly string[]>>>) {
  return Object.entries(offers) as [LeftOutReason, readonly string[]][];
}

function describeFigures(explained: Explained, offerId: string) {
  const of: LeftOutOffer = explained.leftOut?.figures?.[offerId] ?? {};
  const terms = explained.termsNow.get(offerId);
  return {
    offer_id: offerId,
    product_id: of.productId ?? null,
    description: of.productId === undefined ? null : nameOf(explained, of.productId),
    probability: of.probability ?? null,
    redeem_probability: of.redeemProbability ?? null,
    value_cents: of.savingCents ?? null,
    worth_cents: of.worthCents ?? null,
    budget_asks_cents: chargeCents(explained, offerId, of) ?? null,
    instead: of.by ?? null,
    relation: of.relation ?? null,
    audience: terms?.audience ?? null,
    times: of.times ?? null,
    limit_household: terms?.limitHousehold ?? null,
    regular_price_cents: of.regularPriceCents ?? null,
    until: of.until === undefined ? null : formatDay(of.until),
    word: of.word ?? null,
  };
}

/** What budget and total ask for what would be set aside; undefined: not known, or more than any worth. */
function chargeCents(
  { report }: Explained,
  offerId: string,
  { savingCents, reserveUsesMilli }: LeftOutOffer,
): number | undefined {
  const offer = report?.offers.find((one) => one.offerId === offerId);
  if (offer === undefined || savingCents === undefined || reserveUsesMilli === undefined) return undefined;
  const uses = reserveUsesMilli / 1000;
  const charge = chargeAtReport(offer, uses * savingCents, uses);
  return Number.isFinite(charge) ? Math.round(100 * charge) / 100 : undefined;
}

/** The same in words. */
export function leftOutText(explained: Explained, put: Put): string {
  const { leftOut, offersOut, laws } = explained;
  if (leftOut === undefined) return '\nWhat was left out was not kept with this list.\n';
  const least = leftOut.rules?.minProbability;
  const due = leftOut.due.map((off) => {
    const by = off.by === undefined ? undefined : nameOf(explained, off.by);
    const told = sayDue(off, by);
    const aim = off.reason === 'below-minimum' && least !== undefined ? ` (${percent(least)})` : '';
    return put(
      `${nameOf(explained, off.productId)}: ${told}${aim}`,
      `${percent(off.probability).padStart(5)}  `,
      '       ',
    );
  });
  const offers = reasonsOf(leftOut.offers).map(([reason, of]) => {
    const beyond = leftOut.offersBeyond?.[reason] ?? 0;
    const more = beyond === 0 ? '' : `, and ${beyond} more`;
    const told = of.map((offerId) => figuresText(explained, reason, offerId)).join(', ');
    return put(`${say(LEFT_OUT_OFFER, reason)}${ruleText(explained, reason)}: ${told}${more}`, '  ', '    ');
  });
  const ofNobody = Object.entries(offersOut).map(([reason, of]) => {
    const told = of.map((offer) => {
      const cited = laws.get(offer) ?? [];
      return cited.length === 0 ? offer : `${offer} (${cited.join('; ')})`;
    });
    return put(`${say(LEFT_OUT_OFFER, reason)}: ${told.join(', ')}`, '  ', '    ');
  });
  return [
    ...(due.length === 0 ? [] : ['\nBought before, and not on the list (the likeliest)\n', ...due]),
    ...(offers.length + ofNobody.length === 0
      ? []
      : ['\nOffers that were no special of this list\n', ...offers, ...ofNobody]),
  ].join('');
}

function sayDue(off: LeftOutDue, by: string | undefined): string {
  const told = sayLeftOut(off.reason, by, off.since);
  return off.word === undefined ? told : `${told} (${off.word})`;
}

function nameOf({ since }: Explained, id: string): string {
  return since.products.get(id)?.description ?? id;
}

/** What the rule asks for, of rules that have a number. */
function ruleText({ leftOut }: Explained, reason: LeftOutReason): string {
  const { rules } = leftOut ?? {};
  if (rules === undefined) return '';
  if (reason === 'not-due') return ` (it needs ${percent(rules.offerMinProbability)})`;
  return reason === 'no-room' ? ` (${rules.specials})` : '';
}

/** Where the rule is about the product that the offer would have been on. */
const PRODUCT_MATTERS: ReadonlySet<LeftOutReason> = new Set<LeftOutReason>([
  'in-ad',
  'no-price',
  'no-saving',
  'above-price',
  'fatigue',
  'suppressed-category',
  'muted-product',
  'muted-category',
  'not-mine',
  'diet',
]);

/** An offer with its figures: `D1022 (3 %)`. */
function figuresText(explained: Explained, reason: LeftOutReason, offerId: string): string {
  const of = explained.leftOut?.figures?.[offerId];
  const told = of === undefined ? [] : factsText(explained, reason, offerId, of);
  return told.length === 0 ? offerId : `${offerId} (${told.join('; ')})`;
}

function factsText(explained: Explained, reason: LeftOutReason, offerId: string, of: LeftOutOffer): string[] {
  const terms = explained.termsNow.get(offerId);
  const told: string[] = [];
  if (of.productId !== undefined && PRODUCT_MATTERS.has(reason)) told.push(nameOf(explained, of.productId));
  if (reason === 'not-due' && of.probability !== undefined) told.push(percent(of.probability));
  if (of.relation !== undefined) told.push(`for ${terms?.audience ?? 'others'}, it is ${of.relation}`);
  if (of.times !== undefined)
    told.push(
      reason === 'used-up'
        ? `${of.times} of ${terms?.limitHousehold ?? of.times}`
        : `${of.times} times since`,
    );
  if (of.until !== undefined) told.push(`until ${formatDay(of.until)}`);
  if (of.word !== undefined && of.word !== of.productId) told.push(of.word);
  if (of.regularPriceCents !== undefined) told.push(`shelf price ${money(of.regularPriceCents)}`);
  if (of.worthCents !== undefined) told.push(`worth ${exact(of.worthCents)}`);
  if (of.by !== undefined) told.push(`${of.by} is on`);
  if (reason === 'given-to-others') {
    const charge = chargeCents(explained, offerId, of);
    if (charge !== undefined) told.push(`its budget asks ${exact(charge)}`);
  }
  return told;
}

/** Amounts of expected money, which may be less than a cent. */
function exact(amountCents: number): string {
  return amountCents < 1 ? '<$0.01' : `$${formatCents(cents(Math.round(amountCents)))}`;
}
