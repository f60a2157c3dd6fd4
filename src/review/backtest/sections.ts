import type { Part, ScorerSummary } from '../../cadence/backtest/summary.ts';
import { parseDay } from '../../shared/day.ts';
import { type Html, html } from '../../shared/html.ts';
import { decimals, enumerate, percent } from '../format.ts';
import { type Line, lineChart, whiskers } from './charts.ts';
import { type BacktestFacts, comparedWith } from './facts.ts';
import { differenceTable, purchaseTable } from './tables.ts';

/** Ours, the rule of thumb, and the best of the other methods, each with its points; without points: left out. */
function compared(
  facts: BacktestFacts,
  points: (scorer: ScorerSummary) => readonly (readonly [number, number])[],
): Line[] {
  const { rule, best } = comparedWith(facts);
  const lines: (Line | undefined)[] = [
    { name: 'duelist', kind: 'ours', points: points(facts.scorers[0]) },
    best === undefined
      ? undefined
      : { name: `${best.title}, the best other`, kind: 'best', points: points(best) },
    rule === undefined ? undefined : { name: 'Rule of thumb', kind: 'plain', points: points(rule) },
  ];
  return lines.filter((line): line is Line => line !== undefined && line.points.length > 0);
}

export async function linesSection(facts: BacktestFacts): Promise<Html> {
  const lines = compared(facts, ({ byLine }) => byLine.map((share, at) => [at + 1, share] as const));
  const shares = facts.scorers[0].byLine;
  const chart = await lineChart(
    lines,
    {
      xTitle: 'line of the list, from the top',
      yTitle: 'bought',
      xFormat: 'd',
      xValues: [1, 5, 10, 15, 20],
    },
    {
      id: 'chart-lines',
      title: 'How often each line was bought',
      description: `Line 1 was bought in ${share(shares[0])} of the lists, line 10 in ${share(shares[9])}, line 20 in ${share(shares[19])}.`,
    },
  );
  return html`<section aria-labelledby="lines"><h2 id="lines">Line by line</h2>
<p>The first line of a list was bought within ${facts.horizonDays} days in ${share(shares[0])} of the cases, the tenth in ${share(shares[9])}, the twentieth in ${share(shares[19])}.</p>
<figure class="fit">${chart}</figure></section>`;
}

function share(value: number | undefined): string {
  return value === undefined ? '\u2013' : percent(value, 1);
}

export async function reliabilitySection({ scorers: [ours] }: BacktestFacts): Promise<Html | undefined> {
  const { reliability, calibrationError } = ours.overall;
  if (calibrationError === undefined) return undefined;
  const most =
    Math.ceil(10 * Math.max(...reliability.map((bin) => Math.max(bin.meanProbability, bin.bought)))) / 10;
  const chart = await lineChart(
    [
      { name: 'duelist', kind: 'ours', points: reliability.map((bin) => [bin.meanProbability, bin.bought]) },
      {
        name: 'as it should be',
        kind: 'ideal',
        points: [
          [0, 0],
          [most, most],
        ],
      },
    ],
    { xTitle: 'probability that was said', yTitle: 'share that was bought', xFormat: '.0%', square: most },
    {
      id: 'chart-reliability',
      title: 'What was said, and what came',
      description: `Probabilities in ${reliability.length} bins; on average they are off by ${decimals(100 * calibrationError, 1)} points.`,
    },
  );
  return html`<section aria-labelledby="believed"><h2 id="believed">Can the probabilities be believed?</h2>
<p>${believed(ours.overall)}</p>
<div class="pair"><figure class="fit">${chart}</figure>${purchaseTable(ours)}</div></section>`;
}

/** An example at which somebody can see what a probability means. */
function believed({ reliability, calibrationError }: Part): string {
  const off = `On average they are off by ${decimals(100 * (calibrationError ?? 0), 1)} points of 100.`;
  const sample = reliability.filter(({ from, pairs }) => from >= 0.2 && pairs >= 100).at(0);
  if (sample === undefined) return off;
  return `Of the products that were said to be bought with about ${share(sample.meanProbability)}, ${share(sample.bought)} were. ${off} Points on the dotted line are what they should be.`;
}

export async function timingSection(facts: BacktestFacts): Promise<Html | undefined> {
  const timed = (scorer: ScorerSummary) => scorer.overall.timingOfListed;
  const ours = timed(facts.scorers[0]);
  if (ours === undefined) return undefined;
  const { rule } = comparedWith(facts);
  const lines = compared(facts, (scorer) =>
    (timed(scorer)?.within ?? []).map((part, days) => [days, part] as const),
  );
  const chart = await lineChart(
    lines,
    {
      xTitle: 'days off, at most',
      yTitle: 'lines that were bought',
      xFormat: 'd',
      xValues: ours.within.map((_, days) => days).filter((days) => days % 2 === 0),
    },
    {
      id: 'chart-timing',
      title: 'How near the expected day was',
      description: `${share(ours.within[3])} within 3 days, ${share(ours.within[7])} within 7.`,
    },
  );
  const other = rule === undefined ? undefined : timed(rule);
  const all = facts.scorers[0].overall.timing;
  const versus = other === undefined ? '' : ` By the rule of thumb: ${other.medianDays}.`;
  const long =
    all === undefined
      ? ''
      : ` Of everything that was bought twice before and again within 56 days, half was off by ${all.medianDays} days or less: no day is worth a promise.`;
  return html`<section aria-labelledby="day"><h2 id="day">On the right day?</h2>
<p>Of the lines that were bought, half came within ${ours.medianDays} days of the day that was expected, ${share(ours.within[3])} within 3 days.${versus}${long}</p>
<figure class="fit">${chart}</figure></section>`;
}

export async function driftSection(facts: BacktestFacts): Promise<Html | undefined> {
  if (facts.cutoffs.length < 2) return undefined;
  const lines = compared(facts, ({ byCutoff }) =>
    byCutoff.flatMap(({ name, figures: { p_at_20: value } }) => {
      const day = parseDay(name);
      return day === undefined || value === undefined ? [] : [[day, value] as const];
    }),
  );
  const values = facts.scorers[0].byCutoff
    .map(({ figures }) => figures.p_at_20)
    .filter((value) => value !== undefined);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const chart = await lineChart(
    lines,
    { xTitle: 'cut-off', yTitle: 'bought of the first 20 lines', xFormat: 'days' },
    {
      id: 'chart-drift',
      title: 'From cut-off to cut-off',
      description: `Between ${share(least)} and ${share(most)} of the first twenty lines were bought.`,
    },
  );
  return html`<section aria-labelledby="drift"><h2 id="drift">From cycle to cycle</h2>
<p>Between ${share(least)} and ${share(most)} of the first twenty lines were bought. Holidays and seasons move all methods alike; where ours falls and the others do not, look at what changed in the data.</p>
<figure class="fit">${chart}</figure></section>`;
}

export async function methodsSection(facts: BacktestFacts): Promise<Html> {
  const rows = facts.scorers.flatMap(({ title, overall, intervals }) => {
    const [value, interval] = [overall.figures.p_at_20, intervals.p_at_20];
    return value === undefined || interval === undefined ? [] : [{ row: title, value, ...interval }];
  });
  const chart = await whiskers(rows, 'bought of the first 20 lines, with 95 % intervals', {
    id: 'chart-methods',
    title: 'Beside other methods',
    description: enumerate(rows.map(({ row, value }) => `${row} ${share(value)}`)),
  });
  return html`<section aria-labelledby="methods"><h2 id="methods">Beside other methods</h2>
<p>The bars are wide because households differ. What counts is the difference on the same households, in the table: it is sure where its interval does not hold 0.</p>
<figure class="fit">${chart}</figure>
${differenceTable(facts)}</section>`;
}
