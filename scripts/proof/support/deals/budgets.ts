import { query } from '../dump.ts';
import type { Lives } from './lives.ts';

/** Offers of duelist's that drew more than their budget, or that a store had to pay for. From the ledger, entry by entry. */
export function budgetsKept({ duelist, budgetCents }: Lives): string[] {
  if (duelist.arm === undefined) return [];
  type Row = { offer_id: string; funder: number; store: number };
  const rows = query<Row>(
    duelist.arm.data,
    'ledger.db',
    `SELECT offer_id, sum(funder_cents) AS funder, sum(store_cents) AS store
     FROM ledger_entry JOIN issued_offer USING (issued_offer_id) GROUP BY offer_id`,
  );
  return rows
    .filter(({ funder, store }) => funder > budgetCents || store > 0)
    .map(
      ({ offer_id: id, funder, store }) => `${id}: ${funder} of ${budgetCents} cents, ${store} by the store`,
    );
}
