import type { Fonts } from '../../print/fonts.ts';
import { contentFault, listFault, type PreflightFault } from '../../print/preflight.ts';
import { type ReadyPages, readyPages } from '../../print/render.ts';
import type { PageSetup, SheetContent } from '../../print/sheet.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';
import { placesOfStores, sheetContent } from './content.ts';
import { type SheetFate, sheetGate } from './gate.ts';
import { describeUnprintable } from './held.ts';
import { preflightFacts } from './preflight.ts';

/** What is asked about the lists of a print. */
export type PrintContext = Pick<Context, 'config' | 'dataDir' | 'history' | 'ledger'>;

type Kept = Extract<SheetFate, { tag: 'kept' }>;

/** What becomes of a list's sheet, as far as that can be told before it is laid out. */
export type CheckedList =
  | Kept
  | { readonly tag: 'fault'; readonly fault: PreflightFault }
  | { readonly tag: 'sound'; readonly content: SheetContent };

/** What is on a list's sheet, or the fault that keeps it from being said, on paper and in an e-mail. */
export function contentChecker(
  context: PrintContext,
  cycle: Cycle,
): (list: StoredList, listCode: string, mail: boolean) => Exclude<CheckedList, Kept> {
  const placeOf = placesOfStores(context);
  const facts = preflightFacts(context, cycle);
  return (list, listCode, mail) => {
    const printable = { ...list, listCode, mail };
    const fault = listFault(printable, facts);
    if (fault !== undefined) return { tag: 'fault', fault };
    const content = sheetContent(context, cycle, printable, listCode, placeOf(list.homeStoreId));
    const blank = contentFault(content);
    return blank === undefined ? { tag: 'sound', content } : { tag: 'fault', fault: blank };
  };
}

/**
 * The part of preflight that needs no page; the same for a print run and for an approval.
 *
 * @throws UserError (77) for a cycle that was taken back as a whole.
 */
export function listChecker(
  context: PrintContext,
  cycle: Cycle,
): (list: StoredList, listCode: string) => CheckedList {
  const fateOf = sheetGate(context, cycle);
  const check = contentChecker(context, cycle);
  return (list, listCode) => {
    const fate = fateOf(list);
    return fate.tag === 'kept' ? fate : check(list, listCode, fate.mail);
  };
}

/** A list that was checked, and one without a fault laid out. */
export type ReadyList =
  | Exclude<CheckedList, { tag: 'sound' }>
  | { readonly tag: 'ready'; readonly content: SheetContent; readonly ready: ReadyPages };

/**
 * The whole of preflight, pages included.
 *
 * @param inLargePrint Set every sheet so, whatever its household asked for.
 */
export function pageChecker(
  check: ReturnType<typeof listChecker>,
  setup: PageSetup,
  fonts: Fonts,
  inLargePrint = false,
): (list: StoredList, listCode: string) => ReadyList {
  return (list, listCode) => {
    const checked = check(list, listCode);
    if (checked.tag !== 'sound') return checked;
    const content = inLargePrint ? { ...checked.content, largePrint: true } : checked.content;
    const ready = readyPages(content, setup, fonts);
    return ready.tag === 'ready'
      ? { tag: 'ready', content, ready }
      : { tag: 'fault', fault: describeUnprintable(ready) };
  };
}
