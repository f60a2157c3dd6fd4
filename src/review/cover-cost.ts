import type { FunderOfPlan } from '../lists/plan-report.ts';
import { type Html, html, named } from '../shared/html.ts';
import { stackedBars } from './charts.ts';
import { centsOfMicros, count, enumerate, money, several } from './format.ts';
import type { FunderMoney } from './funding.ts';
import type { Packet } from './packet.ts';
import { table } from './table.ts';

/** Funders in the chart; the table has all. */
const CHARTED = 12;
const PARTS = ['paid before', 'open on other lists', 'this cycle, if all come back'] as const;

/** Who pays what, against what each has given. */
export async function costSection({ funders, survey, cycle, liability }: Packet): Promise<Html | undefined> {
  if (funders.length === 0) return undefined;
  const { tally } = survey;
  const stores = centsOfMicros(funders.reduce((sum, { storeMicros }) => sum + storeMicros, 0));
  const over = funders.filter(({ over: offers }) => offers.length > 0);
  return html`<section aria-labelledby="cost"><h2 id="cost">What it costs, and who pays</h2>
<p>If every special came back, the lists would cost <strong>${money(tally.faceCents)}</strong>; the expected cost is <strong>${money(centsOfMicros(tally.expectedMicros))}</strong>${stores === 0 ? undefined : html`, of which the stores pay ${money(stores)} themselves`}.
${over.length === 0 ? 'No funder is over budget.' : html`<span class="over">Over budget: ${enumerate(over.map(nameOf))}.</span>`}</p>
${await chart(funders)}
${costTable(funders, cycle.state, liability)}
<p class="note">Left is counted offer by offer, as a release counts it: what one offer leaves, another cannot spend. Each offer stands under <a href="offers.html">offers</a>.</p></section>`;
}

async function chart(funders: readonly FunderMoney[]): Promise<Html> {
  const shown = funders.slice(0, CHARTED);
  const dollars = (cents: number): number => cents / 100;
  const svg = await stackedBars(
    shown.flatMap((funder) => [
      { row: rowOf(funder, shown), part: PARTS[0], value: dollars(Math.max(0, funder.drawnCents)) },
      { row: rowOf(funder, shown), part: PARTS[1], value: dollars(funder.openCents) },
      { row: rowOf(funder, shown), part: PARTS[2], value: dollars(funder.faceCents) },
    ]),
    {
      parts: PARTS,
      darkest: 'last',
      axisTitle: 'dollars; the black mark is the budget',
      format: '$,d',
      limits: shown.flatMap((funder) =>
        funder.budgetCents === undefined
          ? []
          : [{ row: rowOf(funder, shown), value: dollars(funder.budgetCents) }],
      ),
    },
    {
      id: 'chart-cost',
      title: 'Cost by funder against its budget',
      description:
        'Paid before, open on other lists, and this cycle if every special comes back. The table below has the same figures.',
    },
  );
  const more = funders.length - shown.length;
  return html`<figure><figcaption>Cost by funder against its budget${more === 0 ? undefined : `; ${several(more, 'smaller one')} in the table alone`}</figcaption>${svg}</figure>`;
}

/** A row of the chart is one funder, even where two bear one name. */
function rowOf(funder: FunderMoney, all: readonly FunderMoney[]): string {
  const name = nameOf(funder);
  const alone = all.filter((other) => nameOf(other) === name).length === 1;
  return alone ? name : `${name} (${funder.funderId})`;
}

function nameOf({ funderName, funderId }: FunderMoney): string {
  return funderName ?? funderId;
}

function costTable(funders: readonly FunderMoney[], state: string, liability: Packet['liability']): Html {
  const { risk, funders: planned = [] } = liability ?? { risk: 0 };
  const isPlanned = planned.length > 0 && risk > 0;
  const byId = new Map(planned.map((funder) => [funder.funderId, funder]));
  const isOut = state === 'released' || state === 'closed' || state === 'withdrawn';
  const total = (of: (funder: FunderMoney) => number): number =>
    funders.reduce((sum, funder) => sum + of(funder), 0);
  return table({
    caption: 'Cost by funder',
    columns: [
      { title: 'Funder', head: true },
      { title: 'Offers', figure: true },
      { title: 'Budget', figure: true },
      { title: 'Paid before', figure: true },
      { title: 'Open on other lists', figure: true },
      { title: 'This cycle, if all come back', figure: true },
      { title: 'Expected', figure: true },
      ...(isPlanned ? [{ title: `At most, with ${shareOf(risk)}`, figure: true } as const] : []),
      ...(isOut ? [{ title: 'Paid so far on it', figure: true } as const] : []),
      { title: 'Left if all come back', figure: true },
    ],
    rows: funders.map((funder) => ({
      cells: [
        html`${named(nameOf(funder))}${boundless(funder)}`,
        count(funder.offers),
        funder.budgetCents === undefined ? 'none' : money(funder.budgetCents),
        money(funder.drawnCents),
        money(funder.openCents),
        money(funder.faceCents),
        money(centsOfMicros(funder.expectedMicros)),
        ...(isPlanned ? [atMost(byId.get(funder.funderId))] : []),
        ...(isOut ? [money(funder.drawnHereCents)] : []),
        leftOf(funder),
      ],
    })),
    foot: [
      'All',
      count(total(({ offers }) => offers)),
      '',
      money(total(({ drawnCents }) => drawnCents)),
      money(total(({ openCents }) => openCents)),
      money(total(({ faceCents }) => faceCents)),
      money(centsOfMicros(total(({ expectedMicros }) => expectedMicros))),
      ...(isPlanned ? [''] : []),
      ...(isOut ? [money(total(({ drawnHereCents }) => drawnHereCents))] : []),
      '',
    ],
  });
}

/** As planned: what was held or changed since makes it no more. */
function atMost(planned: FunderOfPlan | undefined): Html {
  if (planned === undefined) return html`\u2013`;
  const { atRiskCents, steppedDown } = planned;
  const stepped =
    steppedDown.length === 0
      ? undefined
      : html`<span class="under">stepped down: ${enumerate(steppedDown)}</span>`;
  return html`${money(atRiskCents)} ${stepped}`;
}

function shareOf(risk: number): string {
  return `${Math.round(1000 * (1 - risk)) / 10}%`;
}

function boundless({ unbounded, budgetCents }: FunderMoney): Html | undefined {
  if (unbounded === 0 || budgetCents === undefined) return undefined;
  return html`<span class="under">${several(unbounded, 'offer')} without a budget</span>`;
}

function leftOf({ leftCents, over }: FunderMoney): Html {
  if (leftCents === undefined) return html`no limit`;
  if (over.length === 0) return html`${money(leftCents)}`;
  const by = over.reduce((sum, { byCents }) => sum + byCents, 0);
  return html`${money(leftCents)} <span class="over under">over budget by ${money(by)}: ${enumerate(over.map(({ offerId }) => offerId))}</span>`;
}
