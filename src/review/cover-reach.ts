import { type Html, html, named } from '../shared/html.ts';
import { stackedBars } from './charts.ts';
import { cellsTable } from './cover-cells.ts';
import { centsOfMicros, count, enumerate, money, percent, several } from './format.ts';
import type { Packet } from './packet.ts';
import { table } from './table.ts';
import type { CellReach, Tally } from './tally.ts';

const RELATIONS = ['loyal', 'switcher', 'rival', 'lapsed', 'new', 'any'] as const;
const USAGES = ['heavy', 'medium', 'light'] as const;
type Relation = (typeof RELATIONS)[number];

/** What each relation to an offer means, so that nobody has to know the trade. */
const RELATION_WORDS: Readonly<Record<Relation, string>> = {
  loyal: 'Loyal: buys this brand',
  switcher: 'Switcher: now this brand, now another',
  rival: 'Rival: keeps to other brands',
  lapsed: 'Lapsed: used to buy it',
  new: 'New: never bought the kind',
  any: 'Everybody: off the whole basket',
};
const RELATION_SHORT: Readonly<Record<Relation, string>> = {
  loyal: 'Loyal',
  switcher: 'Switcher',
  rival: 'Rival',
  lapsed: 'Lapsed',
  new: 'New',
  any: 'Whole basket',
};

/** Whom the specials reach: by what a household is to the offer, by value tier, by store and language. */
export async function reachSection(packet: Packet): Promise<Html | undefined> {
  const { survey, freshness } = packet;
  const { tally } = survey;
  if (tally.lists === 0) return undefined;
  return html`<section aria-labelledby="reach"><h2 id="reach">Whom it reaches</h2>
<p>${languages(tally)}${tally.largePrint === 0 ? undefined : html` ${several(tally.largePrint, 'list')} in large print.`}</p>
${await segments(tally)}
${cellsTable(packet)}
<div class="pair">${tiers(tally)}${stores(tally, freshness.storeNames)}</div></section>`;
}

function languages({ languages: by }: Tally): string {
  const names: Readonly<Record<string, string>> = { en: 'English', es: 'Spanish' };
  const entries = [...by].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return `${enumerate(entries.map(([code, lists]) => `${several(lists, 'list')} in ${names[code] ?? code}`))}.`;
}

async function segments(tally: Tally): Promise<Html | undefined> {
  if (tally.cells.size === 0) return undefined;
  const cellOf = (relation: string, usage: string): CellReach | undefined =>
    tally.cells.get(`${relation}/${usage}`);
  const present = RELATIONS.filter((relation) =>
    [...tally.cells.values()].some((cell) => cell.relation === relation),
  );
  const charted = present.filter((relation) => relation !== 'any');
  const chart =
    charted.length === 0
      ? undefined
      : await stackedBars(
          charted.flatMap((relation) =>
            USAGES.map((usage) => ({
              row: RELATION_SHORT[relation],
              part: `${usage} use`,
              value: cellOf(relation, usage)?.specials ?? 0,
            })),
          ),
          { parts: USAGES.map((usage) => `${usage} use`), axisTitle: 'specials', format: ',d' },
          {
            id: 'chart-segments',
            title: 'Specials by what the household is to the offer, and by how much it uses of the kind',
            description: 'The table below has the same figures.',
          },
        );
  return html`<figure><figcaption>Specials by what the household is to the offer, and by how much of the kind it uses</figcaption>${chart}</figure>
${segmentTable(tally, present)}`;
}

function segmentTable(tally: Tally, present: readonly Relation[]): Html {
  const rows = present.map((relation) => {
    const cells = [...tally.cells.values()].filter((cell) => cell.relation === relation);
    const sum = (of: (cell: CellReach) => number): number => cells.reduce((all, cell) => all + of(cell), 0);
    const byUsage = USAGES.map((usage) => cells.find((cell) => cell.usage === usage)?.specials ?? 0);
    return {
      cells: [
        RELATION_WORDS[relation],
        ...byUsage.map((specials) => (relation === 'any' ? '\u2013' : count(specials))),
        count(sum(({ specials }) => specials)),
        percent(
          sum(({ specials }) => specials),
          tally.specials,
        ),
        money(sum(({ valueCents }) => valueCents)),
      ],
    };
  });
  return table({
    caption: 'Specials by segment',
    columns: [
      { title: 'The household is', head: true },
      { title: 'Heavy use', figure: true },
      { title: 'Medium', figure: true },
      { title: 'Light', figure: true },
      { title: 'Specials', figure: true },
      { title: 'Share', figure: true },
      { title: 'Value', figure: true },
    ],
    rows,
    foot: ['All', '', '', '', count(tally.specials), '', money(tally.valueCents)],
  });
}

const TIERS = ['gold', 'silver', 'bronze'];

function tiers(tally: Tally): Html {
  const place = (tier: string | undefined): number =>
    tier === undefined ? TIERS.length : TIERS.indexOf(tier);
  const rows = [...tally.tiers.values()].sort((a, b) => place(a.tier) - place(b.tier));
  if (rows.every(({ tier }) => tier === undefined)) {
    return html`<div><h3>Value tiers</h3><p class="soft">The tiers of these households are not known: the lists were planned without them.</p></div>`;
  }
  return html`<div><h3>Value tiers</h3>${table({
    caption: 'Who gives the chain most of their daily needs',
    columns: [
      { title: 'Tier', head: true },
      { title: 'Lists', figure: true },
      { title: 'Spend a week', figure: true },
      { title: 'Value a list', figure: true },
      { title: 'Expected cost', figure: true },
    ],
    rows: rows.map(({ tier, lists, weeklySpendCents, valueCents, expectedMicros }) => ({
      cells: [
        tier ?? 'not known',
        count(lists),
        money(Math.round(weeklySpendCents / lists)),
        money(Math.round(valueCents / lists)),
        money(centsOfMicros(expectedMicros)),
      ],
    })),
  })}</div>`;
}

function stores(tally: Tally, names: ReadonlyMap<string, string>): Html {
  const rows = [...tally.stores].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return html`<div><h3>Home stores</h3>${table({
    caption: 'Where the households shop',
    columns: [
      { title: 'Store', head: true },
      { title: 'Lists', figure: true },
      { title: 'Share', figure: true },
    ],
    rows: rows.map(([storeId, lists]) => ({
      cells: [
        storeId === '' ? 'not known' : html`${storeId} ${named(names.get(storeId) ?? '')}`,
        count(lists),
        percent(lists, tally.lists),
      ],
    })),
  })}</div>`;
}
