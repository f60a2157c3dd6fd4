import { EXIT, UserError } from '../../shared/errors.ts';
import type { Restoration } from '../../store/ledger/restores.ts';
import type { Context } from '../context.ts';

/** What ends the check after a restore; the same words wherever it stands in the way. */
const NEXT =
  "Replay the lanes' logs, then end the check: duelist restore --replay FILE… --settle --by NAME (restore --help)";

/** What `approve`, `nightly` and `status` say while a restore is not settled; undefined: none is open. */
export function unsettledWords(context: Context): string | undefined {
  const open = context.ledger.restorations.unsettled();
  return open.length === 0 ? undefined : `${describe(open)}. ${NEXT}`;
}

/**
 * Nothing new goes out while nobody knows what the paper that is out was used for. A cycle that went out already, after the
 * backup, may be released again: its lists take nothing at a lane before the check is ended, and its redemptions can only
 * be replayed once it is released.
 *
 * @throws UserError (77).
 */
export function refuseUnsettled(context: Context, cycleId: number): void {
  const open = context.ledger.restorations.unsettled();
  if (open.length === 0 || open.some(({ releasedSince }) => releasedSince.includes(cycleId))) return;
  throw new UserError('ledger-restored', describe(open), { exitCode: EXIT.notPermitted, next: NEXT });
}

function describe(open: readonly Restoration[]): string {
  const [first] = open;
  return first === undefined
    ? ''
    : `a backup was brought back, and redemptions since ${first.takenAt} may be missing (${first.replayed} replayed so far)`;
}
