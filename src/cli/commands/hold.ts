import { EXIT, UserError } from '../../shared/errors.ts';
import { type Context, withContext } from '../context.ts';
import { describeHeld, type Held, type HoldOutcome, liftHold, placeHold } from '../cycle/hold.ts';
import type { CommonOptions } from '../options.ts';
import { requireHousehold } from '../people/identify.ts';
import { textOption } from '../text-option.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly list?: string;
  readonly offer?: string;
  readonly household?: string;
  readonly reason?: string;
  readonly by?: string;
  readonly lift?: boolean;
};

/** `hold`: keep a list, an offer or a household out before release; `--lift` ends it. */
export async function run(world: World, options: Options): Promise<void> {
  const asked = askedThing(options);
  const reason =
    options.lift === true ? undefined : textOption('--reason', options.reason, 'Say why: --reason TEXT.');
  await withContext(world, options, { command: 'hold', lock: true }, async (context) => {
    const by = context.actor(options.by);
    const held = findThing(context, asked);
    const outcome =
      reason === undefined ? await liftHold(context, held, by) : await placeHold(context, held, reason, by);
    context.log.info('hold', { kind: held.kind, hold: outcome.hold.holdId, lift: reason === undefined });
    say(context, held, outcome, reason === undefined);
  });
}

function askedThing({ list, offer, household }: Options): Held {
  const asked: Held[] = [];
  if (list !== undefined) asked.push({ kind: 'list', id: list.trim() });
  if (offer !== undefined) asked.push({ kind: 'offer', id: offer.trim() });
  if (household !== undefined) asked.push({ kind: 'household', id: household.trim() });
  const [only] = asked;
  if (only !== undefined && asked.length === 1 && only.id !== '') return only;
  throw new UserError('hold-what', 'say which one thing is held', {
    exitCode: EXIT.usage,
    next: 'Give one of --list ID, --offer ID, --household ID.',
  });
}

/** The thing under the name that the ledger has for it. @throws UserError (66) where nothing has that name. */
function findThing(context: Context, { kind, id }: Held): Held {
  const { history, ledger } = context;
  if (kind === 'household') return { kind, id: requireHousehold(context, id).householdId };
  if (kind === 'list') {
    const place = ledger.holds.things.list(id);
    if (place !== undefined) return { kind, id: String(place.listId) };
    throw unknown(kind, id, 'Its number is the list_id of duelist lists. A new plan gives new numbers.');
  }
  const known =
    ledger.holds.things.offer(id).known || history.facts.offers().some(({ offerId }) => offerId === id);
  if (known) return { kind, id };
  throw unknown(kind, id, 'Its id is the one of the offers feed.');
}

function unknown(kind: string, id: string, next: string): UserError {
  return new UserError(`${kind}-unknown`, `there is no ${kind} ${id}`, { exitCode: EXIT.inputMissing, next });
}

function say(context: Context, held: Held, { hold, now, cycles }: HoldOutcome, lift: boolean): void {
  const document = {
    schema: 'duelist.hold/1',
    hold_id: hold.holdId,
    kind: held.kind,
    id: held.id,
    state: lift ? 'lifted' : 'held',
    already: !now,
    reason: hold.reason,
    held_by: hold.heldBy,
    cycles: cycles.map((cycle) => ({
      cycle_id: cycle.cycleId,
      lists_touched: cycle.listsTouched,
      state: cycle.state,
      approval_void: cycle.approvalVoid,
    })),
  };
  const what = describeHeld(held);
  const headline = lift
    ? now
      ? `hold of ${what} lifted\n`
      : `hold of ${what} was lifted before\n`
    : now
      ? `${what} is held: ${hold.reason}\n`
      : `${what} was held before, by ${hold.heldBy}: ${hold.reason}\n`;
  const touched = held.kind === 'offer' ? 'rebuilt' : lift ? 'free again' : 'held';
  const lines = cycles.map(({ cycleId, listsTouched, approvalVoid }) =>
    approvalVoid
      ? `  cycle ${cycleId}: ${count(listsTouched)} ${touched}. It was approved and is a draft again: approve it again\n`
      : `  cycle ${cycleId}: ${count(listsTouched)} ${touched}\n`,
  );
  const [first] = cycles;
  const next =
    first === undefined ? none(held) : `  see what changed: duelist plan --diff --cycle ${first.cycleId}\n`;
  context.answer(document, `${headline}${lines.join('')}${next}`);
}

function count(lists: number): string {
  return lists === 1 ? '1 list' : `${lists} lists`;
}

function none({ kind }: Held): string {
  return kind === 'list' ? '' : '  no list of a draft has changed\n';
}
