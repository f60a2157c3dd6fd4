import { cents, formatCents } from '../../shared/cents.ts';
import type { Restoration } from '../../store/ledger/restores.ts';
import type { ReplayReport } from './replay-run.ts';
import type { RestoreReport } from './restore-report.ts';
import type { Settled } from './settle.ts';

/** Names that are told one by one. */
const NAMED_MAX = 5;

const money = (amount: number): string => `$${formatCents(cents(amount))}`;

function some(names: readonly (string | number)[]): string {
  const more = names.length - NAMED_MAX;
  return names.slice(0, NAMED_MAX).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** What a restore did, for whoever stands before the machine. */
export function restoredText(restored: RestoreReport | undefined): string {
  if (restored === undefined) return '';
  const { from, taken_at: takenAt, replaced, since_backup: since, feeds_again: feeds } = restored;
  const lines = [
    `restored ${from}, taken ${takenAt}`,
    replaced === null ? '  there was nothing to replace' : `  what was there is in ${replaced}`,
    ...(since === null ? lostText(restored) : sinceText(since)),
    ...(feeds === null
      ? [`  take in again every feed file since ${takenAt}; what is known already is passed over`]
      : feeds.length === 0
        ? []
        : [`  take in again ${feeds.length} feed files: ${some(feeds)}`]),
    `  logs of all lanes are needed from ${restored.logs_needed_since} on${restored.lane_logs.length === 0 ? '' : `; ours: ${some(restored.lane_logs)}`}`,
    '  until the check is ended, lanes take nothing from lists of cycles that the backup knows, and nothing is released',
  ];
  return `${lines.join('\n')}\n`;
}

function sinceText(since: NonNullable<RestoreReport['since_backup']>): string[] {
  const { redemptions, voids, returns, first_day: first, last_day: last } = since;
  const days = first === null ? '' : `, ${first} to ${last}, stores ${some(since.stores)}`;
  return [
    `  since the backup: ${redemptions} redemptions over ${money(since.cents)}, ${voids} voids, ${returns} returns${days}`,
    ...(redemptions + voids + returns === 0 ? [] : [`    to bring them in: --replay ${since.replay_file}`]),
    ...since.cycles_lost.map(
      (cycle) =>
        `    cycle ${cycle.cycle_id} (${cycle.lists} lists) was planned since and ${cycle.state}: its paper is not known any more`,
    ),
    ...since.cycles_released_since.map(
      (cycle) => `    cycle ${cycle} was released since: release it again before you replay`,
    ),
    ...(since.acts === 0
      ? []
      : [`    ${since.acts} acts of people are undone; repeat what has to stand: ${since.acts_file}`]),
    ...(since.suppressions_kept + since.household_events_kept + since.recalls_kept + since.forgotten_kept ===
    0
      ? []
      : [
          `    kept: ${since.suppressions_kept} suppressions, ${since.household_events_kept} words on who is who, ${since.recalls_kept} recalls, ${since.forgotten_kept} entries of the register of who was forgotten`,
        ]),
  ];
}

function lostText({ replaced, unreadable }: RestoreReport): string[] {
  if (replaced === null) return [];
  return [
    `  the replaced ledger could not be read${unreadable === null ? '' : ` (${unreadable})`}: what happened since is in the lanes' logs alone,`,
    '    and suppressions, recalls and requests to be forgotten since the backup have to be given again',
  ];
}

export function replayedText(replayed: ReplayReport | undefined): string {
  if (replayed === undefined) return '';
  const { rejected, unreadable, cycles_to_release: cycles } = replayed;
  const reasons = Object.entries(replayed.rejected_by_reason).map(([reason, count]) => `${count} ${reason}`);
  const lines = [
    `replayed ${replayed.requests} requests: ${replayed.recorded} recorded (${money(replayed.recorded_cents)}), ` +
      `${replayed.already_recorded} known, ${replayed.answered_no} had been answered no, ${rejected} rejected, ${unreadable} unreadable`,
    ...(rejected === 0
      ? []
      : [`  rejected: ${reasons.join(', ')}; shoppers had got ${money(replayed.rejected_cents)} of it`]),
    ...(replayed.rejected_file === null ? [] : [`  for marketing: ${replayed.rejected_file}`]),
    ...cycles.map((cycle) => `  cycle ${cycle} went out: release it again, then replay again`),
    ...(unreadable === 0
      ? []
      : ['  the check stays open: mend the unreadable lines, or settle without a replay']),
  ];
  return `${lines.join('\n')}\n`;
}

export function settledText(settled: Settled | undefined, open: Restoration | undefined): string {
  if (settled === undefined) {
    return open === undefined ? '' : 'next: duelist restore --replay FILE… --settle --by NAME\n';
  }
  if (settled.restorations === 0) return 'there is no check to end\n';
  return (
    `ended by ${settled.by}: ${settled.replayed} requests were replayed; ${settled.offers} specials on ${settled.lists} lists ` +
    `are open again, worth ${money(settled.face_value_cents)}, and may have been used since\n`
  );
}
