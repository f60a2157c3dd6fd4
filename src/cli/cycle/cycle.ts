import { createHash } from 'node:crypto';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { type Context, countOption } from '../context.ts';

/** The cycle that a command names. @throws UserError (66) that names the ones there are. */
export function requireCycle(context: Context, text: string): Cycle {
  const cycle = context.ledger.cycles.find(countOption('--cycle', text, 0, Number.MAX_SAFE_INTEGER));
  if (cycle !== undefined) return cycle;
  const known = context.ledger.cycles.all().map(({ cycleId }) => cycleId);
  throw new UserError('cycle-unknown', `there is no cycle ${text}`, {
    exitCode: EXIT.inputMissing,
    next:
      known.length === 0
        ? 'Plan one first: duelist plan --as-of YYYY-MM-DD'
        : `There are: ${known.join(', ')}.`,
  });
}

/**
 * SHA-256 over every list of a cycle that is not held, in order: what was approved. A release of anything else is refused,
 * and its first digits can be read out over the telephone. Lists that the release itself keeps back, since their households
 * were suppressed after the approval, count as they were approved.
 */
export function sealOf(context: Context, cycleId: number): string {
  const hash = createHash('sha256');
  for (const list of context.ledger.lists.ofCycle(cycleId)) {
    const hold = list.held === undefined ? undefined : context.ledger.holds.get(list.held);
    if (hold === undefined || hold.cause === 'suppressed')
      hash.update(`${JSON.stringify({ ...list, held: undefined })}\n`);
  }
  return hash.digest('hex');
}
