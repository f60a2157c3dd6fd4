import { isGood, makeToken } from '../../serve/token.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { LaneToken } from '../../store/ledger/tokens.ts';
import { type Context, countOption, withContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly arguments: readonly string[];
  readonly store?: string;
  readonly register?: string;
  readonly id?: string;
  readonly keep: string;
  readonly by?: string;
};

const SCHEMA = 'duelist.token/1';
const MS_PER_HOUR = 3_600_000;
/** A year of both: more is not rotating. */
const KEEP_HOURS_MAX = 8760;

type Action = (context: Context, options: Options) => void;

const ACTIONS: Readonly<Record<string, Action>> = { create, list, rotate, revoke };

/** `token create`, `list`, `rotate` and `revoke`: who may ask the checkout endpoint. Takes no run lock. */
export async function run(world: World, options: Options): Promise<void> {
  const [name = '', ...more] = options.arguments;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined || more.length > 0) {
    throw new UserError('token-action', `there is no duelist token ${options.arguments.join(' ')}`, {
      exitCode: EXIT.usage,
      next: 'Write duelist token create --store ID, token list, token rotate --id NO, or token revoke --id NO.',
    });
  }
  await withContext(world, options, { command: 'token' }, (context) => action(context, options));
}

function create(context: Context, { store, register, by }: Options): void {
  const storeId = store?.trim() ?? '';
  if (storeId === '') {
    throw new UserError('store-missing', 'a token is for the lanes of a store', {
      exitCode: EXIT.usage,
      next: 'Add --store ID, and --register ID for a token of one register alone.',
    });
  }
  const registerId = register?.trim() === '' ? undefined : register?.trim();
  const made = make(context, { storeId, registerId, by: context.actor(by), replaces: undefined });
  say(context, made, `token ${made.tokenId} for ${lanesOf({ storeId, registerId })}`);
}

/** A new secret for the same lanes; the old one stays good for a while, so that the registers can be told in turn. */
function rotate(context: Context, options: Options): void {
  const hours = countOption('--keep', options.keep, 0, KEEP_HOURS_MAX);
  const before = tokenOf(context, options.id);
  const now = context.world.now();
  if (!isGood(before, now.toISOString())) throw notGood(before);
  const by = context.actor(options.by);
  const goodUntil = new Date(now.getTime() + hours * MS_PER_HOUR).toISOString();
  const made = context.ledger.inTransaction(() => {
    const { storeId, registerId, tokenId } = before;
    const made = make(context, { storeId, registerId, by, replaces: tokenId });
    context.ledger.tokens.endAt(tokenId, goodUntil);
    return made;
  });
  say(
    context,
    { ...made, replaces: before.tokenId, replaced_good_until: goodUntil },
    `token ${made.tokenId} for ${lanesOf(before)}; token ${before.tokenId} stays good until ${goodUntil}`,
  );
}

/** From the next request on it opens nothing. A second time changes nothing. */
function revoke(context: Context, options: Options): void {
  const { tokenId, ...lanes } = tokenOf(context, options.id);
  const by = context.actor(options.by);
  const isNew = context.ledger.inTransaction(() => {
    const revoked = context.ledger.tokens.revoke(tokenId, by, context.world.now().toISOString());
    if (revoked) context.audit(by, 'token-revoke', `token ${tokenId}`, { store: lanes.storeId });
    return revoked;
  });
  const status = isNew ? 'revoked' : 'already-revoked';
  context.answer(
    { schema: SCHEMA, status, token_id: tokenId },
    `${status}: token ${tokenId} for ${lanesOf(lanes)}\n`,
  );
}

function list(context: Context): void {
  const now = context.world.now().toISOString();
  const tokens = context.ledger.tokens.all().map((token) => ({
    token_id: token.tokenId,
    store_id: token.storeId,
    register_id: token.registerId ?? null,
    state: stateOf(token, now),
    good_until: token.goodUntil ?? null,
    made_by: token.madeBy,
    made_at: token.madeAt,
    replaces: token.replaces ?? null,
  }));
  const lines = context.ledger.tokens.all().map((token) => {
    const until = token.goodUntil === undefined ? '' : ` until ${token.goodUntil}`;
    return `token ${token.tokenId}  ${lanesOf(token)}: ${stateOf(token, now)}${until}, made by ${token.madeBy} ${token.madeAt}\n`;
  });
  context.answer({ schema: SCHEMA, tokens }, lines.join('') || 'there are no tokens\n');
}

function stateOf(token: LaneToken, now: string): 'good' | 'over' | 'revoked' {
  if (token.revokedAt !== undefined) return 'revoked';
  return isGood(token, now) ? 'good' : 'over';
}

type NewToken = Pick<LaneToken, 'storeId' | 'registerId' | 'replaces'> & { readonly by: string };

function make(context: Context, { storeId, registerId, replaces, by }: NewToken) {
  return context.ledger.inTransaction(() => {
    const tokenId = context.ledger.tokens.nextId();
    const { token, sha256 } = makeToken(tokenId);
    const madeAt = context.world.now().toISOString();
    context.ledger.tokens.add({ tokenId, storeId, registerId, sha256, madeBy: by, madeAt, replaces });
    const detail = { store: storeId, register: registerId ?? null, replaces: replaces ?? null };
    context.audit(by, 'token-create', `token ${tokenId}`, detail);
    return { tokenId, storeId, registerId, token };
  });
}

/** The bare token is the last line, and nowhere else: not in the log, not in the ledger. */
function say(context: Context, made: ReturnType<typeof make> & Record<string, unknown>, text: string): void {
  const { tokenId, storeId, registerId, token, ...more } = made;
  context.answer(
    { schema: SCHEMA, token_id: tokenId, store_id: storeId, register_id: registerId ?? null, token, ...more },
    `${text}; it is shown this once:\n${token}\n`,
  );
}

function tokenOf(context: Context, id: string | undefined): LaneToken {
  if (id === undefined) {
    throw new UserError('token-id-missing', 'which token? --id is missing', {
      exitCode: EXIT.usage,
      next: 'duelist token list shows their numbers.',
    });
  }
  const tokenId = countOption('--id', id, 1, Number.MAX_SAFE_INTEGER);
  const found = context.ledger.tokens.find(tokenId);
  if (found !== undefined) return found;
  throw new UserError('token-unknown', `there is no token ${tokenId}`, {
    exitCode: EXIT.answerIsNo,
    next: 'duelist token list shows their numbers.',
  });
}

function notGood({ tokenId }: LaneToken): UserError {
  return new UserError('token-over', `token ${tokenId} is not good any more`, {
    exitCode: EXIT.answerIsNo,
    next: 'Make a new one: duelist token create --store ID.',
  });
}

function lanesOf({ storeId, registerId }: Pick<LaneToken, 'storeId' | 'registerId'>): string {
  return `store ${storeId}, ${registerId === undefined ? 'all registers' : `register ${registerId}`}`;
}
