import { html } from '../shared/html.ts';
import { staleness } from './cover.ts';
import { longDay } from './format.ts';
import type { Freshness, ReviewedCycle } from './packet.ts';
import { page } from './page.ts';

/** Why there is nothing to review: said in words, so that nobody takes an empty page for a broken one. */
export type Nothing = {
  readonly chainName: string;
  /** The newest cycle, which is no draft any more; undefined: there never was one. */
  readonly newest: ReviewedCycle | undefined;
  readonly freshness: Freshness;
  readonly dataOption: string;
};

export function emptyPage({ chainName, newest, freshness, dataOption }: Nothing): string {
  const { lastDay } = freshness;
  const since =
    newest === undefined
      ? html`No cycle has been drafted yet.`
      : html`No cycle has been drafted since that of ${longDay(newest.asOf)} (cycle ${newest.cycleId}, ${newest.state}).`;
  const reasons = [
    lastDay === undefined
      ? 'No receipts have been taken in.'
      : `The newest receipts are of ${longDay(lastDay)}.`,
    ...staleness({ ...freshness, old: false }).map((text) => text.charAt(0).toUpperCase() + text.slice(1)),
  ];
  const body = html`<h1>Nothing to review</h1>
<p class="lead">${since}</p>
<ul>${reasons.map((text) => html`<li>${text}</li>`)}</ul>
<section class="next" aria-labelledby="next"><h2 id="next">What to do next</h2>
<p>The night drafts the next cycle by itself when households are due. To draft one now:</p>
<code class="command">duelist plan --as-of YYYY-MM-DD${dataOption}</code></section>`;
  return page({ chainName, cycleName: undefined }, 'index.html', 'Nothing to review', body);
}
