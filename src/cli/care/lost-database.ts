import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError } from '../../shared/errors.ts';
import { RESTORING } from './swap.ts';

/** Bytes of a file; 0 where there is none. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Before anything is opened: a restore that was cut off comes first, and a history that shrank to nothing is no new one.
 * A history that is not there at all is: somebody moved it away, to rebuild it from the feeds.
 *
 * @throws UserError 75 for the one, 74 for the other.
 */
export function refuseHalfThere(dataDir: string): void {
  if (existsSync(join(dataDir, RESTORING))) {
    throw new UserError('restore-unfinished', 'a restore of this data directory was cut off', {
      exitCode: EXIT.locked,
      at: { file: join(dataDir, RESTORING) },
      next: 'Run the same `duelist restore --from …` again: it ends what it began.',
    });
  }
  const history = join(dataDir, 'history.db');
  if (existsSync(history) && sizeOf(history) === 0 && sizeOf(join(dataDir, 'ledger.db')) > 0) {
    throw new UserError('database-damaged', `${history} is empty`, {
      exitCode: EXIT.io,
      at: { file: history },
      next: 'Bring the last backup back, or move the file away and take the feeds in again: they rebuild it.',
    });
  }
}

/**
 * A ledger is made together with its history. Where feeds were taken in and there is none, it was lost, and a new one would
 * know nothing of the paper in people's homes.
 *
 * @throws UserError (74).
 */
export function refuseLostLedger(dataDir: string, feedsWereTakenIn: boolean): void {
  const ledger = join(dataDir, 'ledger.db');
  if (!feedsWereTakenIn || sizeOf(ledger) > 0) return;
  throw new UserError(
    'ledger-missing',
    existsSync(ledger) ? `${ledger} is empty` : `${ledger} is missing, and the feeds cannot rebuild it`,
    {
      exitCode: EXIT.io,
      at: { file: ledger },
      next: [
        'Bring the last backup back: duelist restore --from DIR --by NAME',
        'Only where no list was ever released: move history.db away, too, and begin anew.',
      ].join('\n'),
    },
  );
}
