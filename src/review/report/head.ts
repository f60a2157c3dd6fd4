import { type Html, html } from '../../shared/html.ts';
import { count, decimals, longDay, money, percent, several } from '../format.ts';
import { spendSentence } from './after.ts';
import { goOut, type ReportFacts, redeemedOf, sumOf } from './facts.ts';

/** The answer in two sentences: what went out, and what came of it. */
export function headline(facts: ReportFacts): string {
  const { cycle, groups, after } = facts;
  const { lists } = sumOf(groups, goOut);
  const days = `good ${longDay(cycle.validFrom)} to ${longDay(cycle.validUntil)}`;
  const went = cycle.state === 'released' || cycle.state === 'closed';
  const first = `${several(lists, 'list')} ${went ? 'went out' : 'to go out'}, ${days}.`;
  return after === undefined ? first : `${first} ${spendSentence(after.outcomes)}`;
}

type Figure = readonly [what: string, figure: string, note: string | undefined];

export function figures(facts: ReportFacts): Html {
  const { groups, plan, results, discoveries, after } = facts;
  const all = sumOf(groups, goOut);
  const control = sumOf(groups, ({ arm }) => arm === 'control').lists;
  const total = (of: 'expectedCents' | 'atRiskCents' | 'faceCents'): number =>
    (plan?.offers ?? []).reduce((sum, offer) => sum + offer[of], 0);
  const waiting = sumOf(groups, (group) => goOut(group) && !group.mail).lists;
  const { issued, redeemed, funderCents, storeCents } = redeemedOf(results);
  const perList = (sum: number): string => (all.lists === 0 ? '\u2013' : decimals(sum / all.lists, 1));
  const entries: (Figure | undefined)[] = [
    ['lists', count(all.lists), waiting === 0 ? 'all by mail' : `${count(waiting)} wait in store`],
    [
      'control group',
      count(control),
      control === 0 ? 'nobody is withheld: no effect can be measured' : 'planned for, and sent nothing',
    ],
    ['due lines on a list', perList(all.dueLines), 'on average'],
    ['specials on a list', perList(all.specials), 'on average'],
    [
      'savings on a list',
      all.lists === 0 ? '\u2013' : money(Math.round(all.valueCents / all.lists)),
      'on average, each special used once',
    ],
    plan === undefined
      ? undefined
      : [
          'expected cost',
          money(total('expectedCents')),
          `at most ${money(total('atRiskCents'))}; ${money(total('faceCents'))} if all came back`,
        ],
    issued === 0
      ? undefined
      : [
          after === undefined ? 'specials redeemed so far' : 'specials redeemed',
          percent(redeemed, issued),
          `${count(redeemed)} of ${count(issued)}: ${money(funderCents)} by funders${storeCents === 0 ? '' : `, ${money(storeCents)} by the stores`}`,
        ],
  ];
  if (discoveries.issued > 0)
    entries.push([
      'redeemed of what is new',
      percent(discoveries.redeemed, discoveries.issued),
      `${count(discoveries.redeemed)} of ${count(discoveries.issued)} specials on what their households did not buy`,
    ]);
  const shown = entries.filter((entry) => entry !== undefined);
  return html`<dl class="figures">${shown.map(
    ([what, figure, note]) =>
      html`<div><dt>${what}</dt><dd>${figure}</dd>${note === undefined ? undefined : html`<dd class="note">${note}</dd>`}</div>`,
  )}</dl>`;
}
