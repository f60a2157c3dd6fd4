import { type Html, html, named } from '../shared/html.ts';
import { count, several } from './format.ts';
import type { HoldEntry, Packet } from './packet.ts';
import { table } from './table.ts';

/** What does not go out, and why. */
export function holdSection({ survey, holds, cycle }: Packet): Html {
  const { tally } = survey;
  return html`<section aria-labelledby="holds"><h2 id="holds">What does not go out</h2>
<p>${heldSentence(tally.held)} ${controlSentence(tally.control)}</p>
${
  holds.length === 0
    ? undefined
    : table({
        caption: 'Holds',
        columns: [
          { title: 'Held', head: true },
          { title: 'By' },
          { title: 'Why' },
          { title: 'Lists waiting', figure: true },
        ],
        rows: holds.map((hold) => ({
          cells: [whatOf(hold), named(hold.by), named(hold.reason), waiting(hold, cycle.state)],
        })),
      })
}</section>`;
}

function heldSentence(held: number): string {
  return held === 0
    ? 'No list is held.'
    : `${several(held, 'list is', 'lists are')} held, and will be neither printed nor redeemable.`;
}

function controlSentence(control: number): string {
  if (control === 0) return 'No household is withheld for the control group.';
  const them = control === 1 ? 'household of the control group gets' : 'households of the control group get';
  return `${count(control)} ${them} no list, so that what the lists bring can be measured.`;
}

function whatOf({ kind, offerId, holds }: HoldEntry): string {
  if (kind === 'offer') return `offer ${offerId}, on every list`;
  if (kind === 'list') return several(holds, 'list');
  return several(holds, 'household');
}

/** A held offer is taken off lists rather than holding them. */
function waiting({ kind, lists }: HoldEntry, state: string): string {
  if (kind !== 'offer') return count(lists);
  if (lists === 0) return 'none; it is on no list';
  return state === 'draft'
    ? `still on ${several(lists, 'list')}: plan again`
    : `on ${several(lists, 'list')}`;
}
