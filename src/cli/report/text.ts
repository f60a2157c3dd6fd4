import { several } from '../../review/format.ts';
import type { ReportFacts } from '../../review/report/facts.ts';
import { goOut, redeemedOf, sumOf } from '../../review/report/facts.ts';
import { headline } from '../../review/report/head.ts';
import { cents, formatCents } from '../../shared/cents.ts';
import { specialsText } from '../plan/describe-specials.ts';
import { shareText } from '../score/words.ts';

/** The same in a few lines; the page has the rest. */
export function reportText(facts: ReportFacts, page: string | undefined): string {
  const { cycle, groups, plan, results, discoveries, after } = facts;
  const waiting = sumOf(groups, (group) => goOut(group) && !group.mail).lists;
  const control = sumOf(groups, ({ arm }) => arm === 'control').lists;
  const held = sumOf(groups, ({ arm, held }) => arm === 'treatment' && held).lists;
  const { issued, redeemed, funderCents, storeCents } = redeemedOf(results);
  const left = Object.values(plan?.notPlanned ?? {}).reduce((sum, households) => sum + households, 0);
  const beside = [
    ...(waiting === 0 ? [] : [`${waiting} wait in store`]),
    ...(held === 0 ? [] : [`${held} held`]),
    ...(control === 0 ? [] : [`${control} withheld from the control group`]),
    ...(left === 0 ? [] : [`${several(left, 'household')} without a list`]),
  ];
  const money = (value: number): string => formatCents(cents(value));
  const due = after?.arms.treatment.tally;
  const units = after?.outcomes.unitsMilli;
  const small = after?.outcomes.spendCents?.small === true;
  return [
    `cycle ${cycle.cycleId} (${cycle.state}): ${headline(facts)}`,
    ...(beside.length === 0 ? [] : [`  ${beside.join(', ')}`]),
    specialsText(plan).trimEnd(),
    ...(issued === 0
      ? []
      : [
          `  redeemed: ${redeemed} of ${issued} specials (${shareText(redeemed, issued)}), ${money(funderCents)} by funders, ${money(storeCents)} by the stores`,
        ]),
    ...(discoveries.issued === 0
      ? []
      : [
          `  of what is new to its household: ${discoveries.redeemed} of ${discoveries.issued} specials (${shareText(discoveries.redeemed, discoveries.issued)})`,
        ]),
    ...(due === undefined || due.dueLines === 0
      ? []
      : [
          `  due lines bought: ${shareText(due.bought, due.dueLines)}, predicted ${shareText(due.expectedMillionths / 1_000_000, due.dueLines)}, naive list ${shareText(due.naiveBought, due.dueLines)}`,
        ]),
    ...(units === undefined
      ? []
      : [
          `  units of goods on special: ${hundredths(units.treatedMean)} a household, control group ${hundredths(units.controlMean)} (difference ${hundredths(units.difference)}, 95 % ${hundredths(units.low)} to ${hundredths(units.high)})`,
        ]),
    ...(small ? ['  small groups: a few large households can make these figures'] : []),
    ...(page === undefined ? ['  as a page: --out FILE.html'] : [`  page: ${page}`]),
    '',
  ]
    .filter((line, at, all) => line !== '' || at === all.length - 1)
    .join('\n');
}

/** Thousandths to two decimals. */
function hundredths(milli: number): string {
  return String(Math.round(milli / 10) / 100);
}
