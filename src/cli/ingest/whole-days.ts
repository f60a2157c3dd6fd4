import { formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { WithdrawnDay } from '../../store/history/withdraw.ts';
import type { Context } from '../context.ts';
import type { IngestedFile } from './file.ts';

/**
 * Take back what a file with whole days has not. Also of a file that came before: then it was taken in without being asked
 * for it, or the run was killed between the two.
 *
 * @throws UserError 65 when lines of it were rejected: a receipt may be missing for no other reason.
 */
export function withdrawMissing({ history }: Context, file: IngestedFile): WithdrawnDay[] {
  if (file.linesRejected === 0) return history.inTransaction(() => history.withdrawMissing(file.fileNo));
  throw new UserError(
    'whole-days-unsure',
    `${file.linesRejected} lines of ${file.file} were rejected: which receipts it has not is not sure`,
    {
      exitCode: EXIT.badInput,
      next: 'Its good lines are in, and nothing was taken back. Mend the lines, and take the whole file in again.',
    },
  );
}

/** In words, a line per store and day. */
export function withdrawnText(days: readonly WithdrawnDay[]): string[] {
  return days.map(({ storeId, day, receipts }) => {
    const what = receipts === 1 ? '1 receipt that is' : `${receipts} receipts that are`;
    return `  ${what} not in it any more taken back: store ${storeId}, ${formatDay(day)}`;
  });
}

export function withdrawnDocument(days: readonly WithdrawnDay[]) {
  return days.map(({ storeId, day, receipts }) => ({ store_id: storeId, day: formatDay(day), receipts }));
}
