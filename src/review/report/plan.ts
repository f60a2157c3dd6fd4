import { TIERS } from '../../ingest/rows.ts';
import { LIST_KINDS } from '../../lists/list-kind.ts';
import { type Html, html } from '../../shared/html.ts';
import { stackedBars } from '../charts.ts';
import { cellsTable } from '../cover-cells.ts';
import { count, decimals, money, percent, several } from '../format.ts';
import { table } from '../table.ts';
import { goOut, type ReportFacts, sumOf } from './facts.ts';
import { KIND_WORDS } from './words.ts';

/** Lists by tier and kind. */
export function groupsSection({ groups }: ReportFacts): Html {
  const going = groups.filter(goOut);
  const cells = (which: (kind: string | undefined) => boolean, tier: string | undefined) =>
    sumOf(going, (group) => which(group.kind) && (tier === undefined || group.tier === tier)).lists;
  const per = (tier: string | undefined, of: 'dueLines' | 'specials'): string => {
    const sum = sumOf(going, (group) => tier === undefined || group.tier === tier);
    return sum.lists === 0 ? '\u2013' : decimals(sum[of] / sum.lists, 1);
  };
  const row = (tier: string | undefined) => [
    ...LIST_KINDS.map((kind) => count(cells((of) => of === kind, tier))),
    count(cells(() => true, tier)),
    per(tier, 'dueLines'),
    per(tier, 'specials'),
  ];
  return html`<section aria-labelledby="groups"><h2 id="groups">Who gets what kind of list</h2>
<p class="soft">Tiers go by how much of its daily needs a household buys here; kinds by its own trips.</p>
${table({
  caption: 'Lists that go out, by tier and kind',
  columns: [
    { title: 'Tier', head: true },
    ...LIST_KINDS.map((kind) => ({ title: KIND_WORDS[kind], figure: true as const })),
    { title: 'All', figure: true },
    { title: 'Due lines a list', figure: true },
    { title: 'Specials a list', figure: true },
  ],
  rows: TIERS.map((tier) => ({ cells: [tier, ...row(tier)] })),
  foot: ['All', ...row(undefined)],
})}</section>`;
}

/** What lists save against what their tier is to get, and how many of their places are used. */
export async function savingsSection({ plan }: ReportFacts): Promise<Html | undefined> {
  if (plan === undefined) return undefined;
  const tiers = TIERS.map((tier) => ({ tier, ...plan.tiers[tier] })).filter(({ lists }) => lists > 0);
  if (tiers.length === 0) return undefined;
  const svg = await stackedBars(
    tiers.map(({ tier, meanCents }) => ({
      row: tier,
      part: 'mean savings of a list',
      value: meanCents / 100,
    })),
    {
      parts: ['mean savings of a list'],
      axisTitle: 'dollars; the black mark is what the tier is to get',
      format: '$,d',
      limits: tiers.map(({ tier, targetCents }) => ({ row: tier, value: targetCents / 100 })),
    },
    {
      id: 'chart-savings',
      title: 'Savings on a list against its tier\u2019s target',
      description: tiers
        .map(({ tier, meanCents, targetCents }) => `${tier}: ${money(meanCents)} of ${money(targetCents)}.`)
        .join(' '),
    },
  );
  const lists = tiers.reduce((sum, tier) => sum + tier.lists, 0);
  const reached = tiers.reduce((sum, tier) => sum + tier.reached, 0);
  return html`<section aria-labelledby="savings"><h2 id="savings">Savings against target</h2>
<p>${count(reached)} of ${several(lists, 'list')} reach what their tier is to save, the control group\u2019s included. A list falls short where too few offers fit what the household buys, or budgets are used up.</p>
<figure><figcaption>Savings on a list against its tier\u2019s target</figcaption>${svg}</figure>
${table({
  caption: 'By tier, as planned; ghost lists of the control group included',
  columns: [
    { title: 'Tier', head: true },
    { title: 'Lists', figure: true },
    { title: 'Mean savings', figure: true },
    { title: 'Target', figure: true },
    { title: 'Lists that reach it', figure: true },
    { title: 'Specials', figure: true },
    { title: 'Places for specials', figure: true },
    { title: 'Places used', figure: true },
  ],
  rows: tiers.map((tier) => ({
    cells: [
      tier.tier,
      count(tier.lists),
      money(tier.meanCents),
      `${money(tier.targetCents)} (${money(tier.fromCents)} to ${money(tier.toCents)})`,
      `${count(tier.reached)} (${percent(tier.reached, tier.lists)})`,
      tier.specials === undefined ? '\u2013' : count(tier.specials),
      tier.slots === undefined ? '\u2013' : count(tier.slots),
      tier.specials === undefined || tier.slots === undefined ? '\u2013' : percent(tier.specials, tier.slots),
    ],
  })),
})}</section>`;
}

/** The three by three, where offers were planned. */
export function kindsSection({ segmentCells }: ReportFacts): Html | undefined {
  const cells = cellsTable({ segmentCells });
  if (cells === undefined) return undefined;
  return html`<section aria-labelledby="kinds"><h2 id="kinds">Loyalty and use</h2>
${cells}</section>`;
}
