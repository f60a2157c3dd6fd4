import { printLanguage } from '../../lists/obeyed.ts';
import { parseImb } from '../../shared/imb.ts';
import type { Contested } from '../../store/history/card-facts.ts';
import type { Context } from '../context.ts';
import type { IngestedFile } from '../ingest/file.ts';
import { maskId } from './mask.ts';

/** Ids named one by one in warnings before the rest is counted. */
const NAMED_MAX = 5;

/** After households files: what their rows say against what people or other rows have said. */
export function warnOfHouseholds(context: Context, files: readonly IngestedFile[]): void {
  const { cards } = context.history;
  const members = context.ledger.households.members();
  for (const { file, fileNo, already } of files) {
    if (already) continue;
    for (const { householdId, cards: count } of cards.claimedByMerged(fileNo)) {
      context.warn(
        `${file} names ${count === 1 ? '1 id' : `${count} ids`} of household ${householdId}, which is part of ${members.get(householdId)}: they count for that one until somebody unmerges the two`,
      );
    }
    for (const cardId of cards.reclaimed(fileNo)) {
      context.warn(
        `${file} names card ${maskId(cardId)} under the household that had it before it was re-issued; it stays with the new one`,
      );
    }
  }
  warnContested(context, cards.contested(NAMED_MAX + 1));
  if (files.every(({ already }) => already)) return;
  warnOfImb(context);
  warnOfLanguages(context);
}

/** Letters without the post's barcode go out, and cost more: who gave it should know. */
function warnOfImb(context: Context): void {
  let more = -NAMED_MAX;
  for (const { householdId, imb } of context.history.households.withImb()) {
    const parsed = parseImb(imb);
    if (parsed.tag !== 'none') continue;
    more += 1;
    if (more <= 0)
      context.warn(`the imb of household ${householdId} is not printed, since it is none: ${parsed.why}`);
  }
  if (more > 0) context.warn(`and ${more} more households with an imb that is none`);
}

/** A sheet in words that its household does not read is better than none, if somebody knows of it. */
function warnOfLanguages(context: Context): void {
  for (const { language, households } of context.history.households.languages()) {
    if (printLanguage(language) !== undefined) continue;
    const whose = households === 1 ? '1 household reads' : `${households} households read`;
    context.warn(
      `${whose} "${language}", in which no sheet is printed: theirs is in "${context.config.chain.language}" (chain.language), unless they wish otherwise`,
    );
  }
}

function warnContested(context: Context, contested: readonly Contested[]): void {
  for (const { cardId, kind, claims } of contested.slice(0, NAMED_MAX)) {
    const who = claims.map(({ householdId }) => householdId).join(' and ');
    context.warn(
      kind === 'card'
        ? `card ${maskId(cardId)} is claimed by households ${who}; the one named last has it`
        : `${maskId(cardId)} is an alternate id of households ${who}; it stands for none of them until only one claims it`,
    );
  }
  if (contested.length > NAMED_MAX)
    context.warn('and more ids that several households claim: duelist household list --contested');
}
