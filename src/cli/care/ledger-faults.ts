import type { LedgerStore } from '../../store/ledger/ledger-store.ts';

/** What of the money does not add up, in words; nothing, in a sound ledger. */
export function describeLedgerFaults(ledger: LedgerStore): string[] {
  return ledger
    .identity()
    .faults.map(
      ({ what, where, expected, found }) => `${where}: ${what} (expected ${expected}, found ${found})`,
    );
}
