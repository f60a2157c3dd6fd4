import { type Html, html, named } from '../shared/html.ts';
import { centsOfMicros, count, enumerate, longDay, money, several } from './format.ts';
import type { OfferMoney } from './funding.ts';
import { holdCommand, shellWord } from './hold-command.ts';
import type { Packet } from './packet.ts';
import { page } from './page.ts';
import { offerAnchor } from './read-first-page.ts';
import { table } from './table.ts';
import { type OfferReach, offerKey } from './tally.ts';

/** Where a list that shows an offer can be read. */
export type WhereOf = (listId: number) => string | undefined;

/** Every offer of the cycle: whom it reaches, what it costs, until when it holds, on whose lists it stands. */
export function offersPage(packet: Packet, whereOf: WhereOf): string {
  const offers = packet.offers.filter(({ lists }) => lists > 0);
  const body = html`<h1>${several(offers.length, 'offer')} on these lists</h1>
<p class="lead">${newSentence(packet, offers)}</p>
${offers.length === 0 ? undefined : overview(packet, offers)}
${offers.map((offer) => section(packet, offer, whereOf))}`;
  return page(packet.frame, 'offers.html', 'Offers', body);
}

function newSentence({ newOffers }: Packet, offers: readonly OfferMoney[]): string {
  const fresh = offers.filter(({ terms }) => newOffers.has(terms.offerId)).length;
  if (offers.length === 0) return 'The lists carry no specials.';
  if (fresh === offers.length) return 'All of them are on paper for the first time.';
  return fresh === 0
    ? 'All of them were on lists before.'
    : `${count(fresh)} of them on paper for the first time.`;
}

function overview({ newOffers }: Packet, offers: readonly OfferMoney[]): Html {
  return table({
    caption: 'Offers, by their numbers',
    narrow: 'Narrow down the offers',
    sort: true,
    columns: [
      { title: 'Offer', head: true, className: 'id' },
      { title: 'What' },
      { title: 'Funder' },
      { title: 'Lists', figure: true },
      { title: 'Promised', figure: true },
      { title: 'Expected', figure: true },
      { title: 'Left of budget', figure: true },
    ],
    rows: offers.map((offer) => {
      const { terms, lists, faceCents, expectedMicros } = offer;
      return {
        cells: [
          html`<a href="#${offerAnchor(terms.offerId)}">${terms.offerId}</a>${newOffers.has(terms.offerId) ? ' (new)' : undefined}`,
          terms.headline === undefined ? kindOf(offer) : named(terms.headline),
          named(terms.funderName ?? terms.funderId),
          lists,
          { shown: money(faceCents), value: faceCents },
          { shown: money(centsOfMicros(expectedMicros)), value: expectedMicros },
          { shown: leftOf(offer), value: offer.leftCents ?? Number.MAX_SAFE_INTEGER },
        ],
      };
    }),
  });
}

function leftOf({ leftCents }: OfferMoney): Html {
  if (leftCents === undefined) return html`no limit`;
  return leftCents < 0
    ? html`<span class="over">over by ${money(-leftCents)}</span>`
    : html`${money(leftCents)}`;
}

function kindOf({ terms }: OfferMoney): string {
  return terms.kind.replaceAll('_', ' ');
}

function section(packet: Packet, offer: OfferMoney, whereOf: WhereOf): Html {
  const { terms, lists, faceCents, expectedMicros, drawnCents, openCents } = offer;
  const { offerId, version } = terms;
  const reach = packet.survey.tally.offers.get(offerKey(offerId, version));
  const id = offerAnchor(offerId);
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${offerId}${terms.headline === undefined ? undefined : html`: ${named(terms.headline)}`}</h2>
<p class="facts">Version ${version}, ${kindOf(offer)}, paid by ${named(terms.funderName ?? terms.funderId)}${terms.funderPercent === 100 ? undefined : ` (${terms.funderPercent}%, the store the rest)`}. Printed from ${longDay(terms.issueStart)} to ${longDay(terms.issueEnd)}; good from ${longDay(terms.redeemStart)} to ${longDay(terms.redeemEnd)}.</p>
<p>On ${several(lists, 'list')}${reach === undefined ? undefined : html`, worth ${valueRange(reach)} each`}. If all come back ${money(faceCents)}${terms.limitTransaction > 1 ? `, up to ${terms.limitTransaction} times in one checkout` : ''}; expected ${money(centsOfMicros(expectedMicros))}. ${budgetSentence(offer, drawnCents, openCents)}</p>
${reach === undefined ? undefined : relations(reach)}
${reach === undefined ? undefined : samples(reach, whereOf)}
${holdCommand(packet, `--offer ${shellWord(offerId)}`)}</section>`;
}

function valueRange({ minCents, maxCents }: OfferReach): string {
  return minCents === maxCents ? money(minCents) : `${money(minCents)} to ${money(maxCents)}`;
}

function budgetSentence({ terms, leftCents }: OfferMoney, drawnCents: number, openCents: number): Html {
  if (terms.budgetCents === undefined || leftCents === undefined) {
    return html`It has no budget; ${money(drawnCents)} were paid before, ${money(openCents)} are open on other lists.`;
  }
  const left =
    leftCents < 0
      ? html`<span class="over">over budget by ${money(-leftCents)}</span>`
      : html`${money(leftCents)} would be left`;
  return html`Of its budget of ${money(terms.budgetCents)}, ${money(drawnCents)} were paid before and ${money(openCents)} are open on other lists: ${left}.`;
}

/** What the households are to the offer, one and more of them. */
const RELATIONS: Readonly<
  Record<'loyal' | 'switcher' | 'rival' | 'lapsed' | 'new' | 'any', readonly [string, string]>
> = {
  loyal: ['loyal buyer', 'loyal buyers'],
  switcher: ['switcher', 'switchers'],
  rival: ['buyer of a rival', 'buyers of rivals'],
  lapsed: ['lapsed buyer', 'lapsed buyers'],
  new: ['household new to it', 'households new to it'],
  any: ['household, whatever it buys', 'households, whatever they buy'],
};

function relations({ byRelation }: OfferReach): Html {
  const parts = Object.entries(RELATIONS).flatMap(([relation, [one, more]]) => {
    const lists = byRelation.get(relation as keyof typeof RELATIONS) ?? 0;
    return lists === 0 ? [] : [several(lists, one, more)];
  });
  return html`<p>It goes to ${enumerate(parts)}.</p>`;
}

function samples({ samples: some }: OfferReach, whereOf: WhereOf): Html {
  const entries = some.all().map(({ listId, householdId, name }, at) => {
    const where = whereOf(listId);
    const who = html`${householdId}${name === undefined ? undefined : html` ${named(name)}`}`;
    return html`${at === 0 ? '' : ', '}${where === undefined ? who : html`<a href="${where}">${who}</a>`}`;
  });
  return html`<p class="note">For example: ${entries}.</p>`;
}
