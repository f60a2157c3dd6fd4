import { type Html, html } from '../shared/html.ts';
import { type Cause, restOf } from './causes.ts';
import type { Changes } from './changes.ts';
import { centsOfMicros, count, countChange, money, moneyChange, percent, several } from './format.ts';
import type { Packet } from './packet.ts';
import { table } from './table.ts';

/** Causes that are told in sentences; the table has more. */
const IN_WORDS = 3;
const IN_TABLE = 12;

/** This cycle against the lists that went before it. */
export function changesSection({ survey, causes, cycle }: Packet): Html {
  const { changes, cycleBefore } = survey;
  const heading = html`<h2 id="changes">Against the lists before</h2>`;
  if (changes.matched === 0 && changes.gone.lists === 0) {
    return html`<section aria-labelledby="changes">${heading}<p>None of these households had a list before cycle ${cycle.cycleId}: there is nothing to compare with.</p></section>`;
  }
  return html`<section aria-labelledby="changes">${heading}
<p>Each household’s list is compared with the one it had before${cycleBefore === undefined ? undefined : html`, for most of them in cycle ${cycleBefore}`}.${inShort(changes)}</p>
${inWords(causes)}
${sums(changes)}
${causeTable(causes, changes)}</section>`;
}

function inShort({ before, now }: Changes): string {
  const change = now.valueCents - before.valueCents;
  if (change === 0) return ' The specials are worth as much as before.';
  const share = before.valueCents === 0 ? '' : ` (${percent(Math.abs(change), before.valueCents)})`;
  return ` The specials are worth ${money(Math.abs(change))} ${change > 0 ? 'more' : 'less'}${share}. The largest causes:`;
}

function inWords(causes: readonly Cause[]): Html | undefined {
  const largest = causes.slice(0, IN_WORDS).filter(({ valueCents }) => valueCents !== 0);
  if (largest.length === 0) return undefined;
  return html`<ol class="causes">${largest.map((cause) => html`<li>${cause.text}, <strong class="whole">${moneyChange(cause.valueCents)}</strong></li>`)}</ol>`;
}

function sums({ before, now, matched, linesKept, linesNew, linesGone }: Changes): Html {
  const change = (figure: (side: typeof now) => number) => figure(now) - figure(before);
  const expected = ({ expectedMicros }: typeof now): number => centsOfMicros(expectedMicros);
  const rows = [
    ['Lists', count(before.lists), count(now.lists), countChange(now.lists - before.lists)],
    [
      'Value of all specials',
      money(before.valueCents),
      money(now.valueCents),
      moneyChange(change((s) => s.valueCents)),
    ],
    ['Expected cost', money(expected(before)), money(expected(now)), moneyChange(change(expected))],
  ];
  const had = linesKept + linesGone;
  return html`${table({
    caption: 'Before and now',
    columns: [
      { title: '', head: true },
      { title: 'Before', figure: true },
      { title: 'Now', figure: true },
      { title: 'Change', figure: true },
    ],
    rows: rows.map((cells) => ({ cells })),
  })}
<p class="note">On the lists of the ${several(matched, 'household')} with a list both times, ${several(linesKept, 'line')} stayed (${percent(linesKept, had)}), ${count(linesNew)} are new and ${count(linesGone)} are gone.</p>`;
}

function causeTable(causes: readonly Cause[], changes: Changes): Html | undefined {
  if (causes.length === 0) return undefined;
  const told = causes.length > IN_TABLE + 1 ? causes.slice(0, IN_TABLE) : causes;
  const rest = restOf(causes.slice(told.length));
  const rows = told.map(({ text, valueCents, expectedMicros }) => ({
    cells: [text, moneyChange(valueCents), moneyChange(centsOfMicros(expectedMicros))],
  }));
  if (rest.lists > 0) {
    rows.push({
      cells: [
        several(rest.lists, 'smaller cause'),
        moneyChange(rest.valueCents),
        moneyChange(centsOfMicros(rest.expectedMicros)),
      ],
    });
  }
  const { before, now } = changes;
  return table({
    caption: 'What changed the value of all specials, largest first',
    columns: [
      { title: 'Cause', head: true },
      { title: 'Value', figure: true },
      { title: 'Expected cost', figure: true },
    ],
    rows,
    foot: [
      'Together',
      moneyChange(now.valueCents - before.valueCents),
      moneyChange(centsOfMicros(now.expectedMicros) - centsOfMicros(before.expectedMicros)),
    ],
  });
}
