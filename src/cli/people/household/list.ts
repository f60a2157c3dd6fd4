import { EXIT, UserError } from '../../../shared/errors.ts';
import type { Context } from '../../context.ts';
import { eventDocument, eventText } from './document.ts';
import type { HouseholdOptions } from './options.ts';

/** Ids that are listed, at most. */
const CONTESTED_MAX = 1000;

/** `household list`: what people said of who is who, and what feeds leave open. */
export function sayList(context: Context, options: HouseholdOptions): void {
  const asked = [options.merges, options.contested].filter((one) => one === true);
  if (asked.length !== 1) {
    throw new UserError('list-what', 'say which one list', {
      exitCode: EXIT.usage,
      next: 'Give one of --merges, --contested.',
    });
  }
  if (options.merges === true) sayMerges(context);
  else sayContested(context);
}

function sayMerges(context: Context): void {
  const merges = context.ledger.households.all().filter(({ kind }) => kind === 'merge');
  context.answer(
    { schema: 'duelist.household-list/1', merges: merges.map(eventDocument) },
    merges.length === 0 ? 'no households were merged\n' : merges.map((one) => `${eventText(one)}\n`).join(''),
  );
}

function sayContested(context: Context): void {
  const contested = context.history.cards.contested(CONTESTED_MAX);
  const lines = contested.map(({ cardId, kind, claims }) => {
    const who = claims.map(({ householdId }) => householdId).join(', ');
    const has = kind === 'card' ? `${claims[0]?.householdId} has it` : 'nobody has it';
    return `${cardId}  ${kind} of ${who}: ${has}\n`;
  });
  context.answer(
    {
      schema: 'duelist.household-list/1',
      contested: contested.map(({ cardId, kind, claims }) => ({
        card_id: cardId,
        kind,
        claims: claims.map(({ householdId, file }) => ({ household_id: householdId, file: file ?? null })),
        owner: kind === 'card' ? (claims[0]?.householdId ?? null) : null,
      })),
    },
    lines.length === 0 ? 'no id is claimed by several households\n' : lines.join(''),
  );
}
