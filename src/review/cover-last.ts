import { type Html, html } from '../shared/html.ts';
import { count, longDay, percent, several } from './format.ts';
import type { LastScore, Packet } from './packet.ts';

/** How the newest lists before these did whose days are over: what the same statistics were worth a cycle ago. */
export function lastSection({ lastScore, dataOption }: Packet): Html | undefined {
  if (lastScore === undefined || lastScore.dueLines === 0) return undefined;
  const { validFrom, validUntil, lists, dueLines, bought, expected, naiveBought, usual } = lastScore;
  const band =
    usual === undefined
      ? undefined
      : html` Usual are ${percent(usual.mean, 1)}, and at least ${percent(usual.low, 1)}.`;
  return html`<section aria-labelledby="last"><h2 id="last">How the last lists did</h2>
<p>Of the due lines of the lists of ${longDay(lastScore.asOf)}, <strong>${percent(bought, dueLines)}</strong> were bought while they were good (${longDay(validFrom)} to ${longDay(validUntil)}); ${percent(expected, dueLines)} were predicted, and of a naive list (last day plus mean gap) it would have been ${percent(naiveBought, dueLines)}.${band}</p>
<p class="note">${several(lists, 'list')} with ${several(dueLines, 'due line')}, ${count(bought)} of them bought.${missing(lastScore)} All of it: <code>duelist score --cycle ${lastScore.cycleId}${dataOption}</code>.</p></section>`;
}

function missing({ missingDays }: LastScore): string | undefined {
  return missingDays === 0 ? undefined : ` ${several(missingDays, 'day')} of stores had not come in by then.`;
}
