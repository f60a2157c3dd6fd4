import type { NotPlanned } from '../../lists/eligibility.ts';
import { type Html, html } from '../../shared/html.ts';
import { count, several } from '../format.ts';
import { table } from '../table.ts';
import { goOut, type ReportFacts, sumOf } from './facts.ts';
import { NOT_PLANNED_WORDS, WISH_WORDS } from './words.ts';

/** Who got no list, or not by mail, and why; and which wishes were obeyed. */
export function leftOutSection({ groups, plan, held, obeyed, cycle }: ReportFacts): Html {
  const control = sumOf(groups, ({ arm }) => arm === 'control').lists;
  const waiting = sumOf(groups, (group) => goOut(group) && !group.mail).lists;
  const rows: (readonly [who: string, households: number, why: string])[] = [
    ...(Object.entries(plan?.notPlanned ?? {}) as [NotPlanned, number][])
      .sort((a, b) => b[1] - a[1])
      .map(([reason, households]) => {
        const [why, what] = NOT_PLANNED_WORDS[reason] ?? [reason, ''];
        return [why, households, what] as const;
      }),
    ...(control === 0
      ? []
      : [['control group', control, 'drawn by lot for good; planned for, and sent nothing'] as const]),
    ...Object.entries(held).map(
      ([reason, lists]) => [`list held: ${reason}`, lists, 'planned, and kept back before release'] as const,
    ),
  ];
  const wishes = Object.entries(obeyed);
  return html`<section aria-labelledby="left-out"><h2 id="left-out">Who was left out, and why</h2>
${
  plan?.notPlanned === undefined && !cycle.takenOver
    ? html`<p class="soft">This cycle was planned before the reasons were kept; <code>duelist explain --household ID</code> says it of one household.</p>`
    : undefined
}
${
  rows.length === 0
    ? html`<p>Nobody.</p>`
    : table({
        caption: 'Households without a list on paper',
        columns: [
          { title: 'Why', head: true },
          { title: 'Households', figure: true },
          { title: 'What decides it' },
        ],
        rows: rows.map(([why, households, what]) => ({ cells: [why, count(households), what] })),
      })
}
${waiting === 0 ? undefined : html`<p>${several(waiting, 'household has', 'households have')} a list that waits in store: without consent to mail nothing is sent.</p>`}
${
  wishes.length === 0
    ? undefined
    : html`<p>Wishes that were obeyed, by lists: ${wishes.map(([what, lists]) => `${WISH_WORDS[what] ?? what} ${count(lists)}`).join(', ')}.</p>`
}</section>`;
}
