import { mayEmail } from '../../lists/eligibility.ts';
import { parseEmailAddress } from '../../print/email/address.ts';
import { contentFault, listFault } from '../../print/preflight.ts';
import type { SheetContent } from '../../print/sheet.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';
import { placesOfStores, sheetContent } from './content.ts';
import { sheetGate } from './gate.ts';
import { preflightFacts } from './preflight.ts';

export type EmailFate =
  | { readonly tag: 'sent'; readonly to: string; readonly content: SheetContent }
  | { readonly tag: 'kept'; readonly reason: string; readonly detail: string };

/**
 * What becomes of each list of a cycle when it is written as an e-mail now. Whatever keeps a sheet back keeps this back, too; and
 * who has not agreed to e-mail gets none, whatever was agreed to about paper.
 *
 * @throws UserError (77) for a cycle that was taken back as a whole.
 */
export function emailGate(context: Context, cycle: Cycle): (list: StoredList, listCode: string) => EmailFate {
  const { config, history, ledger } = context;
  const fateOf = sheetGate(context, cycle);
  const placeOf = placesOfStores(context);
  const facts = preflightFacts(context, cycle);
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
    const printable = { ...list, listCode, mail: false };
    const fault = listFault(printable, facts);
    if (fault !== undefined) return kept(fault.reason, fault.detail);
    const content = sheetContent(context, cycle, printable, listCode, placeOf(list.homeStoreId));
    const blank = contentFault(content);
    return blank === undefined ? { tag: 'sent', to, content } : kept(blank.reason, blank.detail);
  };
}

function kept(reason: string, detail: string): EmailFate {
  return { tag: 'kept', reason, detail };
}
