import type { Lift } from '../../measure/lift.ts';
import type { ListTally, Part } from '../../measure/list-score.ts';
import { type Html, html } from '../../shared/html.ts';
import { type Whisker, whiskers } from '../backtest/charts.ts';
import { count, decimals, longDay, money, moneyChange, percent, several } from '../format.ts';
import { table } from '../table.ts';
import type { AfterCycle, Outcomes, ReportFacts } from './facts.ts';

/** One outcome, as people name it, with how its figures are written. */
type Outcome = {
  readonly name: string;
  readonly lift: Lift;
  readonly figure: (value: number) => string;
  readonly change: (value: number) => string;
};

const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : text);
const units = (milli: number): string => decimals(milli / 1000, 2);
const trips = (days: number): string => decimals(days, 2);

function outcomesIn({ spendCents, unitsMilli, trips: days }: Outcomes): Outcome[] {
  const all: (Omit<Outcome, 'lift'> & { readonly lift: Lift | undefined })[] = [
    {
      name: 'Spend',
      lift: spendCents,
      figure: (value) => money(Math.round(value)),
      change: (value) => moneyChange(Math.round(value)),
    },
    {
      name: 'Units of goods that specials are on',
      lift: unitsMilli,
      figure: units,
      change: (value) => signed(value, units(value)),
    },
    { name: 'Days with a trip', lift: days, figure: trips, change: (value) => signed(value, trips(value)) },
  ];
  return all.flatMap(({ lift, ...rest }) => (lift === undefined ? [] : [{ ...rest, lift }]));
}

/** What the lists did to spend, in a sentence that claims no more than its interval. */
export function spendSentence({ spendCents: lift }: Outcomes): string {
  if (lift === undefined) return 'Without a control group nobody can say what they changed.';
  const interval = `95 %: ${moneyChange(Math.round(lift.low))} to ${moneyChange(Math.round(lift.high))}`;
  const change = money(Math.round(Math.abs(lift.difference)));
  if (lift.low > 0)
    return `Households with a list spent ${change} more than the control group (${interval}).`;
  if (lift.high < 0)
    return `Households with a list spent ${change} less than the control group (${interval}).`;
  return `Whether households spent more for them cannot be told from chance (${interval}).`;
}

export async function afterSection(facts: ReportFacts): Promise<Html | undefined> {
  const { cycle, after } = facts;
  if (after === undefined) {
    if (cycle.state !== 'released' && cycle.state !== 'closed') return undefined;
    return html`<section aria-labelledby="after"><h2 id="after">What came of it</h2>
<p class="soft">To be seen when the receipts of ${longDay(cycle.validUntil)} are in.</p></section>`;
  }
  const outcomes = outcomesIn(after.outcomes);
  return html`<section aria-labelledby="after"><h2 id="after">What came of it</h2>
${cautions(after, outcomes)}
${outcomes.length === 0 ? undefined : await liftChart(outcomes)}
${outcomes.length === 0 ? undefined : liftTable(outcomes)}
${linesTable(after)}</section>`;
}

function cautions({ outcomes, missingDays }: AfterCycle, all: readonly Outcome[]): Html | undefined {
  const [spend] = all;
  const texts: (Html | undefined)[] = [
    spend === undefined
      ? html`<strong>No control group:</strong> what the lists changed cannot be measured. Set <code>plan.control_percent</code>, 5 for example.`
      : undefined,
    spend?.lift.small === true
      ? html`<strong>Small groups:</strong> ${several(spend.lift.treated, 'household')} had a list and ${several(spend.lift.control, 'household')} of the control group had none. A few large households can make these figures; take several cycles together, or a larger control group, before you believe one.`
      : undefined,
    missingDays === 0
      ? undefined
      : html`<strong>Receipts are missing:</strong> ${several(missingDays, 'day')} of stores in these two weeks have not come.`,
    outcomes.merged === 0
      ? undefined
      : html`${several(outcomes.merged, 'household is', 'households are')} part of another one by now, and counted in neither group.`,
  ];
  const shown = texts.filter((text) => text !== undefined);
  if (shown.length === 0) return undefined;
  return html`<div class="warn"><ul>${shown.map((text) => html`<li>${text}</li>`)}</ul></div>`;
}

/** As shares of what the control group did, so that they fit one axis. */
async function liftChart(outcomes: readonly Outcome[]): Promise<Html | undefined> {
  const rows: Whisker[] = outcomes
    .filter(({ lift }) => lift.controlMean > 0)
    .map(({ name, lift: { difference, low, high, controlMean } }) => ({
      row: name,
      value: difference / controlMean,
      low: low / controlMean,
      high: high / controlMean,
    }));
  if (rows.length === 0) return undefined;
  const svg = await whiskers(rows, 'more than the control group', {
    id: 'chart-lift',
    title: 'What the lists changed, against the control group',
    description:
      'Difference of the means in percent of the control group\u2019s, with 95 % intervals; the table has them in figures.',
  });
  return html`<figure class="fit"><figcaption>What the lists changed, against the control group. Where the line crosses 0 %, it may be chance.</figcaption>${svg}</figure>`;
}

function liftTable(outcomes: readonly Outcome[]): Html {
  const [first] = outcomes;
  return table({
    caption: `A household on average, while the lists were good: ${count(first?.lift.treated ?? 0)} with a list, ${count(first?.lift.control ?? 0)} of the control group`,
    columns: [
      { title: 'What', head: true },
      { title: 'With a list', figure: true },
      { title: 'Control group', figure: true },
      { title: 'Difference', figure: true },
      { title: '95 %', figure: true },
      { title: 'Could be seen from', figure: true },
    ],
    rows: outcomes.map(({ name, lift, figure, change }) => ({
      cells: [
        name,
        figure(lift.treatedMean),
        figure(lift.controlMean),
        change(lift.difference),
        `${change(lift.low)} to ${change(lift.high)}`,
        figure(lift.detectable),
      ],
    })),
  });
}

const NOTHING: Part = { lines: 0, bought: 0, expectedMillionths: 0 };

function linesTable({ arms: { treatment, control } }: AfterCycle): Html {
  const [ofTreatment, ofControl] = [treatment.tally, control.tally];
  const special = ({ parts }: ListTally): Part => parts.special[0] ?? NOTHING;
  const row = (name: string, lines: (tally: ListTally) => readonly [bought: number, of: number]) => ({
    cells: [name, ...[ofTreatment, ofControl].map((tally) => shareOf(...lines(tally)))],
  });
  const millionths = (value: number): number => value / 1_000_000;
  return html`<h3>Lines that were bought</h3>
${table({
  caption: `Of ${count(ofTreatment.lists)} lists that went out, and ${count(ofControl.lists)} of the control group that nobody saw`,
  columns: [
    { title: 'Lines', head: true },
    { title: 'Lists that went out', figure: true },
    { title: 'Control group', figure: true },
  ],
  rows: [
    row('Due lines bought', ({ bought, dueLines }) => [bought, dueLines]),
    row('as predicted', ({ expectedMillionths, dueLines }) => [millionths(expectedMillionths), dueLines]),
    row('of a naive list (last day plus mean gap)', ({ naiveBought, dueLines }) => [naiveBought, dueLines]),
    row('of the favourites of half a year', ({ favouritesBought, dueLines }) => [favouritesBought, dueLines]),
    row('Specials whose product was bought', (tally) => [special(tally).bought, special(tally).lines]),
    row('as predicted', (tally) => [millionths(special(tally).expectedMillionths), special(tally).lines]),
  ],
})}`;
}

function shareOf(part: number, whole: number): string {
  return whole === 0 ? '\u2013' : percent(part, whole);
}
