import { createHash } from 'node:crypto';
import { type Cents, cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import { keptLines } from './kept.ts';
import type { ReturnRejectReason } from './reasons.ts';
import { shareOfCents, shareOfMilli } from './share.ts';
import type { BasketLine } from './types.ts';
import type { RedemptionEntry, ReversingEntry } from './void.ts';

/** The desk's own transaction: the same on every retry of one return. */
export type ReturnKey = {
  readonly storeId: string;
  readonly registerId: string;
  readonly transactionId: string;
  readonly day: Day;
};

/** Goods of one line of a redeemed basket come back after tender. */
export type ReturnRequest = {
  readonly redemptionId: number;
  /** Line of the basket. */
  readonly lineNo: number;
  /** Thousandths, > 0; undefined: all that is left of the line. */
  readonly quantityMilli: number | undefined;
  /** undefined: each request is a return of its own, bounded by what is left. */
  readonly key: ReturnKey | undefined;
  /** The day on which the goods came back; undefined: not told. The day of the key, where there is one. */
  readonly day: Day | undefined;
};

/** What was given back, and what that took back from whom. */
export type ReturnFigures = {
  readonly redemptionId: number;
  readonly lineNo: number;
  readonly quantityMilli: number;
  /** What the shopper gets. */
  readonly refundCents: Cents;
  /** What the specials had taken off that much of the line: `funderCents` + `storeCents`. */
  readonly discountCents: Cents;
  readonly funderCents: Cents;
  readonly storeCents: Cents;
  /** What of the line may still come back, in thousandths. */
  readonly leftMilli: number;
};

/** A return to be written. */
export type NewReturn = ReturnFigures & {
  readonly entries: readonly ReversingEntry[];
  /** Issued offers that have nothing left in this redemption and go back to the household. */
  readonly restores: readonly number[];
};

/** What the store knows, read in the transaction that will write the decision. */
export type ReturnFacts = {
  /** What was recorded under the request's key; always undefined without a key. */
  readonly recorded: { readonly contentHash: string } | undefined;
  readonly redemption: { readonly state: 'reserved' | 'committed' | 'voided' } | undefined;
  /** Empty: the redemption is from before baskets were kept. */
  readonly basket: readonly BasketLine[];
  /** By line of the basket: what came back so far. */
  readonly returned: ReadonlyMap<number, { readonly quantityMilli: number; readonly refundCents: number }>;
  /** All commits of the redemption, and what reverses them. */
  readonly entries: readonly RedemptionEntry[];
  /** Whether an issued offer of the redemption goes back to the household with the goods. */
  readonly onReturn: ReadonlyMap<number, 'restore' | 'consume'>;
};

export type ReturnDecision =
  | { readonly tag: 'returned'; readonly written: NewReturn }
  /** A retry: the answer is what was recorded under the key. */
  | { readonly tag: 'already-recorded' }
  | { readonly tag: 'rejected'; readonly reason: ReturnRejectReason };

/** SHA-256 (hex) of what a return asks, its key left out. */
export function returnHash({ redemptionId, lineNo, quantityMilli }: ReturnRequest): string {
  const content = [redemptionId, lineNo, quantityMilli ?? null];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/**
 * Decide one return. Pure: the caller has read the facts and writes the outcome, in one transaction.
 *
 * The refund is the net price of what comes back: of the line's price less its specials, the share that the quantity is of
 * what the line sold. Shares are cumulative, so that however a line is returned in parts, the refunds add up to its net
 * and the reversals to its discounts, to the cent, for funder and store each.
 *
 * A retry is asked first, as at redemption: it answers as it did, even when the redemption was voided since.
 */
export function decideReturn(request: ReturnRequest, facts: ReturnFacts): ReturnDecision {
  if (facts.recorded !== undefined) {
    const same = facts.recorded.contentHash === returnHash(request);
    return same ? { tag: 'already-recorded' } : reject('transaction-reused');
  }
  const { redemption, basket } = facts;
  if (redemption === undefined) return reject('redemption-unknown');
  if (redemption.state === 'voided') return reject('redemption-voided');
  if (redemption.state === 'reserved') return reject('redemption-not-paid');
  if (basket.length === 0) return reject('basket-unknown');
  return decideLine(request, facts);
}

function reject(reason: ReturnRejectReason): ReturnDecision {
  return { tag: 'rejected', reason };
}

function decideLine(request: ReturnRequest, facts: ReturnFacts): ReturnDecision {
  const { lineNo } = request;
  if (!facts.basket.some((line) => line.lineNo === lineNo)) return reject('line-unknown');
  const sold = keptLines(facts.basket, (line) => discountOf(facts.entries, line));
  const line = sold.get(lineNo);
  if (line === undefined) return reject('line-sold-nothing');
  const before = facts.returned.get(lineNo) ?? { quantityMilli: 0, refundCents: 0 };
  const leftMilli = line.quantityMilli - before.quantityMilli;
  if (leftMilli <= 0) return reject('nothing-left');
  const quantityMilli = request.quantityMilli ?? leftMilli;
  // Whoever asks has checked it: less than nothing would take a refund back, and give the funder's share again.
  if (!(quantityMilli > 0)) throw new RangeError(`${quantityMilli} thousandths cannot come back`);
  if (quantityMilli > leftMilli) return reject('more-than-left');

  const backMilli = before.quantityMilli + quantityMilli;
  const entries = reversals(facts.entries, lineNo, backMilli, line.quantityMilli);
  const backOf = (other: number): number =>
    other === lineNo ? backMilli : (facts.returned.get(other)?.quantityMilli ?? 0);
  const isWhollyBack = (other: number): boolean => backOf(other) === sold.get(other)?.quantityMilli;
  const refunded = shareOfCents(line.netCents, backMilli, line.quantityMilli);
  return {
    tag: 'returned',
    written: {
      redemptionId: request.redemptionId,
      lineNo,
      quantityMilli,
      refundCents: cents(refunded - before.refundCents),
      ...sumsTakenBack(entries),
      leftMilli: leftMilli - quantityMilli,
      entries,
      restores: restoredBy(facts, lineNo, isWhollyBack),
    },
  };
}

function discountOf(entries: readonly RedemptionEntry[], lineNo: number): number {
  return entries
    .filter((entry) => entry.reverses === undefined && entry.lineNo === lineNo)
    .reduce((sum, entry) => sum + entry.amountCents, 0);
}

/** One entry per commit on the line that has anything to reverse, up to its share of what has come back by now. */
function reversals(
  entries: readonly RedemptionEntry[],
  lineNo: number,
  backMilli: number,
  soldMilli: number,
): readonly ReversingEntry[] {
  return entries
    .filter((entry) => entry.reverses === undefined && entry.lineNo === lineNo)
    .sort((a, b) => a.entryId - b.entryId)
    .map((commit) => {
      const reversed = (column: 'quantityMilli' | 'funderCents' | 'storeCents'): number =>
        entries
          .filter((entry) => entry.reverses === commit.entryId)
          .reduce((sum, entry) => sum - entry[column], 0);
      const due = (column: 'funderCents' | 'storeCents'): Cents =>
        cents(reversed(column) - shareOfCents(commit[column], backMilli, soldMilli));
      const [funderCents, storeCents] = [due('funderCents'), due('storeCents')];
      const { entryId: reverses, issuedOfferId, productId } = commit;
      const quantityMilli =
        reversed('quantityMilli') - shareOfMilli(commit.quantityMilli, backMilli, soldMilli);
      const amountCents = cents(funderCents + storeCents);
      return {
        reverses,
        issuedOfferId,
        lineNo,
        productId,
        quantityMilli,
        amountCents,
        funderCents,
        storeCents,
      };
    })
    .filter((entry) => entry.amountCents !== 0 || entry.quantityMilli !== 0);
}

function sumsTakenBack(entries: readonly ReversingEntry[]) {
  const back = (column: 'amountCents' | 'funderCents' | 'storeCents'): Cents =>
    cents(-entries.reduce((sum, entry) => sum + entry[column], 0));
  return {
    discountCents: back('amountCents'),
    funderCents: back('funderCents'),
    storeCents: back('storeCents'),
  };
}

/** Offers on the line that go back with the goods, once every line that they took something from has come back whole. */
function restoredBy(
  facts: ReturnFacts,
  lineNo: number,
  isWhollyBack: (lineNo: number) => boolean,
): readonly number[] {
  const commits = facts.entries.filter((entry) => entry.reverses === undefined);
  const onLine = new Set(
    commits.filter((entry) => entry.lineNo === lineNo).map((entry) => entry.issuedOfferId),
  );
  return [...onLine].filter(
    (offer) =>
      facts.onReturn.get(offer) === 'restore' &&
      commits.filter((entry) => entry.issuedOfferId === offer).every((entry) => isWhollyBack(entry.lineNo)),
  );
}
