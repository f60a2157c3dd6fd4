import type { Day } from '../shared/day.ts';
import type { HistoryLine } from './household-history.ts';

/** Goods that came back at a desk and are known by the ledger, not (or not yet) by a line of the feed. */
export type GoodsBack = {
  readonly productNo: number;
  /** Business day of the sale: only what was bought on it is taken back. */
  readonly saleDay: Day;
  /** When they came back; not before the sale. As of any day up to it they were still bought. */
  readonly returnDay: Day;
  /** Thousandths, > 0. */
  readonly quantityMilli: number;
  readonly refundCents: number;
};

/**
 * Lines as they would be if each return of the ledger were known by its sale, and by nothing else.
 *
 * The register's own export may tell of the same return. One physical return counts once: per product, what the ledger
 * took back of a day swallows return lines of that day or later, quantity and amount, the earliest first; so that both
 * together take back the larger of the two, not the sum, and from the day that the ledger names. A return whose sale is
 * not among the lines takes nothing and swallows nothing.
 *
 * @param lines Lines of one household, in any order. @param returns Returns of the household, in any order.
 * @returns Lines from which units and amounts are taken by lines of the same form: voids on the receipts of the sale, and
 *   a refund on the day of the return.
 */
export function takeBackByLedger(
  lines: readonly HistoryLine[],
  returns: readonly GoodsBack[],
): readonly HistoryLine[] {
  if (returns.length === 0) return lines;
  const products = new Set(returns.map(({ productNo }) => productNo));
  const others = lines.filter((line) => !products.has(line.productNo));
  return [...products].reduce<HistoryLine[]>(
    (all, productNo) =>
      all.concat(
        takeBackProduct(
          lines.filter((line) => line.productNo === productNo),
          returns.filter((back) => back.productNo === productNo),
        ),
      ),
    others,
  );
}

/** The same for one product. The latest sale is asked first: fewest lines are late enough to be the same return. */
function takeBackProduct(
  lines: readonly HistoryLine[],
  returns: readonly GoodsBack[],
): readonly HistoryLine[] {
  const all = [...lines].sort(byDayThenContent);
  const added: HistoryLine[] = [];
  for (const back of [...returns].sort(latestSaleFirst)) {
    const voids = voidsOf(all.concat(added), back);
    const takenMilli = voids.reduce((sum, line) => sum - line.quantityMilli, 0);
    if (takenMilli === 0) continue;
    added.push(...voids, refundLine(back, takenMilli));
    swallow(all, back, takenMilli);
  }
  return all.concat(added);
}

function latestSaleFirst(a: GoodsBack, b: GoodsBack): number {
  return (
    b.saleDay - a.saleDay ||
    a.returnDay - b.returnDay ||
    a.quantityMilli - b.quantityMilli ||
    a.refundCents - b.refundCents
  );
}

/** Content before receipts: their numbers tell only in which order they were taken in. */
function byDayThenContent(a: HistoryLine, b: HistoryLine): number {
  return (
    a.day - b.day ||
    Math.abs(b.quantityMilli) - Math.abs(a.quantityMilli) ||
    (a.netCents ?? 0) - (b.netCents ?? 0) ||
    a.receiptNo - b.receiptNo
  );
}

/** Lines that void what came back on the receipts of its day, as far as they still have it. */
function voidsOf(lines: readonly HistoryLine[], back: GoodsBack): HistoryLine[] {
  const left = new Map<number, number>();
  for (const line of lines) {
    if (line.day !== back.saleDay) continue;
    const bought = sells(line) ? line.quantityMilli : 0;
    const voided = line.lineType === 'void' ? Math.abs(line.quantityMilli) : 0;
    left.set(line.receiptNo, (left.get(line.receiptNo) ?? 0) + bought - voided);
  }
  let rest = back.quantityMilli;
  const receipts = [...left].sort(([a], [b]) => a - b);
  return receipts.flatMap(([receiptNo, milli]): HistoryLine[] => {
    const taken = Math.min(rest, Math.max(0, milli));
    rest -= taken;
    if (taken === 0) return [];
    const { productNo, saleDay: day } = back;
    return [{ day, receiptNo, productNo, quantityMilli: -taken, netCents: null, lineType: 'void' }];
  });
}

/** Moves no goods: they are voided where they were sold. */
function refundLine(back: GoodsBack, takenMilli: number): HistoryLine {
  const { productNo, returnDay: day, refundCents, quantityMilli } = back;
  const netCents = -Math.round((refundCents * takenMilli) / quantityMilli);
  return { day, receiptNo: 0, productNo, quantityMilli: 0, netCents, lineType: 'return' };
}

/**
 * Takes return lines out in place, from the sale's day on, until so much of them is gone. What stands on a receipt that
 * sells the product too was taken back before tender, and is another matter; but on the day of the return it may be an
 * exchange, the returned unit and a new one on one receipt.
 */
function swallow(lines: HistoryLine[], back: GoodsBack, takenMilli: number): void {
  const selling = new Set(lines.filter(sells).map(({ receiptNo }) => receiptNo));
  const isOfThisReturn = (line: HistoryLine): boolean =>
    bringsBack(line) &&
    line.day >= back.saleDay &&
    (!selling.has(line.receiptNo) || (line.day === back.returnDay && line.day > back.saleDay));
  let rest = takenMilli;
  for (const [place, line] of lines.entries()) {
    if (rest === 0) return;
    if (!isOfThisReturn(line)) continue;
    const quantity = Math.abs(line.quantityMilli);
    const swallowed = Math.min(rest, quantity);
    rest -= swallowed;
    const kept = quantity - swallowed;
    lines[place] = {
      ...line,
      quantityMilli: kept === 0 ? 0 : -kept,
      netCents: line.netCents === null ? null : Math.round((line.netCents * kept) / quantity),
    };
  }
}

export function sells({ lineType, quantityMilli }: HistoryLine): boolean {
  return lineType === 'sale' && quantityMilli > 0;
}

/** A line of the feed by which goods came back. */
export function bringsBack({ lineType, quantityMilli }: HistoryLine): boolean {
  return (lineType === 'return' && quantityMilli !== 0) || (lineType === 'sale' && quantityMilli < 0);
}
