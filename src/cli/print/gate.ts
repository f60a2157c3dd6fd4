import { type Suppressed, suppressedNow } from '../../lists/eligibility.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';
import { type KeptBack, keepsBack } from './keep-back.ts';

type Stores = Pick<Context, 'history' | 'ledger'>;

export type SheetFate =
  | {
      readonly tag: 'kept';
      readonly reason: KeptBack['reason'] | 'suppressed' | 'forgotten';
      readonly detail: string;
    }
  | { readonly tag: 'printed'; readonly mail: boolean };

/**
 * What becomes of each list of a cycle when it is printed now, and whether its sheet is addressed. All that was learned
 * since the plan is asked for here, suppressions last.
 *
 * @throws UserError (77) for a cycle that was taken back as a whole.
 */
export function sheetGate(context: Stores, cycle: Cycle): (list: StoredList) => SheetFate {
  const keptBack = keepsBack(context, cycle);
  const now = suppressedSince(context, cycle);
  return (list) => {
    if (list.forgottenOn !== undefined)
      return { tag: 'kept', reason: 'forgotten', detail: 'its household asked to be forgotten' };
    const kept = keptBack(list);
    if (kept !== undefined) return { tag: 'kept', ...kept };
    const found = now(list);
    if (found.tag === 'stopped')
      return { tag: 'kept', reason: 'suppressed', detail: `${found.reason}, heard of since the plan` };
    return { tag: 'printed', mail: found.mail };
  };
}

/** A list as it was planned, as far as it says whether its sheet is mailed. */
type Planned = Pick<StoredList, 'householdId' | 'mail'>;

/** Whether a list's sheet is mailed as of now: what it is sorted by, without looking at what is on it. */
export function mailGate(context: Stores, cycle: Cycle): (list: Planned) => boolean {
  const now = suppressedSince(context, cycle);
  return (list) => {
    const found = now(list);
    return found.tag === 'goes-out' && found.mail;
  };
}

function suppressedSince(context: Stores, cycle: Cycle): (list: Planned) => Suppressed {
  const suppressions = context.ledger.suppressionsOfCycle(cycle.cycleId);
  return (list) => {
    const found = suppressedNow(list, suppressions.get(list.householdId) ?? []);
    if (found.tag === 'stopped' || !found.mail) return found;
    return { tag: 'goes-out', mail: stillConsents(context, list.householdId) };
  };
}

/** Consent may have been taken back, too. A household that is not known any more keeps the word of its list. */
function stillConsents({ history }: Stores, householdId: string): boolean {
  return history.households.find(householdId)?.mailConsent ?? true;
}
