import { type Cents, cents } from '../shared/cents.ts';

/** One ledger entry of a redemption: a commit, or a reversal of one (a return) with amounts below zero. */
export type RedemptionEntry = {
  readonly entryId: number;
  /** The commit that this entry undoes in part; undefined: it is a commit. */
  readonly reverses: number | undefined;
  readonly issuedOfferId: number;
  readonly lineNo: number;
  readonly productId: string;
  readonly quantityMilli: number;
  readonly amountCents: Cents;
  readonly funderCents: Cents;
  readonly storeCents: Cents;
};

/** An entry yet to be written; quantity and amounts are the negatives of what is still taken. */
export type ReversingEntry = Omit<RedemptionEntry, 'entryId' | 'reverses'> & { readonly reverses: number };

/**
 * The entries that undo a redemption: one per commit, for what earlier reversals have left of it, so that commits,
 * reversals and these sum to zero per commit, in every column. A redemption that is wholly undone yields none: to void
 * twice changes nothing.
 *
 * @param entries All entries of one redemption, in any order.
 * @throws RangeError (a bug of ours) when a reversal undoes no commit among them, or more than there was.
 */
export function voidEntries(entries: readonly RedemptionEntry[]): readonly ReversingEntry[] {
  const left = new Map<number, RedemptionEntry>();
  for (const entry of entries) if (entry.reverses === undefined) left.set(entry.entryId, entry);
  for (const entry of entries) {
    if (entry.reverses === undefined) continue;
    const commit = left.get(entry.reverses);
    if (commit === undefined)
      throw new RangeError(`entry ${entry.entryId} reverses no commit of its redemption`);
    left.set(entry.reverses, addEntry(commit, entry));
  }
  return [...left.values()]
    .sort((a, b) => a.entryId - b.entryId)
    .filter((rest) => rest.amountCents !== 0 || rest.quantityMilli !== 0)
    .map(negated);
}

function addEntry(commit: RedemptionEntry, reversal: RedemptionEntry): RedemptionEntry {
  const rest = {
    ...commit,
    quantityMilli: commit.quantityMilli + reversal.quantityMilli,
    amountCents: cents(commit.amountCents + reversal.amountCents),
    funderCents: cents(commit.funderCents + reversal.funderCents),
    storeCents: cents(commit.storeCents + reversal.storeCents),
  };
  if (Math.min(rest.quantityMilli, rest.amountCents, rest.funderCents, rest.storeCents) < 0) {
    throw new RangeError(`entry ${reversal.entryId} reverses more than was taken`);
  }
  return rest;
}

function negated(rest: RedemptionEntry): ReversingEntry {
  const { issuedOfferId, lineNo, productId } = rest;
  return {
    reverses: rest.entryId,
    issuedOfferId,
    lineNo,
    productId,
    quantityMilli: rest.quantityMilli === 0 ? 0 : -rest.quantityMilli,
    amountCents: cents(-rest.amountCents),
    funderCents: cents(-rest.funderCents),
    storeCents: cents(-rest.storeCents),
  };
}
