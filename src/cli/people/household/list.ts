import { EXIT, UserError } from '../../../shared/errors.ts';
import type { Context } from '../../context.ts';
import { findFlagged } from '../../plan/house-cards.ts';
import { afterNewest, asOfText, flaggedDocument, flaggedText } from './activity.ts';
import { eventDocument, eventText } from './document.ts';
import type { HouseholdOptions } from './options.ts';
import { findSuspects, suspectDocument, suspectText } from './suspects.ts';

/** Ids that are listed, at most. */
const CONTESTED_MAX = 1000;

/** `household list`: what people said of who is who, and what feeds leave open. */
export function sayList(context: Context, options: HouseholdOptions): void {
  const asked = [options.merges, options.contested, options.flags, options.suspects].filter(
    (one) => one === true,
  );
  if (asked.length !== 1) {
    throw new UserError('list-what', 'say which one list', {
      exitCode: EXIT.usage,
      next: 'Give one of --merges, --flags, --suspects, --contested.',
    });
  }
  if (options.merges === true) sayMerges(context);
  else if (options.flags === true) sayFlags(context);
  else if (options.suspects === true) saySuspects(context);
  else sayContested(context);
}

function sayMerges(context: Context): void {
  const merges = context.ledger.households.all().filter(({ kind }) => kind === 'merge');
  context.answer(
    { schema: 'duelist.household-list/1', merges: merges.map(eventDocument) },
    merges.length === 0 ? 'no households were merged\n' : merges.map((one) => `${eventText(one)}\n`).join(''),
  );
}

/** House cards as of the day after the newest receipt, with the evidence, and whatever people said. */
function sayFlags(context: Context): void {
  const asOf = afterNewest(context);
  const flagged = asOf === undefined ? [] : [...findFlagged(context, asOf).values()];
  context.answer(
    { schema: 'duelist.household-list/1', as_of: asOfText(asOf), flags: flagged.map(flaggedDocument) },
    flagged.length === 0 ? 'no card is used as a house card\n' : flagged.map(flaggedText).join(''),
  );
}

/** A telephone number that rested and came back as somebody else's, most likely; nothing follows until a person says so. */
function saySuspects(context: Context): void {
  const asOf = afterNewest(context);
  const suspects = asOf === undefined ? [] : findSuspects(context, asOf);
  context.answer(
    { schema: 'duelist.household-list/1', as_of: asOfText(asOf), suspects: suspects.map(suspectDocument) },
    suspects.length === 0
      ? 'no id looks as if it had gone to somebody else\n'
      : suspects.map(suspectText).join(''),
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
