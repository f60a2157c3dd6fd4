import { createHash } from 'node:crypto';
import { contentHash } from '../../checkout/content-hash.ts';
import {
  decideReported,
  isForLater,
  type Reported,
  type ReportedOffer,
  takenBy,
} from '../../checkout/reported.ts';
import type { BasketLine, Facts, RedemptionRequest } from '../../checkout/types.ts';
import { voidEntries } from '../../checkout/void.ts';
import { CENTS_MAX, type Cents, cents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import type { PromotedLine, PromotedReceipt } from '../../store/history/promotions.ts';
import type { LaneReport } from '../../store/ledger/lane-reports.ts';
import { isOfTheDatabase } from '../../store/sqlite.ts';
import type { Context } from '../context.ts';
import { identify, rulesOf } from './redeem.ts';

/** Receipts of one ledger transaction. */
const CHUNK = 200;

/**
 * Redeem what registers took off by themselves, as their transaction logs say, once and by the rules of a lane that asks. What
 * goes beyond them is kept as given and not billed. Ledger first, then the mark that it was told: killed between the two, the
 * next run finds it told.
 *
 * @returns How many receipts were told.
 */
export function carryPromotions(context: Context): number {
  const { history, ledger } = context;
  history.promotions.tellAgain(ledger.laneReports.count());
  const pending = history.promotions.pending();
  let carried = 0;
  for (let from = 0; from < pending.length; from += CHUNK) {
    const told = ledger.inTransaction(() =>
      pending.slice(from, from + CHUNK).filter((receiptNo) => {
        const receipt = history.promotions.find(receiptNo);
        return receipt === undefined || tellAlone(context, receipt);
      }),
    );
    history.promotions.told(told);
    carried += told.length;
  }
  if (pending.length > 0) history.promotions.remember(ledger.laneReports.count());
  if (carried > 0) context.log.info('promotions carried', { receipts: carried });
  return carried;
}

/** What goes wrong in one is undone, said and stays its own, unless the database is what went wrong. */
function tellAlone(context: Context, receipt: PromotedReceipt): boolean {
  try {
    return context.ledger.inTransaction(() => tell(context, receipt));
  } catch (error) {
    if (isOfTheDatabase(error)) throw error;
    context.log.error(error);
    const { storeId, registerId, day, transactionId } = receipt;
    const of = `store ${storeId}, register ${registerId}, ${formatDay(day)}, transaction ${transactionId}`;
    context.warn(
      `the specials of a receipt could not be told to the ledger, and are told again next time: ${of}`,
    );
    return false;
  }
}

/** @returns false: not now. */
function tell(context: Context, receipt: PromotedReceipt): boolean {
  const { laneReports, redemptions } = context.ledger;
  // A lane agent has told of it: what was given stands there, and what of it is billed.
  if (context.ledger.offline.redeemed(receipt).length > 0) return true;
  const reported = reportedOffers(receipt.lines);
  const asked: RedemptionRequest = {
    storeId: receipt.storeId,
    registerId: receipt.registerId,
    day: receipt.day,
    transactionId: receipt.transactionId,
    listCode: receipt.listCode,
    cardId: receipt.cardId,
    lines: basketOf(receipt.lines),
  };
  const before = laneReports.newest(receipt);
  const hash = reportHash(asked, reported);
  if (before?.contentHash === hash) return true;
  if (before === undefined && reported.size === 0) return true;
  const revision = (before?.revision ?? 0) + 1;
  const standing = before === undefined ? undefined : standingKey(context, before, reported);
  if (before?.redemptionId !== undefined && standing === undefined && !before.askedOnline) {
    redemptions.void(before.redemptionId, voidEntries);
  }
  let report: LaneReport = { revision, contentHash: hash, redemptionId: undefined, askedOnline: false };
  let offers: readonly ReportedOffer[] = [];
  if (reported.size > 0) {
    const anew = revision === 1 ? receipt.transactionId : `${receipt.transactionId}#${revision}`;
    const transactionId = standing ?? anew;
    const { request, identity } = identify(context, { ...asked, transactionId });
    const outcome = redemptions.redeem(request, identity, (of, facts) => {
      const decided = decideReported(of, facts, rulesOf(context), reported);
      if (facts.recorded === undefined) {
        offers = decided.offers;
        return decided.decision;
      }
      report = { ...report, askedOnline: true };
      offers = againstRecorded(facts.recorded, reported);
      return { tag: 'rejected', reason: 'transaction-reused', refused: [] };
    });
    if (isForLater(offers, outcome.redemptionId)) return false;
    report = { ...report, redemptionId: outcome.redemptionId };
  }
  laneReports.add(receipt, report, offers);
  return true;
}

/**
 * The transaction of a redemption that a correction does not undo: its register had asked for it, or goods of it have come back,
 * which would be sold again. undefined: there is none.
 */
function standingKey(
  { ledger }: Context,
  { redemptionId, askedOnline }: LaneReport,
  reported: Reported,
): string | undefined {
  if (redemptionId === undefined) return undefined;
  const stands = askedOnline || (reported.size > 0 && ledger.returns.anyOf(redemptionId));
  return stands ? ledger.since.keyOf(redemptionId)?.transactionId : undefined;
}

/** The register had asked as it rang the sale up: that redemption holds, and the log only confirms it. */
function againstRecorded(recorded: NonNullable<Facts['recorded']>, reported: Reported): ReportedOffer[] {
  return [...reported].map(([offerId, reportedCents]) => {
    const billedCents = recorded.state === 'voided' ? 0 : takenBy(recorded.answer, offerId);
    const isAll = billedCents > 0 && (reportedCents === undefined || billedCents >= reportedCents);
    return { offerId, reportedCents, billedCents, reason: isAll ? undefined : 'transaction-reused' };
  });
}

/**
 * What was taken off, by offer: on lines of goods their discount, on lines of their own (coupons) what these took off the
 * receipt. A register that names the offer and no amount leaves the amount to the rules.
 */
function reportedOffers(lines: readonly PromotedLine[]): Reported {
  const reported = new Map<string, number | undefined>();
  for (const { offerId, lineType, netCents, discountCents } of lines) {
    if (offerId === undefined) continue;
    const isOwnLine = lineType === 'coupon' || lineType === 'other';
    const off = discountCents ?? (isOwnLine && netCents !== undefined ? -netCents : undefined);
    const before = reported.get(offerId);
    reported.set(offerId, off === undefined && before === undefined ? undefined : (before ?? 0) + (off ?? 0));
  }
  // What a receipt takes back by as much as it took off, it did not take.
  return new Map([...reported].filter(([, cents]) => cents === undefined || cents > 0));
}

/** The goods of a receipt as a lane would send them: at the price before our specials. */
function basketOf(lines: readonly PromotedLine[]): BasketLine[] {
  return lines
    .filter(({ lineType }) => lineType === 'sale' || lineType === 'return' || lineType === 'void')
    .map(({ productId, quantityMilli, weightMilli, netCents = 0, discountCents = 0, offerId }, at) => {
      const isWeighed = weightMilli !== undefined && /^(?:rw|plu):/.test(productId);
      const milli = isWeighed ? weightMilli : quantityMilli;
      const amount = netCents + (offerId === undefined ? 0 : discountCents);
      return {
        lineNo: at + 1,
        productId,
        quantityMilli: milli,
        unitPriceCents: unitPrice(amount, milli),
        amountCents: cents(amount),
      };
    });
}

/** Of a line that cannot be (a million for a gram) the amount: nothing is decided by it. */
function unitPrice(amount: number, milli: number): Cents {
  const price = milli === 0 ? amount : Math.round((amount * 1000) / milli);
  return cents(Math.abs(price) <= CENTS_MAX ? price : amount);
}

function reportHash(request: RedemptionRequest, reported: Reported): string {
  const offers = [...reported].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, off]) => [id, off ?? null]);
  return createHash('sha256')
    .update(JSON.stringify([contentHash(request), offers]))
    .digest('hex');
}
