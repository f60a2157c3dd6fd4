import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import type { BasketLine, RedemptionRequest } from '../../checkout/types.ts';
import { readFeed } from '../../ingest/read-feed.ts';
import type { ScanRow } from '../../ingest/rows.ts';
import { type Cents, cents, formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { csvLine, writeWhole } from '../files.ts';
import { redeemAtLane } from './redeem.ts';

/** What the demo's lanes did, and the days' scan files as the registers then send them. */
export type LaneReport = {
  readonly redemptions: number;
  readonly savedCents: number;
  readonly files: readonly string[];
};

type Receipt = { readonly rows: ScanRow[]; listCode?: string; readonly discounts: Map<number, number> };

const COLUMNS = [
  'store_id',
  'register_id',
  'transaction_id',
  'line_no',
  'timestamp',
  'card_id',
  'product_id',
  'description',
  'quantity',
  'weight',
  'net_amount',
  'discount_amount',
  'line_type',
  'list_code',
];

/**
 * Play the lanes for the days after a release: some households bring their list or their card, the specials come off,
 * and the receipts go into the scan files with the list's code and the reduced amounts.
 *
 * @param most Lists that are redeemed; the others stay on the fridge.
 */
export async function playLanes(
  context: Context,
  cycle: Cycle,
  sources: readonly string[],
  dir: string,
  most: number,
): Promise<LaneReport> {
  const codes = listCodes(context, cycle);
  let redemptions = 0;
  let savedCents = 0;
  const files: string[] = [];
  for (const source of sources) {
    const receipts = await readReceipts(context, source);
    for (const receipt of receipts) {
      if (redemptions >= most) break;
      const saved = redeemReceipt(context, cycle, receipt, codes, redemptions);
      if (saved === 0) continue;
      redemptions += 1;
      savedCents += saved;
    }
    const target = join(dir, basename(source));
    writeWhole(target, csvLine(COLUMNS) + receipts.map(receiptText).join(''));
    files.push(target);
  }
  return { redemptions, savedCents, files };
}

/** The code of each household's list that is still to be used in the demo. */
function listCodes(context: Context, cycle: Cycle): Map<string, string> {
  const codes = new Map<string, string>();
  for (const list of context.ledger.lists.ofCycle(cycle.cycleId)) {
    if (list.listCode !== undefined) codes.set(list.householdId, list.listCode);
  }
  return codes;
}

async function readReceipts(context: Context, path: string): Promise<Receipt[]> {
  const receipts = new Map<string, Receipt>();
  const productIds = context.history.productIds() ?? 'gtin';
  const batches = readFeed('scans', createReadStream(path), {
    fileName: basename(path),
    layout: undefined,
    productIds,
    onWarning: (warning) => context.warn(warning.message),
  });
  for await (const batch of batches) {
    for (const { row } of batch.rows) {
      const key = `${row.storeId}/${row.registerId}/${row.day}/${row.transactionId}`;
      const receipt: Receipt = receipts.get(key) ?? { rows: [], discounts: new Map() };
      receipt.rows.push(row);
      receipts.set(key, receipt);
    }
  }
  return [...receipts.values()];
}

/** One household at a lane; every other one with the list in hand, the rest with the card. @returns Cents saved. */
function redeemReceipt(
  context: Context,
  cycle: Cycle,
  receipt: Receipt,
  codes: Map<string, string>,
  turn: number,
): number {
  const head = receipt.rows[0];
  const cardId = head?.cardId;
  if (head === undefined || cardId === undefined || head.day < cycle.validFrom || head.day > cycle.validUntil)
    return 0;
  const householdId = context.history.households.householdOfCard(cardId);
  const listCode = householdId === undefined ? undefined : codes.get(householdId);
  if (householdId === undefined || listCode === undefined) return 0;
  const withList = turn % 2 === 0;
  const request: RedemptionRequest = {
    storeId: head.storeId,
    registerId: head.registerId,
    transactionId: head.transactionId,
    day: head.day,
    listCode: withList ? listCode : undefined,
    cardId: withList ? undefined : cardId,
    lines: receipt.rows.flatMap(toBasketLine),
  };
  const { decision } = redeemAtLane(context, request);
  if (decision.tag !== 'redeemed') return 0;
  codes.delete(householdId);
  receipt.listCode = listCode;
  for (const { lineNo, amountCents } of decision.discounts) {
    receipt.discounts.set(lineNo, (receipt.discounts.get(lineNo) ?? 0) + amountCents);
  }
  return decision.totalCents;
}

function toBasketLine(row: ScanRow, index: number): BasketLine[] {
  if (row.lineType !== 'sale' || row.netCents === undefined) return [];
  const units = Math.max(1, Math.round(row.quantityMilli / 1000));
  return [
    {
      lineNo: row.lineNo ?? index + 1,
      productId: row.productId,
      quantityMilli: row.quantityMilli,
      unitPriceCents: cents(Math.round(row.netCents / units)),
      amountCents: row.netCents,
    },
  ];
}

function receiptText(receipt: Receipt): string {
  return receipt.rows
    .map((row, index) => {
      const saved = receipt.discounts.get(row.lineNo ?? index + 1) ?? 0;
      return csvLine([
        row.storeId,
        row.registerId,
        row.transactionId,
        row.lineNo,
        timestamp(row),
        row.cardId,
        row.productId,
        row.description,
        row.quantityMilli / 1000,
        row.weightMilli === undefined ? undefined : row.weightMilli / 1000,
        amount(row.netCents, -saved),
        saved === 0 ? amount(row.discountCents, 0) : amount(row.discountCents ?? cents(0), saved),
        row.lineType,
        receipt.listCode,
      ]);
    })
    .join('');
}

function timestamp({ day, secondOfDay }: ScanRow): string {
  if (secondOfDay === undefined) return formatDay(day);
  const clock = [secondOfDay / 3600, (secondOfDay / 60) % 60, secondOfDay % 60];
  return `${formatDay(day)} ${clock.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':')}`;
}

function amount(value: Cents | undefined, more: number): string | undefined {
  return value === undefined ? undefined : formatCents(cents(value + more));
}
