import { type Html, html } from '../shared/html.ts';
import { histogram } from './charts.ts';
import { count, money } from './format.ts';
import type { Packet } from './packet.ts';
import { binsOf, spreadOf } from './spread.ts';
import { table } from './table.ts';

/** What the specials of a list are worth, over all lists. */
export async function valueSection({ survey }: Packet): Promise<Html | undefined> {
  const { tally } = survey;
  const spread = spreadOf(tally.values);
  if (spread === undefined) return undefined;
  const bins = binsOf(tally.values);
  const label = (fromCents: number): string =>
    `$${fromCents % 100 === 0 ? fromCents / 100 : money(fromCents).slice(1)}`;
  const text = `From ${money(spread.minCents)} to ${money(spread.maxCents)}, half of the lists at ${money(spread.medianCents)} or below. The table below it has each bar.`;
  const chart = await histogram(
    bins.map(({ fromCents, lists }) => ({ label: label(fromCents), value: lists })),
    'value of the specials on a list, from this amount on',
    { id: 'chart-value', title: 'Lists by the value of their specials', description: text },
  );
  return html`<section aria-labelledby="value"><h2 id="value">Value per list</h2>
<p>The specials of the poorest list are worth <strong>${money(spread.minCents)}</strong>, of the one in the middle <strong>${money(spread.medianCents)}</strong>, of the richest <strong>${money(spread.maxCents)}</strong>; a list has ${average(tally.specials, tally.lists)} specials on average.</p>
<figure>${chart}</figure>
<details><summary>The same figures as a table</summary><div class="short">${table({
    caption: 'Lists by the value of their specials',
    columns: [
      { title: 'Value', head: true },
      { title: 'Lists', figure: true },
    ],
    rows: bins.map(({ fromCents, toCents, lists }) => ({
      cells: [`${money(fromCents)} to ${money(toCents - 1)}`, count(lists)],
    })),
  })}</div></details></section>`;
}

/** With one decimal, rounded half up. */
function average(sum: number, lists: number): string {
  const tenths = Math.round((sum * 10) / lists);
  return `${count(Math.floor(tenths / 10))}.${tenths % 10}`;
}
