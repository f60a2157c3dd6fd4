import { feedColumns } from '../feeds/definitions.ts';
import type { Feed } from '../rows.ts';
import type { GuessedColumn, MissingColumn } from './proposal.ts';

type StandIn = { readonly constant: string | undefined; readonly advice: string };

/** What can stand in for a column of the scans feed that a source lacks. */
const STAND_INS: Readonly<Record<string, StandIn>> = {
  store_id: {
    constant: '1',
    advice: 'Put the number of the store that the file is from; one file, one store.',
  },
  quantity: { constant: '1', advice: 'Every line counts as one piece.' },
  net_amount: {
    constant: '',
    advice: 'Spend is unknown, so no household will qualify for a list by it; export the amount if you can.',
  },
  timestamp: {
    constant: '2026-01-01',
    advice: 'Put the day that the file is of; without days of their own receipts say nothing about rhythm.',
  },
  transaction_id: {
    constant: undefined,
    advice: 'Export the number of the receipt; the card and the day can stand in for it, one receipt a day.',
  },
  product_id: { constant: undefined, advice: 'Nothing can stand in for the product; export its code.' },
};

export function missingColumns(feed: Feed, columns: readonly GuessedColumn[]): MissingColumn[] {
  const found = new Set(columns.map(({ canonical }) => canonical));
  return [...feedColumns(feed)]
    .filter(([canonical, kind]) => kind === 'required' && !found.has(canonical))
    .map(([canonical]) => ({ canonical, ...standIn(feed, canonical) }));
}

function standIn(feed: Feed, canonical: string): StandIn {
  const known = feed === 'scans' ? STAND_INS[canonical] : undefined;
  return (
    known ?? {
      constant: undefined,
      advice: `Export a column for it, or name the one that it is in under [columns].`,
    }
  );
}
