import { postalCodeOf } from '../../print/postal-code.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { mailGate } from './gate.ts';

/**
 * Numbers of a cycle's treatment lists in the order in which they are printed: by `print.sort`, the other key next, then by
 * number. What is handed out has no postal code and comes after all that is mailed; which of the two a list is, is asked
 * anew, since a consent that was taken back leaves a sheet without an address among the mail.
 */
export function printOrder(context: Context, cycle: Cycle): number[] {
  const { config, ledger } = context;
  const { sort } = config.print;
  const isMailed = mailGate(context, cycle);
  const keyed: { readonly key: readonly string[]; readonly listId: number }[] = [];
  for (const list of ledger.lists.addressed(cycle.cycleId)) {
    const postalCode = sort !== 'list' && isMailed(list) ? postalCodeOf(list.addressee.addressLines) : '';
    const storeId = list.homeStoreId ?? '';
    const mailed = [postalCode === '' ? '1' : '0', postalCode];
    const byStore = sort === 'store' ? [storeId, ...mailed] : [...mailed, storeId];
    keyed.push({ key: sort === 'list' ? [] : byStore, listId: list.listId });
  }
  keyed.sort((a, b) => compare(a.key, b.key) || a.listId - b.listId);
  return keyed.map(({ listId }) => listId);
}

/** By code points: the same everywhere, whatever the machine's language. */
function compare(a: readonly string[], b: readonly string[]): number {
  for (const [at, one] of a.entries()) {
    const other = b[at] ?? '';
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
