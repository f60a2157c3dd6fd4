import { type Html, html, named } from '../shared/html.ts';
import { changesSection } from './cover-changes.ts';
import { costSection } from './cover-cost.ts';
import { holdSection } from './cover-holds.ts';
import { lastSection } from './cover-last.ts';
import { nextSection } from './cover-next.ts';
import { reachSection } from './cover-reach.ts';
import { valueSection } from './cover-value.ts';
import { centsOfMicros, count, longDay, money, percent, several } from './format.ts';
import type { Freshness, Packet, ReviewedCycle } from './packet.ts';
import { page } from './page.ts';
import { spreadOf } from './spread.ts';

/** The page on which somebody decides whether to read on, hold or approve. */
export async function coverPage(packet: Packet): Promise<string> {
  const { cycle } = packet;
  const body = html`<h1>Lists of ${longDay(cycle.asOf)} <span class="state">${cycle.state}</span></h1>
<p class="lead">In the homes from ${longDay(cycle.validFrom)}; good through ${longDay(cycle.validUntil)}.${approvalOf(cycle)}</p>
${warnings(packet)}
${figures(packet)}
${nextSection(packet)}
${lastSection(packet)}
${changesSection(packet)}
${await valueSection(packet)}
${await reachSection(packet)}
${await costSection(packet)}
${holdSection(packet)}
${reckoning(packet)}`;
  return page(packet.frame, 'index.html', 'Cover', body);
}

function approvalOf({ seal, approvedBy }: ReviewedCycle): Html | undefined {
  if (seal === undefined || approvedBy === undefined) return undefined;
  return html` Approved by ${named(approvedBy)}, seal <code>${seal.slice(0, 8)}</code>.`;
}

function figures({ survey, standing }: Packet): Html {
  const { tally } = survey;
  const spread = spreadOf(tally.values);
  const waiting = tally.lists - tally.mailed;
  const entries: (readonly [string, string, string | undefined])[] = [
    [
      'lists going out',
      count(tally.lists),
      waiting === 0 ? 'all by mail' : `${count(waiting)} wait in store`,
    ],
    ['held back', count(tally.held), undefined],
    [
      'control group',
      count(tally.control),
      tally.control === 0 ? 'nobody is withheld' : 'planned, and not sent',
    ],
    [
      'median value of a list',
      spread === undefined ? '\u2013' : money(spread.medianCents),
      'its specials, each used once',
    ],
    ['expected cost', money(centsOfMicros(tally.expectedMicros)), `of ${money(tally.faceCents)} promised`],
  ];
  if (standing !== undefined && standing.issued > 0) {
    const share = percent(standing.redeemed, standing.issued);
    entries.push(['specials used so far', share, `${count(standing.redeemed)} of ${count(standing.issued)}`]);
  }
  return html`<dl class="figures">${entries.map(
    ([what, figure, note]) =>
      html`<div><dt>${what}</dt><dd>${figure}</dd>${note === undefined ? undefined : html`<dd class="note">${note}</dd>`}</div>`,
  )}</dl>`;
}

/** What should be known before anything else: what stops a release, money that is not there, data that is old. */
function warnings({
  funders,
  blockers,
  freshness,
  survey,
  sheetFaults,
  lastScore,
  liability,
}: Packet): Html | undefined {
  const over = funders.flatMap(({ funderName, funderId, over: offers }) =>
    offers.map(
      ({ offerId, byCents }) =>
        html`<strong>Over budget:</strong> offer ${offerId} of ${named(funderName ?? funderId)} promises ${money(byCents)} more than is left, and a release would be refused.`,
    ),
  );
  const all = [
    ...(survey.tally.lists === 0 ? [html`<strong>No list goes out:</strong> ${noLists(survey.tally)}`] : []),
    ...blockers.map((text) => html`<strong>Would not be released:</strong> ${text}`),
    ...over,
    ...(liability?.warnings ?? []).map((text) => html`<strong>Offers:</strong> ${text}`),
    ...sheetFaults.map(
      ({ listId, fault }) => html`<strong>Cannot be printed:</strong> list ${listId}: ${fault}`,
    ),
    ...staleness(freshness).map((text) => html`<strong>Old data:</strong> ${text}`),
    ...(lastScore?.faults ?? []).map((text) => html`<strong>The last lists:</strong> ${text}.`),
  ];
  if (all.length === 0) return undefined;
  return html`<section class="warn" aria-labelledby="warnings"><h2 id="warnings">Before you approve</h2><ul>${all.map((entry) => html`<li>${entry}</li>`)}</ul></section>`;
}

function noLists({ held, control }: Packet['survey']['tally']): string {
  return `of this cycle ${several(held, 'list is', 'lists are')} held and ${several(control, 'household is', 'households are')} in the control group.`;
}

/** Late stores told one by one. */
const STORES_NAMED = 8;

/** Sentences on stores that have fallen behind and files that broke off. */
export function staleness({ late, halfRead, lastDay, old, storeNames }: Freshness): string[] {
  const named = late.map((store) => {
    const name = storeNames.get(store.storeId);
    const called = `store ${store.storeId}${name === undefined ? '' : ` (${name})`}`;
    return store.lastDay === undefined
      ? `${called} has never sent receipts.`
      : `the last receipts of ${called} are of ${longDay(store.lastDay)}; its lists know of nothing later.`;
  });
  return [
    ...(old && lastDay !== undefined ? [`the newest receipts of all are of ${longDay(lastDay)}.`] : []),
    ...named.slice(0, STORES_NAMED),
    ...(named.length > STORES_NAMED ? [`${several(named.length - STORES_NAMED, 'more store')} late.`] : []),
    ...halfRead.map((name) => `the file ${name} broke off and is only half taken in.`),
  ];
}

function reckoning({ seed, printed }: Packet): Html {
  return html`<section aria-labelledby="reckoning"><h2 id="reckoning">How the figures are reckoned</h2>
<ul class="note">
<li>Sums are over the lists that go out: neither held ones nor those of the control group.</li>
<li>The value of a list is what its specials save, each used once. What the lists promise is every special used as often as one checkout allows; a release is refused when that is more than a budget has left.</li>
<li>The expected cost is, for each special, the probability that the household redeems it in these days, by how often the chain\u2019s lists were redeemed before, times what it saves, added up.</li>
<li>The lists drawn at random are those of seed ${seed}; the same cycle and seed give the same packet.</li>
${printed ? undefined : html`<li>Only the sheets of this packet were laid out. Name the folder of a print run with <code>--print</code> to see every sheet that could not be printed.</li>`}
</ul></section>`;
}
