import type { Day } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { CycleScore, ScoredReceipts } from '../../store/ledger/scores.ts';
import { calendarOf, findingsOf } from '../completeness/calendar.ts';
import type { Context } from '../context.ts';

/** A cycle whose lists can be scored, with the receipts that it is scored on. */
export type ScorableCycle = {
  readonly cycle: Cycle;
  readonly revision: number;
  readonly of: ScoredReceipts;
  /** Days of stores that should be there and are not. */
  readonly missingDays: number;
};

type Reads = Pick<Context, 'history' | 'ledger' | 'config'>;

/**
 * Cycles to score in a night: those whose validity is over, once, when every store has sent all of it or was waited for; and
 * those scored before of which receipts came since, for some weeks. By the receipts of the validity that there are: a second
 * run of a night, and one after a kill, find the same.
 */
export function scorableCycles(reads: Reads, asOf: Day): ScorableCycle[] {
  const scored = new Map(reads.ledger.scores.newest().map((score) => [score.cycleId, score]));
  const over = reads.ledger.cycles.all().filter(
    ({ takenOver, state, validUntil }) =>
      // What an earlier system listed is no prediction of ours; what was withdrawn was not left to work.
      !takenOver && (state === 'released' || state === 'closed') && validUntil < asOf,
  );
  if (over.length === 0) return [];
  const { newestDay } = reads.history.arrivals(asOf);
  return over.flatMap((cycle) => {
    const before = scored.get(cycle.cycleId);
    return before === undefined
      ? firstScore(reads, cycle, asOf, newestDay)
      : laterScore(reads, cycle, before, asOf, newestDay);
  });
}

function firstScore(reads: Reads, cycle: Cycle, asOf: Day, newestDay: Day | undefined): ScorableCycle[] {
  const of = receiptsOf(reads, cycle);
  if (of.receipts === 0) return [];
  const waited = asOf - cycle.validUntil > reads.config.quality.score_wait_days;
  if (!waited && (newestDay === undefined || newestDay < cycle.validUntil)) return [];
  const missingDays = missingDaysOf(reads, cycle);
  return waited || missingDays === 0 ? [{ cycle, revision: 1, of, missingDays }] : [];
}

function laterScore(
  reads: Reads,
  cycle: Cycle,
  before: CycleScore,
  asOf: Day,
  newestDay: Day | undefined,
): ScorableCycle[] {
  if (asOf - cycle.validUntil > reads.config.quality.score_late_days) return [];
  const of = receiptsOf(reads, cycle);
  if (isSame(of, before.of)) return [];
  const missingDays = missingDaysOf(reads, cycle);
  // A history that is being rebuilt, or was brought back from a backup, knows less than the score that there is.
  const knowsLess =
    of.receipts === 0 || missingDays > before.missingDays || (newestDay ?? 0) < cycle.validUntil;
  return knowsLess ? [] : [{ cycle, revision: before.revision + 1, of, missingDays }];
}

function receiptsOf({ history }: Reads, { validFrom, validUntil }: Cycle): ScoredReceipts {
  return history.storeDays.total(validFrom, validUntil);
}

function isSame(a: ScoredReceipts, b: ScoredReceipts): boolean {
  return (
    a.receipts === b.receipts &&
    a.lines === b.lines &&
    a.netCents === b.netCents &&
    a.corrected === b.corrected
  );
}

function missingDaysOf(reads: Reads, { validFrom, validUntil }: Cycle): number {
  return findingsOf(calendarOf(reads, validFrom, validUntil)).filter(({ state }) => state === 'missing')
    .length;
}
