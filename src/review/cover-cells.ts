import { LOYALTIES, USAGES } from '../offers/segment-cells.ts';
import { type Html, html, named } from '../shared/html.ts';
import { count } from './format.ts';
import type { Packet } from './packet.ts';
import { table } from './table.ts';

/** Needs of one table; the others are those that the fewest households buy. */
const NEEDS_SHOWN = 60;

const LOYALTY_WORDS = {
  'national-brand': 'National brand',
  switcher: 'Switcher',
  'store-brand': 'Store brand',
} as const;

/** The three by three of each need that an offer is on: households with a list, ghost lists included. */
export function cellsTable({ segmentCells }: Pick<Packet, 'segmentCells'>): Html | undefined {
  const rows = Object.entries(segmentCells)
    .map(([need, counts]) => ({ need, counts, all: counts.reduce((sum, some) => sum + some, 0) }))
    .sort((a, b) => b.all - a.all || (a.need < b.need ? -1 : 1));
  if (rows.length === 0) return undefined;
  const beyond = rows.length - NEEDS_SHOWN;
  const more =
    beyond > 0
      ? html`<p class="soft">The ${count(NEEDS_SHOWN)} most bought of ${count(rows.length)} needs.</p>`
      : undefined;
  return html`<h3>Nine kinds of household, by need</h3>
<p class="soft">Loyal: seven of the last ten purchases, until it is fewer than six. Use: thirds of the chain. Not for
suppliers: small counts are not hidden.</p>
${table({
  caption: 'Households by loyalty and use, in the needs that offers are on',
  sort: true,
  narrow: 'Narrow down the needs',
  columns: [
    { title: 'Need', head: true },
    ...LOYALTIES.flatMap((loyalty) =>
      USAGES.map((usage) => ({ title: `${LOYALTY_WORDS[loyalty]}, ${usage}`, figure: true as const })),
    ),
    { title: 'All', figure: true },
  ],
  rows: rows.slice(0, NEEDS_SHOWN).map(({ need, counts, all }) => ({
    cells: [
      named(need),
      ...[...counts, all].map((households) => ({ shown: count(households), value: households })),
    ],
  })),
})}${more}`;
}
