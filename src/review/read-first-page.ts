import type { PlannedLine } from '../lists/planned-list.ts';
import { type Html, html, named } from '../shared/html.ts';
import { FLAG_TITLES, type Flag } from './flags.ts';
import { count, money, several } from './format.ts';
import { holdCommand } from './hold-command.ts';
import type { SheetLink } from './lists-pages.ts';
import type { Packet } from './packet.ts';
import { page } from './page.ts';
import type { Chosen } from './read-first.ts';
import { reasonOf } from './reason-words.ts';
import { figuresOf, isSpecial, type ReviewList } from './review-list.ts';
import { table } from './table.ts';

/** A list as it is read: whole, with why it was chosen, what is odd about it, and its sheet. */
export type ReadList = Chosen & {
  readonly list: ReviewList;
  readonly sheet: SheetLink;
};

/** The few lists that somebody reads from top to bottom. */
export function readFirstPage(packet: Packet, lists: readonly ReadList[]): string {
  const body = html`<h1>${several(lists.length, 'list')} to read first</h1>
<p class="lead">Chosen so that each kind of list is seen once, and some at random. If one is wrong, hold it, or the offer that makes it wrong.</p>
${unseen(packet, lists)}
<nav aria-label="The lists to read first"><ol class="contents">${lists.map(
    ({ list, why }) =>
      html`<li><a href="#list-${list.listId}">${named(titleOf(list))}</a> <span class="soft">${why[0]}</span></li>`,
  )}</ol></nav>
${lists.map((entry) => article(entry, packet))}`;
  return page(packet.frame, 'read-first.html', 'Read first', body);
}

/** New offers that did not find their way onto one of the lists. */
function unseen({ newOffers }: Packet, lists: readonly ReadList[]): Html | undefined {
  const seen = new Set(lists.flatMap(({ list }) => list.lines.map(({ offerId }) => offerId)));
  const missing = [...newOffers].filter((offerId) => !seen.has(offerId)).sort();
  if (missing.length === 0) return undefined;
  const links = missing.map((offerId) => html` <a href="offers.html#${offerAnchor(offerId)}">${offerId}</a>`);
  return html`<p class="note">${several(missing.length, 'new offer')} on none of these, with examples under offers:${links}.</p>`;
}

function titleOf({ addressee, householdId }: ReviewList): string {
  return addressee.name ?? `Household ${householdId}`;
}

function article({ list, why, flags, sheet }: ReadList, packet: Packet): Html {
  const { listId, householdId, addressee, tier, mail, held } = list;
  const { valueCents, specials, goods } = figuresOf(list, () => 1);
  const facts = [
    html`household <code>${householdId}</code>`,
    html`list <code>${listId}</code>`,
    tier === undefined ? undefined : html`${tier}`,
    html`spends ${money(list.weeklySpendCents)} a week`,
    html`${several(goods, 'line')}, ${several(specials, 'special')} worth ${money(valueCents)}`,
    addressee.language === 'en'
      ? undefined
      : html`in ${addressee.language === 'es' ? 'Spanish' : addressee.language}`,
    addressee.largePrint ? html`large print` : undefined,
    mail ? html`by mail` : html`waits in store`,
    held === undefined ? undefined : html`<span class="over">held</span>`,
  ].filter((fact) => fact !== undefined);
  return html`<article id="list-${listId}" aria-labelledby="title-${listId}">
<h2 id="title-${listId}">${named(titleOf(list))}</h2>
<p class="facts">${facts.map((fact, at) => html`${at === 0 ? '' : ' \u00B7 '}${fact}`)}</p>
<ul class="why" aria-label="Why it is here">${why.map((text) => html`<li${text.startsWith('flagged') ? html` class="flag"` : undefined}>${text}</li>`)}</ul>
${flagList(flags)}
<p>${'path' in sheet ? html`<a href="${sheet.path}">Sheet as it is printed (PDF)</a>` : html`<span class="over">No sheet:</span> ${sheet.fault}`}</p>
${holdCommand(packet, `--list ${listId}`)}
${lineTables(list, packet)}
</article>`;
}

function flagList(flags: readonly Flag[]): Html | undefined {
  if (flags.length === 0) return undefined;
  return html`<ul>${flags.map(({ code, text }) => html`<li><strong>${FLAG_TITLES[code]}:</strong> ${named(text)}</li>`)}</ul>`;
}

/** Due goods, specials and extras, each with what there is to know of it. */
function lineTables({ lines, listId }: ReviewList, { newOffers }: Packet): Html[] {
  const of = (section: PlannedLine['section']) => lines.filter((line) => line.section === section);
  const [due, specials, extras] = [of('due'), of('special').filter(isSpecial), of('extra')];
  const line = { title: 'Line', head: true } as const;
  const why = { title: 'Why' };
  const tables = [
    due.length === 0
      ? undefined
      : table({
          caption: `Due on list ${listId}`,
          columns: [line, { title: 'Price', figure: true }, why],
          rows: due.map((entry) => ({ cells: [named(entry.description), priceOf(entry), reasonOf(entry)] })),
        }),
    specials.length === 0
      ? undefined
      : table({
          caption: `Specials on list ${listId}`,
          columns: [
            line,
            { title: 'Price', figure: true },
            { title: 'Saves', figure: true },
            { title: 'Offer' },
            why,
          ],
          rows: specials.map((entry) => ({
            cells: [
              named(entry.description),
              priceOf(entry),
              saving(entry),
              offerOf(entry, newOffers),
              reasonOf(entry),
            ],
          })),
        }),
    extras.length === 0
      ? undefined
      : table({
          caption: `Beside the goods on list ${listId}`,
          columns: [line, why],
          rows: extras.map((entry) => ({ cells: [named(entry.description), reasonOf(entry)] })),
        }),
  ];
  return tables.filter((one) => one !== undefined);
}

function priceOf({ regularPriceCents }: PlannedLine): string {
  return regularPriceCents === undefined ? '\u2013' : money(regularPriceCents);
}

type Special = PlannedLine & { readonly offerId: string; readonly offerValueCents: number };

function saving({ offerValueCents, facts }: Special): Html {
  const units = facts.offer?.unitsNeeded ?? 1;
  return html`${money(offerValueCents)}${units > 1 ? html`<span class="under">on ${count(units)}</span>` : undefined}`;
}

function offerOf({ offerId, facts }: Special, newOffers: ReadonlySet<string>): Html {
  const { relation, usage } = facts.offer ?? { relation: 'any', usage: 'any' };
  const whose =
    relation === 'any' ? undefined : html`<span class="under">${relation} buyer, ${usage} use</span>`;
  return html`<a href="offers.html#${offerAnchor(offerId)}">${offerId}</a>${newOffers.has(offerId) ? ' (new)' : undefined}${whose}`;
}

/** An offer's place on the page of offers, whatever characters its id is made of. */
export function offerAnchor(offerId: string): string {
  return `offer-${[...offerId].map((character) => (/[A-Za-z0-9-]/.test(character) ? character : `_${character.codePointAt(0)?.toString(16)}_`)).join('')}`;
}
