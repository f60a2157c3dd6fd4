import { postalCodeOf } from '../../print/postal-code.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';
import { mailGate } from './gate.ts';

/**
 * The treatment lists of a cycle in the order in which they are printed: by `print.sort`, the other key next, then by
 * number. What is handed out has no postal code and comes after all that is mailed; which of the two a list is, is asked
 * anew, since a consent that was taken back leaves a sheet without an address among the mail.
 */
export function* inPrintOrder(context: Context, cycle: Cycle): Generator<StoredList> {
  const { config, ledger } = context;
  const { sort } = config.print;
  if (sort === 'list') {
    yield* ledger.lists.ofCycle(cycle.cycleId);
    return;
  }
  const isMailed = mailGate(context, cycle);
  const keyed: { readonly key: readonly string[]; readonly listId: number }[] = [];
  for (const list of ledger.lists.addressed(cycle.cycleId)) {
    const postalCode = isMailed(list) ? postalCodeOf(list.addressee.addressLines) : '';
    const storeId = list.homeStoreId ?? '';
    const mailed = [postalCode === '' ? '1' : '0', postalCode];
    keyed.push({
      key: sort === 'store' ? [storeId, ...mailed] : [...mailed, storeId],
      listId: list.listId,
    });
  }
  keyed.sort((a, b) => compare(a.key, b.key) || a.listId - b.listId);
  for (const { listId } of keyed) {
    const list = ledger.lists.get(listId);
    if (list !== undefined) yield list;
  }
}

/** By code points: the same everywhere, whatever the machine's language. */
function compare(a: readonly string[], b: readonly string[]): number {
  for (const [at, one] of a.entries()) {
    const other = b[at] ?? '';
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
