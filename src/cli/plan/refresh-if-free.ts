import { EXIT, UserError } from '../../shared/errors.ts';
import { withContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';
import { type Refreshed, refreshCycles } from './rebuild.ts';

/**
 * Bring the drafts in line, unless another run has the lock. What lanes must know at once does not wait for the night; the
 * drafts can: whoever prints, approves or releases one brings it in line first.
 *
 * @returns undefined: another run is at work.
 */
export async function refreshIfFree(
  world: World,
  options: CommonOptions,
  command: string,
): Promise<readonly Refreshed[] | undefined> {
  try {
    return await withContext(world, options, { command, lock: true }, refreshCycles);
  } catch (error) {
    if (error instanceof UserError && error.exitCode === EXIT.locked) return undefined;
    throw error;
  }
}

/** The same for people: what became of the drafts. */
export function draftsText(refreshed: readonly Refreshed[] | undefined): string {
  if (refreshed === undefined)
    return '  another run is at work: drafts are brought in line before anybody prints, approves or releases one\n';
  return refreshed
    .map(({ cycleId, lists, reopened }) =>
      reopened
        ? `  cycle ${cycleId}: ${lists} lists rebuilt. It was approved and is a draft again: approve it again\n`
        : `  cycle ${cycleId}: ${lists} lists rebuilt\n`,
    )
    .join('');
}

/** The same for programs; null: not yet. */
export function describeDrafts(refreshed: readonly Refreshed[] | undefined) {
  return (
    refreshed?.map(({ cycleId, lists, reopened }) => ({
      cycle_id: cycleId,
      lists_touched: lists,
      approval_void: reopened,
    })) ?? null
  );
}
