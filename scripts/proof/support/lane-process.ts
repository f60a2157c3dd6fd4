/**
 * One lane as a process of its own: opens a data directory as `duelist redeem` does and decides requests by the same code,
 * but stays, so that hundreds of rounds need no new process. `node lane-process.ts DATA_DIR`, with an IPC channel.
 */

import { decideReturn, type ReturnRequest, returnHash } from '../../../src/checkout/return.ts';
import type { RedemptionRequest } from '../../../src/checkout/types.ts';
import { voidEntries } from '../../../src/checkout/void.ts';
import { type Context, withContext } from '../../../src/cli/context.ts';
import { redeemAtLane } from '../../../src/cli/lane/redeem.ts';
import type { LaneMessage, LaneReply } from './lane-messages.ts';
import { quietWorld } from './quiet-world.ts';

const [dataDir = ''] = process.argv.slice(2);

await withContext(quietWorld(), { data: dataDir }, { command: 'redeem' }, serve);

/** Answer messages until the channel closes. */
function serve(context: Context): Promise<void> {
  let aimed: ((atNs: bigint) => LaneReply) | undefined;
  const reply = (message: LaneReply): void => void process.send?.(message);
  const handle = (message: LaneMessage): LaneReply => {
    switch (message.tag) {
      case 'aim':
        aimed = (atNs) => fire(context, message.request, atNs);
        return { tag: 'ready' };
      case 'aim-return':
        aimed = (atNs) => fireReturn(context, message.request, atNs);
        return { tag: 'ready' };
      case 'fire':
        if (aimed === undefined) throw new Error('fired without an aim');
        return aimed(BigInt(message.atNs));
      case 'void':
        return {
          tag: 'voided',
          outcome: context.ledger.redemptions.void(message.redemptionId, voidEntries).tag,
        };
    }
  };
  return new Promise((resolve) => {
    process.on('message', (message: LaneMessage) => {
      try {
        reply(handle(message));
      } catch (error) {
        reply({
          tag: 'failed',
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      }
    });
    process.on('disconnect', resolve);
    reply({ tag: 'open' });
  });
}

function fire(context: Context, request: RedemptionRequest, atNs: bigint): LaneReply {
  // Spun, not slept: timers are late by milliseconds, and all lanes are to be inside the same one.
  while (process.hrtime.bigint() < atNs);
  const fromNs = String(process.hrtime.bigint());
  const { decision, redemptionId } = redeemAtLane(context, request);
  const untilNs = String(process.hrtime.bigint());
  const rejected = decision.tag === 'rejected';
  return {
    tag: 'answered',
    outcome: decision.tag,
    reason: rejected ? decision.reason : undefined,
    refusedFor: decision.refused.map(({ reason }) => reason),
    redemptionId,
    totalCents: rejected ? 0 : decision.totalCents,
    fromNs,
    untilNs,
  };
}

function fireReturn(context: Context, request: ReturnRequest, atNs: bigint): LaneReply {
  const note = { by: 'tester', at: new Date(), contentHash: returnHash(request) };
  while (process.hrtime.bigint() < atNs);
  const fromNs = String(process.hrtime.bigint());
  const outcome = context.ledger.returns.take(request, note, decideReturn);
  const untilNs = String(process.hrtime.bigint());
  const rejected = outcome.tag === 'rejected';
  return {
    tag: 'taken-back',
    outcome: outcome.tag,
    reason: rejected ? outcome.reason : undefined,
    quantityMilli: rejected ? 0 : outcome.quantityMilli,
    refundCents: rejected ? 0 : outcome.refundCents,
    fromNs,
    untilNs,
  };
}
