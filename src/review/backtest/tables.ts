import type { Difference } from '../../cadence/backtest/bootstrap.ts';
import type { Part, ScorerSummary } from '../../cadence/backtest/summary.ts';
import type { MetricId } from '../../cadence/backtest/sums.ts';
import { type Html, html, named } from '../../shared/html.ts';
import { count, decimals } from '../format.ts';
import { type Column, table } from '../table.ts';
import { type BacktestFacts, comparedWith, PLAIN_NAMES } from './facts.ts';

/** Departments that are shown; the others are in the JSON document. */
const DEPARTMENTS_SHOWN = 15;
const DASH = '\u2013';

const figure = (title: string): Column => ({ title, figure: true });

function shown(value: number | undefined, places: number): string {
  return value === undefined ? DASH : decimals(value, places);
}

/** All methods with their figures, and how far ours is from each. */
export function differenceTable({ scorers, households }: BacktestFacts): Html {
  return html`${table({
    caption: 'All methods: more is better up to MAP, less is better from Brier on',
    columns: [
      { title: 'Method', head: true, className: 'method' },
      ...['P@10', 'P@20', 'R@20', 'NDCG@20', 'MAP', 'Brier', 'ECE', 'Days off'].map(figure),
    ],
    rows: scorers.map(({ id, title, overall }) => ({
      cells: [
        html`${title}${id === 'duelist' ? undefined : html`<span class="under">${PLAIN_NAMES[id]}</span>`}`,
        shown(overall.figures.p_at_10, 3),
        shown(overall.figures.p_at_20, 3),
        shown(overall.figures.r_at_20, 3),
        shown(overall.figures.ndcg_at_20, 3),
        shown(overall.figures.ap, 3),
        shown(overall.figures.brier, 4),
        shown(overall.calibrationError, 4),
        overall.timingOfListed === undefined ? DASH : String(overall.timingOfListed.medianDays),
      ],
    })),
  })}${table({
    caption: `duelist less each of them, with 95 % intervals over ${count(households)} households`,
    columns: [
      { title: 'Method', head: true, className: 'method' },
      ...['P@20', 'NDCG@20', 'Brier'].map(figure),
    ],
    rows: scorers.slice(1).map((scorer) => ({
      cells: [
        scorer.title,
        differenceOf(scorer, 'p_at_20', 3),
        differenceOf(scorer, 'ndcg_at_20', 3),
        differenceOf(scorer, 'brier', 4),
      ],
    })),
  })}`;
}

function differenceOf({ difference }: ScorerSummary, metric: MetricId, places: number): Html {
  const found = difference?.[metric];
  return found === undefined ? html`${DASH}` : signed(found, places);
}

function signed({ value, low, high }: Difference, places: number): Html {
  const text = (number: number) => `${number > 0 ? '+' : ''}${decimals(number, places)}`;
  const sure = low > 0 || high < 0 ? '' : ', not sure';
  return html`${text(value)}<span class="under">${text(low)} to ${text(high)}${sure}</span>`;
}

/** What was said and what came, by how often a product had been bought. */
export function purchaseTable({ byPurchases }: ScorerSummary): Html {
  return table({
    caption: 'By how often the household had bought the product',
    columns: [
      { title: 'Times', head: true },
      figure('Pairs'),
      figure('Said'),
      figure('Bought'),
      figure('ECE'),
    ],
    rows: byPurchases.map((part) => ({
      cells: [
        part.name,
        count(part.pairs),
        shown(part.meanProbability, 3),
        shown(part.bought, 3),
        shown(part.calibrationError, 4),
      ],
    })),
  });
}

/** Where it does well and where not. */
export function partsSection(facts: BacktestFacts): Html {
  const [ours] = facts.scorers;
  const more = ours.byDepartment.length - DEPARTMENTS_SHOWN;
  return html`<section aria-labelledby="where"><h2 id="where">Where it does well, and where not</h2>
${partTable(facts, 'By department, as if the list had only its goods', 'Department', ({ byDepartment }) => byDepartment, DEPARTMENTS_SHOWN)}
${more > 0 ? html`<p class="note">${count(more)} more departments are in the JSON document (<code>--json</code>).</p>` : undefined}
${partTable(facts, 'By days since the household\u2019s first trip', 'Days', ({ byTenure }) => byTenure)}
${partTable(facts, 'By cut-off', 'Cut-off', ({ byCutoff }) => byCutoff)}</section>`;
}

function partTable(
  facts: BacktestFacts,
  caption: string,
  head: string,
  partsOf: (scorer: ScorerSummary) => readonly Part[],
  most = Number.POSITIVE_INFINITY,
): Html {
  const { rule } = comparedWith(facts);
  const theirs = new Map((rule === undefined ? [] : partsOf(rule)).map((part) => [part.name, part]));
  return table({
    caption,
    columns: [
      { title: head, head: true },
      ...['Lists', 'P@10', 'P@20', 'P@20, rule of thumb', 'NDCG@20', 'Brier', 'ECE', 'Days off'].map(figure),
    ],
    rows: partsOf(facts.scorers[0])
      .slice(0, most)
      .map((part) => ({
        cells: [
          named(part.name),
          count(part.lists),
          shown(part.figures.p_at_10, 3),
          shown(part.figures.p_at_20, 3),
          shown(theirs.get(part.name)?.figures.p_at_20, 3),
          shown(part.figures.ndcg_at_20, 3),
          shown(part.figures.brier, 4),
          shown(part.calibrationError, 4),
          part.timingOfListed === undefined ? DASH : String(part.timingOfListed.medianDays),
        ],
      })),
  });
}
