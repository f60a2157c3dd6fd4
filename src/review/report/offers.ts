import { gapOf, type OfferOfPlan } from '../../lists/plan-report.ts';
import { type Html, html, named } from '../../shared/html.ts';
import { count, decimals, money, percent, several } from '../format.ts';
import { type Cell, type Column, table } from '../table.ts';
import type { OfferName, OfferResult, ReportFacts } from './facts.ts';

/** Every offer of the plan: what was promised and expected, against what there was, and what came of it. */
export function offersSection({ plan, names, results, cycle }: ReportFacts): Html | undefined {
  if (plan === undefined) return undefined;
  const offers = plan.offers.filter(({ lists }) => lists > 0).toSorted((a, b) => b.faceCents - a.faceCents);
  const without = plan.offers.length - offers.length;
  const contested = offers.filter((offer) => offer.contested);
  const stepped = offers.filter((offer) => offer.steppedDown);
  const isOut = results.size > 0;
  return html`<section aria-labelledby="offers"><h2 id="offers">Offers</h2>
<p>${several(offers.length, 'offer stands', 'offers stand')} on these lists${without === 0 ? undefined : `, ${several(without, 'more live one')} on none`}. The plan is within ${decimals(100 * gapOf(plan), 1)} % of the most that any plan within these budgets could be worth. ${contested.length === 0 ? 'No budget or total was short.' : `${several(contested.length, 'offer was', 'offers were')} wanted by more households than ${contested.length === 1 ? 'it bears' : 'they bear'}.`}${stepped.length === 0 ? undefined : ` ${several(stepped.length, 'was', 'were')} stepped down, since so many lists could have drawn more than there is.`}</p>
${table({
  caption: `Offers, as planned (ghost lists of the control group included)${isOut ? `, and what was redeemed of what went out${cycle.state === 'closed' ? '' : ' so far'}` : ''}`,
  narrow: 'Narrow down the offers',
  sort: true,
  columns: [
    { title: 'Offer', head: true, className: 'id' },
    { title: 'What', className: 'method' },
    figure('Lists'),
    figure('If all come back'),
    figure('Expected'),
    figure(plan.risk > 0 ? `At most, ${Math.round(1000 * (1 - plan.risk)) / 10} %` : 'At most'),
    figure('For this plan, of what is left'),
    figure('Shadow price'),
    ...(isOut ? [figure('Redeemed'), figure('Paid by funder')] : []),
  ],
  rows: offers.map((offer) => ({
    cells: [
      offer.offerId,
      whatOf(names.get(offer.offerId), offer.funderId),
      offer.lists,
      cents(offer.faceCents),
      cents(offer.expectedCents),
      cents(offer.atRiskCents),
      { shown: leftOf(offer), value: offer.partCents ?? Number.MAX_SAFE_INTEGER },
      priceOf(offer),
      ...(isOut ? resultCells(results.get(offer.offerId)) : []),
    ],
  })),
})}</section>`;
}

function figure(title: string): Column {
  return { title, figure: true };
}

function whatOf(name: OfferName | undefined, funderId: string): Html {
  const funder = named(name?.funderName ?? funderId);
  const headline = name?.headline;
  return headline === undefined ? funder : html`${named(headline)}<span class="under">${funder}</span>`;
}

function cents(value: number): Cell {
  return { shown: money(value), value };
}

/** Budget, total, or both. */
function leftOf({ leftCents, partCents, usesLeft, usesPart }: OfferOfPlan): Html {
  const budget =
    leftCents === undefined || partCents === undefined
      ? undefined
      : html`<span class="whole">${money(partCents)}</span> of <span class="whole">${money(leftCents)}</span>`;
  const total =
    usesLeft === undefined || usesPart === undefined
      ? undefined
      : html`${count(usesPart)} of ${several(usesLeft, 'use')}`;
  if (budget === undefined) return total ?? html`no limit`;
  return total === undefined ? budget : html`${budget}<span class="under">${total}</span>`;
}

function priceOf({ price, contested, steppedDown }: OfferOfPlan): Cell {
  const note = steppedDown ? 'stepped down' : contested ? 'short' : undefined;
  const under = note === undefined ? undefined : html`<span class="under">${note}</span>`;
  return { shown: html`${decimals(price, 3)}${under}`, value: price };
}

function resultCells(result: OfferResult | undefined): Cell[] {
  const { issued, redeemed, funderCents } = result ?? { issued: 0, redeemed: 0, funderCents: 0 };
  const share = issued === 0 ? 0 : redeemed / issued;
  const under = html`<span class="under">${percent(redeemed, issued)}</span>`;
  return [
    { shown: html`${count(redeemed)} of ${count(issued)}${issued === 0 ? undefined : under}`, value: share },
    cents(funderCents),
  ];
}
