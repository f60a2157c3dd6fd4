import { mayEmail } from '../../lists/eligibility.ts';
import { parseEmailAddress } from '../../print/email/address.ts';
import type { SheetContent } from '../../print/sheet.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import { contentChecker, type PrintContext } from './check.ts';
import { sheetGate } from './gate.ts';

export type EmailFate =
  | { readonly tag: 'sent'; readonly to: string; readonly content: SheetContent }
  | { readonly tag: 'kept'; readonly reason: string; readonly detail: string };

/**
 * What becomes of each list of a cycle when it is written as an e-mail now. Whatever keeps a sheet back keeps this back, too; and
 * who has not agreed to e-mail gets none, whatever was agreed to about paper.
 *
 * @throws UserError (77) for a cycle that was taken back as a whole.
 */
export function emailGate(
  context: PrintContext,
  cycle: Cycle,
): (list: StoredList, listCode: string) => EmailFate {
  const { config, history, ledger } = context;
  const fateOf = sheetGate(context, cycle);
  const check = contentChecker(context, cycle);
  const suppressions = ledger.suppressionsOfCycle(cycle.cycleId);
  return (list, listCode) => {
    const fate = fateOf(list);
    if (fate.tag === 'kept') return fate;
    const household = history.households.find(list.householdId);
    const standing = suppressions.get(list.householdId) ?? [];
    const consents =
      household?.emailConsent ?? (household !== undefined && config.email.consent === 'address');
    if (!consents) return kept('no-consent', 'it has not agreed to e-mail');
    if (!mayEmail(consents, standing))
      return kept('suppressed', standing.map(({ reason }) => reason).join(', '));
    if (household?.email === undefined)
      return kept('no-address', 'the households feed has no e-mail address');
    const to = parseEmailAddress(household.email);
    if (to === undefined) return kept('address-invalid', `"${household.email}" is no e-mail address`);
    const checked = check(list, listCode, false);
    if (checked.tag === 'fault') return kept(checked.fault.reason, checked.fault.detail);
    return { tag: 'sent', to, content: checked.content };
  };
}

function kept(reason: string, detail: string): EmailFate {
  return { tag: 'kept', reason, detail };
}
