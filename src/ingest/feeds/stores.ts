import type { Cells } from '../cells.ts';
import type { StoreRow } from '../rows.ts';
import { defineFeed } from './definition.ts';

export const storesFeed = defineFeed(
  ['store_id'],
  ['name', 'address', 'city', 'state', 'postal_code', 'timezone', 'hours'],
  (cells): StoreRow => ({
    storeId: cells.id('store_id'),
    name: cells.optional('name'),
    address: cells.optional('address'),
    city: cells.optional('city'),
    state: cells.optional('state'),
    postalCode: cells.optional('postal_code'),
    timezone: timeZone(cells),
    hours: cells.optional('hours'),
  }),
);

function timeZone(cells: Cells<'timezone'>): string | undefined {
  const name = cells.optional('timezone');
  if (name !== undefined && !isTimeZone(name)) {
    cells.fault('timezone', 'timezone', 'is not a time zone', 'Write its IANA name, like America/Chicago.');
  }
  return name;
}

/** Whether the platform's time zone data knows the name. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
