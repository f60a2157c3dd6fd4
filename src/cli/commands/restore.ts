import { EXIT, UserError } from '../../shared/errors.ts';
import { replayLogs } from '../care/replay-run.ts';
import { restoreFrom } from '../care/restore.ts';
import { replayedText, restoredText, settledText } from '../care/restore-words.ts';
import { settleRestoration } from '../care/settle.ts';
import { withContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import { applyForgotten } from '../people/forget.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly from?: string;
  readonly replay?: readonly string[];
  readonly settle?: boolean;
  readonly by: string;
};

/**
 * `restore`: bring a backup back; bring in what the lanes did since; end the check. Each alone, or all in one go. What is
 * there is moved aside, never deleted, and nothing that the backup brings back to life is paid out before the check ends.
 */
export async function run(world: World, options: Options): Promise<void> {
  const { from, replay, settle } = options;
  const by = options.by.trim();
  if (by === '') throw new UserError('by-missing', '--by needs a name', { exitCode: EXIT.usage });
  if (from === undefined && replay === undefined && settle !== true) {
    throw new UserError('nothing-asked', 'restore was told nothing to do', {
      exitCode: EXIT.usage,
      next: 'Add --from DIR to bring a backup back, --replay FILE… for the lanes’ logs since, --settle to end the check.',
    });
  }
  const restored = from === undefined ? undefined : await restoreFrom(world, options, from, by);
  await withContext(world, options, { command: 'restore', lock: true }, async (context) => {
    const forgotten = restored === undefined ? 0 : (await applyForgotten(context)).households;
    const replayed = replay === undefined ? undefined : await replayLogs(context, replay);
    const unread = replayed !== undefined && replayed.unreadable > 0;
    // What could not be read may be redemptions: whoever ends the check has to know of them first.
    const settled = settle === true && !unread ? settleRestoration(context, by) : undefined;
    const open = context.ledger.restorations.unsettled()[0];
    context.answer(
      {
        schema: 'duelist.restore/1',
        restored: restored === undefined ? null : { ...restored, forgotten_again: forgotten },
        replayed: replayed ?? null,
        settled: settled ?? null,
        unsettled_since: open?.takenAt ?? null,
      },
      [restoredText(restored), replayedText(replayed), settledText(settled, open)].join(''),
    );
    if (unread) world.setExitCode(EXIT.badInput);
    else if (replayed !== undefined && replayed.rejected > 0) world.setExitCode(EXIT.answerIsNo);
  });
}
