import { formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { StoredLine } from '../../store/ledger/lists.ts';
import { type Context, countOption, withContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly household: string; readonly cycle?: string };

/** `explain`: the facts behind each line of a household's list, as they were when it was planned. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'explain' }, (context) => {
    const householdId = resolveHousehold(context, options.household);
    const cycleId =
      options.cycle === undefined
        ? undefined
        : countOption('--cycle', options.cycle, 0, Number.MAX_SAFE_INTEGER);
    const list = context.ledger.lists.ofHousehold(householdId, cycleId);
    if (list === undefined) {
      throw new UserError(
        'list-missing',
        `household ${householdId} has no list${cycleId === undefined ? '' : ` in cycle ${cycleId}`}`,
        {
          exitCode: EXIT.inputMissing,
          next: 'It may not qualify, be suppressed, or not be due; `plan` counts the reasons.',
        },
      );
    }
    const document = {
      schema: 'duelist.explain/1',
      household_id: householdId,
      cycle_id: list.cycleId,
      list_id: list.listId,
      arm: list.arm,
      weekly_spend_cents: list.weeklySpendCents,
      lines: list.lines.map(describeLine),
    };
    const head = `household ${householdId}, list ${list.listId} of cycle ${list.cycleId} (${list.arm}), spends $${formatCents(list.weeklySpendCents as Parameters<typeof formatCents>[0])} a week\n`;
    context.answer(document, head + list.lines.map(lineText).join(''));
  });
}

function resolveHousehold(context: Context, text: string): string {
  const { households } = context.history;
  const id = households.find(text)?.householdId ?? households.householdOfCard(text);
  if (id !== undefined) return id;
  throw new UserError('household-unknown', `there is no household and no card ${text}`, {
    exitCode: EXIT.inputMissing,
  });
}

function describeLine(line: StoredLine) {
  const { purchases, lastDay, gapDays, offer, extra, aisle } = line.facts;
  return {
    line_no: line.lineNo,
    section: line.section,
    product_id: line.productId ?? null,
    need: line.need ?? null,
    description: line.description,
    reason: line.reason,
    probability: line.probability ?? null,
    expected_day: line.expectedDay === undefined ? null : formatDay(line.expectedDay),
    purchases: purchases ?? null,
    last_day: lastDay === undefined ? null : formatDay(lastDay),
    gap_days: gapDays ?? null,
    aisle: aisle ?? null,
    regular_price_cents: line.regularPriceCents ?? null,
    offer:
      offer === undefined
        ? null
        : {
            offer_id: line.offerId,
            version: line.offerVersion,
            kind: offer.kind,
            funder_id: offer.funderId,
            value_cents: line.offerValueCents,
            price_with_offer_cents: line.priceWithOfferCents ?? null,
            relation: offer.relation,
            usage: offer.usage,
          },
    extra: extra === undefined ? null : { kind: extra.kind, needs: extra.needs },
  };
}

function lineText(line: StoredLine): string {
  const { purchases, lastDay, gapDays, offer, extra } = line.facts;
  const facts: string[] = [line.reason];
  if (line.probability !== undefined) facts.push(`${Math.round(line.probability * 100)} % likely`);
  if (purchases !== undefined) facts.push(`bought ${purchases} times`);
  if (lastDay !== undefined) facts.push(`last on ${formatDay(lastDay)}`);
  if (gapDays !== undefined && (purchases ?? 0) > 1) facts.push(`usually every ${gapDays} days`);
  if (offer !== undefined && line.offerValueCents !== undefined) {
    facts.push(
      `${line.offerId} v${line.offerVersion} saves $${formatCents(line.offerValueCents)}, ${offer.relation} buyer, ${offer.usage} use, paid by ${offer.funderId}`,
    );
  }
  if (extra !== undefined && extra.needs.length > 0) facts.push(`uses ${extra.needs.join(', ')}`);
  return `${String(line.lineNo).padStart(3)} ${line.section.padEnd(7)} ${line.description}\n              ${facts.join('; ')}\n`;
}
