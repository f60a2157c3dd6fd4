import type { Day } from '../../shared/day.ts';
import type { Context } from '../context.ts';

/**
 * Write down on which day files came. A content that came before, and is read again because history.db is rebuilt, keeps its
 * day, which the ledger knows. All in one go at the end: a run that was killed before it finds the files taken in, and
 * notes them then.
 */
export function noteArrivals(
  { history, ledger }: Context,
  files: readonly { readonly fileNo: number }[],
  today: Day,
): void {
  const arrivals = history.inTransaction(() =>
    files.map(({ fileNo }) => {
      const { sha256 } = history.files.get(fileNo);
      return { sha256, day: history.files.arrive(fileNo, ledger.arrivals.dayOf(sha256) ?? today, today) };
    }),
  );
  ledger.inTransaction(() => {
    for (const { sha256, day } of arrivals) ledger.arrivals.note(sha256, day);
  });
}
