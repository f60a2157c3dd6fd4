import type { StoreRow } from '../../ingest/rows.ts';
import { imbLetters } from '../../print/imb.ts';
import type { SheetContent, StoreContent } from '../../print/sheet.ts';
import { sheetOfList } from '../../print/sheet-of-list.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';
import { readLaw } from '../plan/law.ts';

/** What a sheet says of a household's store, and what the law wants there beside the specials. */
export type SheetPlace = {
  readonly store: StoreRow | undefined;
  readonly disclosure: string | undefined;
};

export function placesOfStores(
  context: Pick<Context, 'config' | 'dataDir' | 'history'>,
): (storeId: string | undefined) => SheetPlace {
  const stores = new Map(context.history.facts.stores().map((store) => [store.storeId, store]));
  const { disclosure } = readLaw(context);
  return (storeId) => ({
    store: storeId === undefined ? undefined : stores.get(storeId),
    disclosure: disclosure(storeId),
  });
}

/** @param list Its `mail` as it is now. */
export function sheetContent(
  context: Pick<Context, 'config' | 'history'>,
  cycle: Cycle,
  list: StoredList,
  listCode: string,
  { store, disclosure }: SheetPlace,
): SheetContent {
  return sheetOfList(
    { ...list, listCode, imb: list.mail ? imbOf(context, list) : undefined },
    {
      chainName: context.config.chain.name,
      currencySign: '$',
      weightUnit: context.config.print.weight_unit,
      store: store === undefined ? undefined : toStore(store, context.config.chain.name),
      disclosure,
      validFrom: cycle.validFrom,
      validUntil: cycle.validUntil,
    },
  );
}

/** Of the address that is printed alone: the bars say where a letter goes, and the machine believes them. */
function imbOf(
  { history }: Pick<Context, 'history'>,
  { householdId, addressee }: StoredList,
): string | undefined {
  const household = history.households.find(householdId);
  if (household?.imb === undefined) return undefined;
  const same = household.addressLines.join('\n') === addressee.addressLines.join('\n');
  return same ? imbLetters(household.imb) : undefined;
}

function toStore(store: StoreRow, chainName: string): StoreContent {
  const { name, address, city, state, postalCode, hours } = store;
  return { name: name ?? chainName, address, city, state, postalCode, hours };
}
