import type { LedgerStore } from '../../store/ledger/ledger-store.ts';
import type { Manifest } from './manifest.ts';
import type { PresentLedger } from './present.ts';
import { mergeRegister } from './register-file.ts';
import { freshDir } from './swap.ts';

/** Numbers that are left out where nobody knows which ones the lost ledger gave: a week of the largest chain's lists. */
const NUMBERS_SKIPPED: Readonly<Record<string, number>> = { list: 1_000_000, redemption: 1_000_000 };
const NUMBERS_SKIPPED_ELSE = 100;

/** How much the backup did not know of what has to stay. */
export type Kept = {
  readonly suppressions: number;
  /** Merges, flags and the like, and their ends. */
  readonly households: number;
  readonly recalls: number;
  readonly forgotten: number;
};

/** What must not be undone by a restore, into the restored ledger; and the mark that nobody relies on it yet. */
export function carryOver(
  dataDir: string,
  ledger: LedgerStore,
  manifest: Manifest,
  present: PresentLedger | undefined,
  by: string,
  now: Date,
): Kept {
  const kept = ledger.inTransaction(() => {
    ledger.restorations.skipNumbers(numbersToSkip(ledger, present));
    ledger.restorations.record({
      takenAt: manifest.ledger_taken_at,
      restoredAt: now.toISOString() < manifest.ledger_taken_at ? manifest.ledger_taken_at : now.toISOString(),
      restoredBy: by,
      lastCycleId: manifest.cycles.at(-1)?.cycle_id ?? 0,
      releasedSince: present?.releasedSince ?? [],
    });
    ledger.audit({
      at: now,
      actor: by,
      act: 'restore',
      subject: `backup of ${manifest.taken_at}`,
      detail: { ...manifest.watermarks, present: present !== undefined },
    });
    ledger.tokens.merge(present?.tokens ?? []);
    return {
      suppressions: ledger.restorations.mergeSuppressions(present?.suppressions ?? []),
      households: ledger.restorations.mergeEvents(present?.households ?? []),
      recalls: (present?.recalls ?? []).filter(({ productId, reason, recalledBy, recalledAt }) =>
        ledger.recalls.put(productId, reason, recalledBy, recalledAt),
      ).length,
    };
  });
  return { ...kept, forgotten: mergeRegister(dataDir, freshDir(dataDir), ledger, present?.forgotten) };
}

function numbersToSkip(ledger: LedgerStore, present: PresentLedger | undefined): Map<string, number> {
  if (present !== undefined) return new Map(present.numbers);
  const known = ledger.restorations.numbers();
  const names = new Set([...known.keys(), ...Object.keys(NUMBERS_SKIPPED)]);
  return new Map(
    [...names].map((name) => [
      name,
      (known.get(name) ?? 0) + (NUMBERS_SKIPPED[name] ?? NUMBERS_SKIPPED_ELSE),
    ]),
  );
}
