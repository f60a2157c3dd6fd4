import type { PlannedLine } from '../../lists/planned-list.ts';
import { type Cents, cents, formatCents } from '../../shared/cents.ts';
import type { Context } from '../context.ts';
import type { ListDiff, PlanDiff } from './diff.ts';

/** Lists that the text names one by one; `--json` has them all. */
const NAMED_MAX = 20;

/** A diff of a draft with its plan, as text and as `duelist.plan-diff/1`. */
export function sayDiff(context: Context, diff: PlanDiff): void {
  const { cycle, changed, lists, funders } = diff;
  const total = (which: 'before' | 'after') => ({
    specials: funders.reduce((sum, funder) => sum + funder[which].specials, 0),
    valueCents: cents(funders.reduce((sum, funder) => sum + funder[which].valueCents, 0)),
  });
  const before = total('before');
  const after = total('after');
  const document = {
    schema: 'duelist.plan-diff/1',
    cycle_id: cycle.cycleId,
    state: cycle.state,
    lists,
    lists_rebuilt: changed.filter(({ left, came }) => left.length + came.length > 0).length,
    lists_held: changed.filter(({ held }) => held !== undefined).length,
    specials: { before: before.specials, after: after.specials },
    value_cents: { before: before.valueCents, after: after.valueCents },
    funders: funders.map((funder) => ({
      funder_id: funder.funderId,
      specials: { before: funder.before.specials, after: funder.after.specials },
      value_cents: { before: funder.before.valueCents, after: funder.after.valueCents },
      funder_cents: { before: funder.before.funderCents, after: funder.after.funderCents },
    })),
    households: changed.map(describeList),
  };
  const text =
    changed.length === 0
      ? `cycle ${cycle.cycleId} is as it was planned\n`
      : [
          `cycle ${cycle.cycleId} (${cycle.state}) since it was planned:\n`,
          `  lists that go out: ${fromTo(lists.before, lists.after)}\n`,
          `  specials: ${fromTo(before.specials, after.specials)}, worth ${moneyFromTo(before.valueCents, after.valueCents)}\n`,
          ...funders
            .filter((funder) => funder.before.funderCents !== funder.after.funderCents)
            .map(
              (funder) =>
                `  ${funder.funderId} pays at most once each: ${moneyFromTo(funder.before.funderCents, funder.after.funderCents)}\n`,
            ),
          ...changed.slice(0, NAMED_MAX).map(listText),
          changed.length > NAMED_MAX
            ? `and ${changed.length - NAMED_MAX} more lists; --json has them all\n`
            : '',
        ].join('');
  context.answer(document, text);
}

function describeList({ listId, householdId, arm, causes, held, left, came }: ListDiff) {
  return {
    household_id: householdId,
    list_id: listId,
    arm,
    causes,
    held: held ?? null,
    left: left.map(describeLine),
    came: came.map(describeLine),
  };
}

function describeLine(line: PlannedLine) {
  return {
    section: line.section,
    product_id: line.productId ?? null,
    description: line.description,
    offer_id: line.offerId ?? null,
    value_cents: line.offerValueCents ?? null,
  };
}

function listText({ listId, householdId, arm, causes, held, left, came }: ListDiff): string {
  const why = held === undefined ? [...new Set(causes)].map(causeText).join(', ') : `held: ${held}`;
  const ghost = arm === 'control' ? ' (control group, never mailed)' : '';
  return [
    `list ${listId} of household ${householdId}${ghost}: ${why}\n`,
    ...left.map((line) => `  - ${lineText(line)}\n`),
    ...came.map((line) => `  + ${lineText(line)}\n`),
  ].join('');
}

function lineText({ section, description, offerId, offerValueCents }: PlannedLine): string {
  if (offerId === undefined) return `${section}: ${description}`;
  return `${section}: ${description} (${offerId}, saves $${formatCents(offerValueCents ?? cents(0))})`;
}

const CAUSES: Readonly<Record<string, (id: string) => string>> = {
  offer: (id) => `offer ${id} held`,
  withdrawn: (id) => `offer ${id} withdrawn`,
  recalled: (id) => `product ${id} recalled`,
};

function causeText(cause: string): string {
  const ended = cause.startsWith('-');
  const [, kind = '', id = ''] = /^-?([a-z]+):(.*)$/s.exec(cause) ?? [];
  const text = CAUSES[kind]?.(id) ?? cause;
  return ended ? `${text}, and that has ended` : text;
}

function fromTo(before: number, after: number): string {
  return before === after ? `${after}, as planned` : `${before} planned, ${after} now`;
}

function moneyFromTo(before: Cents, after: Cents): string {
  return before === after
    ? `$${formatCents(after)}, as planned`
    : `$${formatCents(before)} planned, $${formatCents(after)} now`;
}
