import { postalCodeOf } from '../../print/postal-code.ts';
import type { AddressedList, StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';

/** What a sheet is sorted by, as the manifest has it too. */
export type SortKeys = { readonly postalCode: string; readonly storeId: string };

export function sortKeys({ addressee, homeStoreId, mail }: AddressedList): SortKeys {
  return { postalCode: mail ? postalCodeOf(addressee.addressLines) : '', storeId: homeStoreId ?? '' };
}

/**
 * The treatment lists of a cycle in the order in which they are printed: by `print.sort`, the other key next, then by
 * number. What is handed out has no postal code and comes after all that is mailed.
 */
export function* inPrintOrder({ config, ledger }: Context, cycleId: number): Generator<StoredList> {
  const { sort } = config.print;
  if (sort === 'list') {
    yield* ledger.lists.ofCycle(cycleId);
    return;
  }
  const keyed: { readonly key: readonly string[]; readonly listId: number }[] = [];
  for (const list of ledger.lists.addressed(cycleId)) {
    const { postalCode, storeId } = sortKeys(list);
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
