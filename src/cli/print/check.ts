import { contentFault, listFault, type PreflightFault } from '../../print/preflight.ts';
import type { SheetContent } from '../../print/sheet.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';
import { placesOfStores, sheetContent } from './content.ts';
import { type SheetFate, sheetGate } from './gate.ts';
import { preflightFacts } from './preflight.ts';

type Kept = Extract<SheetFate, { tag: 'kept' }>;

/** What becomes of a list's sheet, as far as that can be told before it is laid out. */
export type CheckedList =
  | Kept
  | { readonly tag: 'fault'; readonly fault: PreflightFault }
  | { readonly tag: 'sound'; readonly content: SheetContent };

/**
 * The part of preflight that needs no page; the same for a print run and for an approval.
 *
 * @throws UserError (77) for a cycle that was taken back as a whole.
 */
export function listChecker(
  context: Context,
  cycle: Cycle,
): (list: StoredList, listCode: string) => CheckedList {
  const fateOf = sheetGate(context, cycle);
  const placeOf = placesOfStores(context);
  const facts = preflightFacts(context, cycle);
  return (list, listCode) => {
    const fate = fateOf(list);
    if (fate.tag === 'kept') return fate;
    const printable = { ...list, listCode, mail: fate.mail };
    const fault = listFault(printable, facts);
    if (fault !== undefined) return { tag: 'fault', fault };
    const content = sheetContent(context, cycle, printable, listCode, placeOf(list.homeStoreId));
    const blank = contentFault(content);
    return blank === undefined ? { tag: 'sound', content } : { tag: 'fault', fault: blank };
  };
}
