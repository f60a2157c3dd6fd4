import type { Day } from '../shared/day.ts';
import { withoutUndone } from './derive.ts';
import type { HistoryLine } from './household-history.ts';
import { bringsBack, sells } from './taken-back.ts';

/**
 * Lines of one card, as few as say the same: whatever other lines and returns of the ledger come beside them, on
 * whatever card of whatever household, as of whatever day and whichever products are spend, the history derived from
 * these is the one derived from those. What is lost is the receipt: its register, its hour, its numbers.
 *
 * Of one product on one day, what was bought (each receipt less its voids) becomes one sale with the money of all sales,
 * voids and coupons. Lines that brought goods back stay as they are, kept apart by whether their receipt sold the product,
 * too: the ledger's word for the same return is matched with them one by one (`takeBackByLedger`).
 *
 * @returns Per day at most two receipts, in order of days and products; numbered from -1 downwards.
 */
export function condense(lines: readonly HistoryLine[]): HistoryLine[] {
  const counted = withoutUndone(lines).filter(({ lineType }) => lineType !== 'other');
  let receipts = 0;
  return groups(counted, ({ day }) => day).flatMap((ofDay) => {
    const products = groups(ofDay, ({ productNo }) => productNo).map(condenseProduct);
    const selling = products.flatMap((product) => product.selling);
    const returning = products.flatMap((product) => product.returning);
    return [selling, returning]
      .filter((receipt) => receipt.length > 0)
      .flatMap((receipt) => {
        receipts += 1;
        return receipt.map((line) => ({ ...line, receiptNo: -receipts }));
      });
  });
}

type Condensed = { readonly selling: readonly HistoryLine[]; readonly returning: readonly HistoryLine[] };

/** One product of one day: what stands on receipts that sold it, and what was brought back on others. */
function condenseProduct(lines: readonly HistoryLine[]): Condensed {
  const soldOn = new Set(lines.filter(sells).map(({ receiptNo }) => receiptNo));
  const back = lines.filter(bringsBack).map(asReturn).sort(byContent);
  const others = lines.filter((line) => !bringsBack(line));
  const milliOf = new Map<number, number>();
  for (const line of others) {
    const milli = sells(line)
      ? line.quantityMilli
      : line.lineType === 'void'
        ? -Math.abs(line.quantityMilli)
        : 0;
    milliOf.set(line.receiptNo, (milliOf.get(line.receiptNo) ?? 0) + milli);
  }
  const boughtMilli = [...milliOf.values()].reduce((sum, milli) => sum + Math.max(0, milli), 0);
  const netCents = others.reduce((sum, line) => sum + (line.netCents ?? 0), 0);
  const beside = back.filter(({ receiptNo }) => soldOn.has(receiptNo));
  const selling = [...saleOf(lines[0], boughtMilli, netCents, beside.length > 0), ...beside];
  return { selling, returning: back.filter(({ receiptNo }) => !soldOn.has(receiptNo)) };
}

/** @param isMarked Whether it must be seen that the product was sold, even if all of it was voided. */
function saleOf(
  sample: HistoryLine | undefined,
  boughtMilli: number,
  netCents: number,
  isMarked: boolean,
): HistoryLine[] {
  if (sample === undefined || (boughtMilli === 0 && netCents === 0 && !isMarked)) return [];
  const { day, productNo } = sample;
  const sale: HistoryLine = {
    day,
    receiptNo: 0,
    productNo,
    quantityMilli: boughtMilli,
    netCents,
    lineType: 'sale',
  };
  if (boughtMilli > 0 || !isMarked) return [sale];
  return [
    { ...sale, quantityMilli: 1 },
    { ...sale, quantityMilli: -1, netCents: 0, lineType: 'void' },
  ];
}

/** A negative sale is a return; an unknown amount counts nothing. */
function asReturn(line: HistoryLine): HistoryLine {
  return {
    ...line,
    lineType: 'return',
    quantityMilli: -Math.abs(line.quantityMilli),
    netCents: line.netCents ?? 0,
  };
}

/** So that the same lines give the same bytes, in whatever order they came. */
function byContent(a: HistoryLine, b: HistoryLine): number {
  return a.quantityMilli - b.quantityMilli || (a.netCents ?? 0) - (b.netCents ?? 0);
}

/** Lines that have the same number, in order of it. */
function groups(
  lines: readonly HistoryLine[],
  numberOf: (line: HistoryLine) => Day | number,
): HistoryLine[][] {
  const found = new Map<number, HistoryLine[]>();
  for (const line of lines) {
    const number = numberOf(line);
    const group = found.get(number);
    if (group === undefined) found.set(number, [line]);
    else group.push(line);
  }
  return [...found].sort(([a], [b]) => a - b).map(([, group]) => group);
}
