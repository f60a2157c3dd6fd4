import { addDays, formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { type Context, withContext } from '../context.ts';
import { faultOfKey, knownKeys, loadKeys, rotateKey } from '../keys.ts';
import { todayIn } from '../night/today.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly arguments: readonly string[]; readonly by?: string };

/** Hex digits of a fingerprint that people compare. */
const SHORT = 16;

/** `key list` and `key rotate`. */
export async function run(world: World, options: Options): Promise<void> {
  const [action = '', ...more] = options.arguments;
  if ((action !== 'list' && action !== 'rotate') || more.length > 0) {
    throw new UserError('key-action', `there is no duelist key ${options.arguments.join(' ')}`, {
      exitCode: EXIT.usage,
      next: 'Write duelist key list, or duelist key rotate --by NAME.',
    });
  }
  if (action === 'list') {
    await withContext(world, options, { command: 'key' }, list);
    return;
  }
  await withContext(world, options, { command: 'key', lock: true }, (context) => rotate(context, options.by));
}

/** Every key, oldest first. One whose file is not as it should be is named, and the answer is 78. */
function list(context: Context): void {
  const { dataDir, ledger, config, world } = context;
  if (knownKeys(ledger).length === 0) loadKeys(dataDir, ledger);
  const known = knownKeys(ledger);
  const today = todayIn(config.chain.timezone, world.now());
  const good = ledger.keys.listsGood(addDays(today, -config.checkout.grace_days));
  const keys = known.map(({ keyId, fingerprint }, place) => {
    const fault = faultOfKey(dataDir, keyId, fingerprint);
    return {
      key_id: keyId,
      fingerprint: fingerprint.slice(0, SHORT),
      signs: place === known.length - 1,
      draws_control_group: place === 0,
      lists_good: good.get(keyId) ?? 0,
      fault: fault?.code ?? null,
      mend: fault?.next ?? null,
    };
  });
  const lines = keys.map((key) => {
    const does = [
      ...(key.signs ? ['signs'] : []),
      ...(key.draws_control_group ? ['draws the control group'] : []),
      `${key.lists_good} lists good`,
    ].join(', ');
    const fault = key.fault === null ? '' : `  ${key.fault}: ${key.mend}\n`;
    return `key ${key.key_id}  ${key.fingerprint}  ${does}\n${fault}`;
  });
  context.answer({ schema: 'duelist.key/1', as_of: formatDay(today), keys }, lines.join(''));
  if (keys.some(({ fault }) => fault !== null)) world.setExitCode(EXIT.badConfig);
}

function rotate(context: Context, by: string | undefined): void {
  const actor = context.actor(by);
  let before = 0;
  const { keyId, fingerprint } = rotateKey(context.dataDir, context.ledger, (made) => {
    before = made.before;
    context.audit(actor, 'key-rotate', `key ${made.keyId}`, {
      before: made.before,
      fingerprint: made.fingerprint,
    });
  });
  context.log.info('key rotated', { key: keyId, before });
  context.answer(
    {
      schema: 'duelist.key/1',
      key_id: keyId,
      fingerprint: fingerprint.slice(0, SHORT),
      before,
    },
    `key ${keyId} signs from now on (${fingerprint.slice(0, SHORT)}); lists of key ${before} stay good\n` +
      `  back up keys/${keyId}.key now: its lists cannot be redeemed without it\n`,
  );
}
