import { isControl } from '../../../lists/control-group.ts';
import type { Arm } from '../../../lists/planned-list.ts';
import { EXIT, UserError } from '../../../shared/errors.ts';
import type { Household } from '../../../store/history/households.ts';
import type { Carried } from '../../../store/history/kinship.ts';
import type { HouseholdEvent, Merge } from '../../../store/ledger/household-event-rows.ts';
import type { Context } from '../../context.ts';
import { loadKeys } from '../../keys.ts';
import { textOption } from '../../text-option.ts';
import { requireHousehold } from '../identify.ts';
import { carryKinship } from '../kinship.ts';
import { eventDocument } from './document.ts';
import { eventNumber, type HouseholdOptions, needed } from './options.ts';

/**
 * `household merge`: one household is part of another from now on. The event goes into the ledger, and history.db follows;
 * killed between the two, whoever plans or ingests next brings it in line.
 */
export function mergeHouseholds(context: Context, options: HouseholdOptions): void {
  const reason = textOption('--reason', options.reason, 'Say why: --reason TEXT.');
  const by = context.actor(options.by);
  const part = requireHousehold(context, needed('merge', '--household', options.household));
  const whole = requireHousehold(context, needed('merge', '--into', options.into));
  if (!whole.known) throw intoUnknown(part, whole);
  const detail = detailOf(context, part, whole);
  const added = context.ledger.inTransaction(() => {
    const outcome = context.ledger.households.add({
      kind: 'merge',
      householdId: part.householdId,
      intoId: whole.householdId,
      reason,
      by,
      at: context.world.now().toISOString(),
      detail,
    });
    if (outcome.tag === 'done')
      context.audit(by, 'merge', `household ${part.householdId}`, {
        into: whole.householdId,
        merge: outcome.event.eventId,
      });
    return outcome;
  });
  if (added.tag === 'refused') throw refusal(context, part, whole, added.code, added.merge);
  const carried = carryKinship(context);
  sayMerge(context, added.event, added.tag === 'already', carried);
}

/** `household unmerge`: the merge ends, and each household is again what it was, but for what was bought and redeemed meanwhile. */
export function unmergeHouseholds(context: Context, options: HouseholdOptions): void {
  const eventId = eventNumber('unmerge', '--merge', options.merge);
  const by = context.actor(options.by);
  const { households } = context.ledger;
  const known = households.find(eventId);
  if (known?.kind !== 'merge') throw unknownMerge(eventId);
  const undone = context.ledger.inTransaction(() => {
    const outcome = households.undo(eventId, by, context.world.now().toISOString(), options.reason);
    if (outcome.tag === 'done')
      context.audit(by, 'unmerge', `household ${known.householdId}`, {
        from: known.intoId,
        merge: eventId,
      });
    return outcome;
  });
  if (undone.tag === 'unknown') throw unknownMerge(eventId);
  const carried = carryKinship(context);
  sayMerge(context, undone.event, undone.tag === 'already', carried);
}

/** The arm of the household that stays is the arm of both: it is drawn by that one's id, for good, whoever joins it. */
function detailOf(context: Context, part: Household, whole: Household): Record<string, unknown> {
  const controlKey = loadKeys(context.dataDir, context.ledger).at(-1);
  const { control_percent: percent } = context.config.plan;
  const armOf = ({ householdId }: Household): Arm =>
    controlKey !== undefined && isControl(controlKey.secret, householdId, percent) ? 'control' : 'treatment';
  return {
    arm: armOf(whole),
    arm_of_part: armOf(part),
    control_percent: percent,
    mail_consent: whole.mailConsent,
    mail_consent_of_part: part.known ? part.mailConsent : null,
  };
}

function sayMerge(context: Context, event: HouseholdEvent, already: boolean, carried: Carried): void {
  if (event.kind !== 'merge') throw new Error(`event ${event.eventId} is no merge`);
  const { householdId, intoId, eventId, detail, undone } = event;
  const rootId = context.ledger.households.rootOf(intoId);
  const ended = undone !== undefined;
  context.log.info(ended ? 'unmerged' : 'merged', { merge: eventId, already, ...carried });
  const household = context.history.households.find(ended ? householdId : rootId);
  const document = {
    schema: 'duelist.household-merge/1',
    status: already ? 'already' : 'done',
    ...eventDocument(event),
    root: ended ? householdId : rootId,
    cards_moved: carried.cards,
    mail_consent: household?.mailConsent ?? null,
    email_consent: household?.emailConsent ?? null,
  };
  const before = already ? ' before' : '';
  const headline = ended
    ? `household ${householdId} is one of its own again: merge ${eventId} has ended${before}\n`
    : `household ${householdId} is part of ${intoId}${before}: merge ${eventId}\n`;
  const text = ended ? '' : mergedText(event, household?.mailConsent === true, detail);
  context.answer(
    document,
    `${headline}  ${carried.cards === 1 ? '1 id' : `${carried.cards} ids`} moved\n${text}`,
  );
}

function mergedText({ eventId, householdId, intoId }: Merge, mail: boolean, detail: Merge['detail']): string {
  const { arm, arm_of_part: armOfPart } = detail;
  const arms =
    arm === armOfPart
      ? `  both are in the ${arm} arm\n`
      : `  arm: ${arm}, as ${intoId} was drawn; ${householdId} was in the ${armOfPart} arm, and counts for none from now on\n`;
  return (
    `${arms}  mail: ${mail ? 'yes' : 'no, since one of them has not agreed to it'}\n` +
    '  lists that either of them holds stay good; limits count both\n' +
    `  to take it back: duelist household unmerge --merge ${eventId} --by NAME\n`
  );
}

function refusal(
  context: Context,
  part: Household,
  whole: Household,
  code: string,
  merge: Merge | undefined,
): UserError {
  if (merge === undefined) {
    return new UserError('merge-itself', `household ${part.householdId} is itself already`, {
      exitCode: EXIT.usage,
      next: 'Both ids name the same household: name the other one with --into.',
    });
  }
  if (code === 'household-merged') {
    return new UserError(code, `household ${part.householdId} is part of ${merge.intoId} already`, {
      exitCode: EXIT.answerIsNo,
      next: `End that first: duelist household unmerge --merge ${merge.eventId} --by NAME`,
    });
  }
  const rootId = context.ledger.households.rootOf(whole.householdId);
  return new UserError(code, `household ${whole.householdId} is itself part of ${merge.intoId}`, {
    exitCode: EXIT.answerIsNo,
    next: `Merge into that one: duelist household merge --household ${part.householdId} --into ${rootId} ...`,
  });
}

function intoUnknown(part: Household, whole: Household): UserError {
  return new UserError(
    'merge-into-unknown',
    `${whole.householdId} is a card that no households row names: it has no address, and nobody who could agree to mail`,
    {
      exitCode: EXIT.answerIsNo,
      next: part.known
        ? `The other way round: duelist household merge --household ${whole.householdId} --into ${part.householdId} ...`
        : 'Take in a households row that names one of them first.',
    },
  );
}

function unknownMerge(eventId: number): UserError {
  return new UserError('merge-unknown', `there is no merge ${eventId}`, {
    exitCode: EXIT.inputMissing,
    next: 'duelist household list --merges shows them.',
  });
}
