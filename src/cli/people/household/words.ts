import { EXIT, UserError } from '../../../shared/errors.ts';
import type { Added, HouseholdEvent, NewEvent, Verdict } from '../../../store/ledger/household-event-rows.ts';
import type { Context } from '../../context.ts';
import { dayOption } from '../../context.ts';
import { textOption } from '../../text-option.ts';
import { requireHousehold } from '../identify.ts';
import { carryKinship } from '../kinship.ts';
import { maskId } from '../mask.ts';
import { eventDocument, eventText } from './document.ts';
import { eventNumber, type HouseholdOptions, needed } from './options.ts';

/** `household reissue`: a card is somebody else's from a day on; what was bought before stays with who had it. */
export function reissueCard(context: Context, options: HouseholdOptions): void {
  const cardId = needed('reissue', '--card', options.card);
  const fromDay = dayOption('--from-day', needed('reissue', '--from-day', options.fromDay));
  const { history } = context;
  const bearer = history.households.bearerOfCard(cardId);
  if (bearer === undefined) throw unknownCard(cardId);
  const former =
    options.household === undefined
      ? formerHolder(context, cardId, bearer)
      : requireHousehold(context, options.household).householdId;
  const intoId = options.into === undefined ? undefined : requireHousehold(context, options.into).householdId;
  if (former === intoId || (intoId === undefined && former === cardId)) throw noNewHolder(cardId);
  addAndSay(context, options, { kind: 'reissue', householdId: former, cardId, fromDay, intoId });
}

/** Who had it before: the household that the feed named before the one of now; where it named one only, that one. */
function formerHolder({ history }: Context, cardId: string, bearer: string): string {
  const [now, before] = history.cards.claims(cardId);
  return before?.householdId ?? now?.householdId ?? bearer;
}

/** `household flag`: what a person says of a household's cards goes before what the program makes of their use. */
export function flagHousehold(context: Context, options: HouseholdOptions): void {
  const verdict = needed('flag', '--as', options.as);
  if (verdict !== 'house-card' && verdict !== 'shopper') {
    throw new UserError('flag-as', `--as ${verdict} is neither house-card nor shopper`, {
      exitCode: EXIT.usage,
      next: 'Give --as house-card or --as shopper.',
    });
  }
  const household = requireHousehold(context, needed('flag', '--household', options.household));
  endFlags(context, options, household.householdId, verdict);
  addAndSay(context, options, { kind: 'flag', householdId: household.householdId, verdict });
}

/** One word of a kind holds at a time: the opposite one ends with it. */
function endFlags(
  { ledger, world, actor }: Context,
  options: HouseholdOptions,
  householdId: string,
  verdict: Verdict,
): void {
  for (const event of ledger.households.inForce()) {
    if (event.kind !== 'flag' || event.householdId !== householdId || event.verdict === verdict) continue;
    ledger.households.undo(event.eventId, actor(options.by), world.now().toISOString(), options.reason);
  }
}

/** `household undo`: a re-issue or a flag ends. */
export function undoEvent(context: Context, options: HouseholdOptions): void {
  const eventId = eventNumber('undo', '--event', options.event);
  const by = context.actor(options.by);
  const undone = context.ledger.inTransaction(() => {
    const outcome = context.ledger.households.undo(
      eventId,
      by,
      context.world.now().toISOString(),
      options.reason,
    );
    if (outcome.tag === 'done')
      context.audit(by, 'household-undo', `household ${outcome.event.householdId}`, { event: eventId });
    return outcome;
  });
  if (undone.tag === 'unknown') {
    throw new UserError('event-unknown', `there is no event ${eventId} of a household`, {
      exitCode: EXIT.inputMissing,
      next: 'duelist household show --household ID shows them.',
    });
  }
  say(context, undone.event, undone.tag === 'already');
}

type Told = NewEvent extends infer E
  ? E extends NewEvent
    ? Omit<E, 'reason' | 'by' | 'at' | 'detail'>
    : never
  : never;

function addAndSay(context: Context, options: HouseholdOptions, told: Told): void {
  const reason = textOption('--reason', options.reason, 'Say why: --reason TEXT.');
  const by = context.actor(options.by);
  const event = { ...told, reason, by, at: context.world.now().toISOString(), detail: {} } as NewEvent;
  const added: Added = context.ledger.inTransaction(() => {
    const outcome = context.ledger.households.add(event);
    if (outcome.tag === 'done')
      context.audit(by, told.kind, `household ${told.householdId}`, { event: outcome.event.eventId });
    return outcome;
  });
  if (added.tag === 'refused') throw new Error(`${told.kind} cannot be refused`);
  say(context, added.event, added.tag === 'already');
}

function say(context: Context, event: HouseholdEvent, already: boolean): void {
  const carried = carryKinship(context);
  const { eventId, kind, undone } = event;
  context.log.info('household', { event: eventId, kind, undone: undone !== undefined, already });
  const undo =
    undone === undefined ? `  to take it back: duelist household undo --event ${eventId} --by NAME\n` : '';
  const moved = carried.receipts === 0 ? '' : `  ${carried.receipts} receipts of earlier days went back\n`;
  context.answer(
    {
      schema: 'duelist.household-event/1',
      status: already ? 'already' : 'done',
      ...eventDocument(event),
      receipts_moved: carried.receipts,
      cards_moved: carried.cards,
    },
    `${already ? 'said before: ' : ''}${eventText(event)}\n${moved}${undo}`,
  );
}

function unknownCard(cardId: string): UserError {
  return new UserError('card-unknown', `there is no card ${maskId(cardId)}`, {
    exitCode: EXIT.inputMissing,
    next: 'Give it as the register sends it.',
  });
}

function noNewHolder(cardId: string): UserError {
  return new UserError('reissue-to-itself', `card ${maskId(cardId)} would stay with who has it`, {
    exitCode: EXIT.usage,
    next: 'Say who had it before with --household, and who has it now with --into.',
  });
}
