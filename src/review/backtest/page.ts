import type { ScorerSummary } from '../../cadence/backtest/summary.ts';
import { type Html, html } from '../../shared/html.ts';
import { decimals, enumerate, longDay, several } from '../format.ts';
import { page } from '../page.ts';
import { type BacktestFacts, comparedWith, PLAIN_NAMES, standingOf } from './facts.ts';
import { driftSection, linesSection, methodsSection, reliabilitySection, timingSection } from './sections.ts';
import { partsSection } from './tables.ts';

/** The whole page, by itself: plain words, then pictures, then the figures behind them. */
export async function backtestPage(facts: BacktestFacts): Promise<string> {
  const body = html`<h1>How good the lists would have been</h1>
<p class="lead">${headline(facts)}</p>
${figures(facts)}
${await linesSection(facts)}
${await reliabilitySection(facts)}
${await timingSection(facts)}
${await driftSection(facts)}
${await methodsSection(facts)}
${partsSection(facts)}
${howSection(facts)}`;
  return page({ chainName: facts.chainName, cycleName: undefined }, 'index.html', 'Backtest', body);
}

/** The answer in a sentence or two. */
function headline(facts: BacktestFacts): string {
  const [ours] = facts.scorers;
  const { rule } = comparedWith(facts);
  const { ahead, level, behind } = standingOf(facts, 'p_at_20');
  const names = (of: typeof ahead) => enumerate(of.map(({ title }) => title));
  const versus = rule === undefined ? '' : ` By the rule of thumb it would have been ${ofFirst(rule, 10)}.`;
  const isBest = level.length + behind.length === 0;
  const others = [
    ahead.length === 0
      ? ''
      : `clearly better than ${isBest ? `all ${ahead.length} other methods` : names(ahead)}`,
    level.length === 0 ? '' : `not told apart from ${names(level)}`,
    behind.length === 0 ? '' : `worse than ${names(behind)}`,
  ].filter((part) => part !== '');
  return `Of the first ten lines of its list, a household bought ${ofFirst(ours, 10)} within ${facts.horizonDays} days.${versus} On the first twenty lines duelist is ${enumerate(others)}.`;
}

/** Lines bought of the first so many, on average. */
function ofFirst({ boughtOfFirst }: ScorerSummary, lines: number): string {
  return decimals(boughtOfFirst[lines - 1] ?? 0, 1);
}

function figures({ scorers: [ours], households, lists, cutoffs }: BacktestFacts): Html {
  const { calibrationError, timingOfListed } = ours.overall;
  const entries: (readonly [string, string, string])[] = [
    ['bought of the first 10 lines', ofFirst(ours, 10), 'on average, within the window'],
    ['bought of the first 20 lines', ofFirst(ours, 20), 'on average, within the window'],
    [
      'probabilities are off by',
      calibrationError === undefined ? '\u2013' : `${decimals(100 * calibrationError, 1)} points`,
      'of 100, on average (ECE)',
    ],
    [
      'the day is off by',
      timingOfListed === undefined ? '\u2013' : several(timingOfListed.medianDays, 'day'),
      'half of the lines are nearer',
    ],
    [
      'judged on',
      several(lists, 'list'),
      `${several(households, 'household')}, ${several(cutoffs.length, 'cut-off')}`,
    ],
  ];
  return html`<dl class="figures">${entries.map(
    ([what, figure, note]) =>
      html`<div><dt>${what}</dt><dd>${figure}</dd><dd class="note">${note}</dd></div>`,
  )}</dl>`;
}

function howSection({ cutoffs, horizonDays, notes, pairs, scorers }: BacktestFacts): Html {
  const [first, last] = [cutoffs[0], cutoffs.at(-1)];
  const settings = scorers.filter(({ variant }) => variant !== '');
  return html`<section aria-labelledby="how"><h2 id="how">How it was done</h2>
<p>The chain\u2019s own past was played again. At each cut-off${first === undefined || last === undefined ? undefined : html` (${longDay(first)} to ${longDay(last)})`} every method learnt from the receipts before that day, said which products each household would buy in the ${horizonDays} days from it on, and was compared with what the household then bought. Nothing that came later was known to any of them.</p>
<ul>
<li>Judged are products that a household bought in the 365 days before, ${pairs.toLocaleString('en-US')} pairs of household and product in all; of households with a trip in the 56 days before. Households that then did not come count, with nothing bought.</li>
<li>P@10, P@20: share of the first 10 or 20 lines that were bought. R@20: share of what was bought again that is on the first 20 lines. NDCG@20 and MAP: the same with the upper lines counting more. Brier: mean squared distance of probability and outcome. ECE: mean distance in bins of like probability.</li>
<li>Intervals hold 95 % of 1,000 draws of as many households from those judged. Differences are taken on the same households.</li>
<li>What a method scores alike is put in an order by lot.</li>
${notes.map((note) => html`<li>${note}</li>`)}
${settings.map(({ id, title, variant }) => html`<li>Setting of ${PLAIN_NAMES[id] ?? title}: ${variant}.</li>`)}
</ul></section>`;
}
