import { parse } from 'csv-parse/sync';
import type { BasketLine, Discount } from '../../src/checkout/types.ts';
import { cents, formatCents } from '../../src/shared/cents.ts';
import { parseDay } from '../../src/shared/day.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import { type Cells, centsOf, groupRows, takeIn } from './files.ts';
import { openRegister } from './register.ts';

const HEADER = [
  ...[
    'store_id',
    'register_id',
    'transaction_id',
    'line_no',
    'timestamp',
    'card_id',
    'product_id',
    'quantity',
  ],
  ...['net_amount', 'discount_amount', 'offer_id', 'line_type', 'list_code'],
].join(',');

/** The transaction log of a register that has a store's files, for baskets as text. */
export function simulateLane(dir: string, baskets: string): string {
  const files = takeIn(dir);
  const register = openRegister(files);
  const rows = parse(baskets, { columns: true }) as Cells[];
  const transactions = groupRows(
    rows,
    ({ register_id, transaction_id }) => `${register_id} ${transaction_id}`,
  );
  const lines = [...transactions.values()].flatMap((of) => {
    const [head] = of;
    const day = parseDay((head?.timestamp ?? '').slice(0, 10));
    if (head === undefined || day === undefined) throw new Error(`${head?.timestamp} is no time`);
    const at = { registerId: head.register_id ?? '', transactionId: head.transaction_id ?? '', day };
    const discounts = register.ringUp(at, head.scanned ?? '', of.map(basketLine));
    return of.flatMap((cells) => logLines(files.storeId, cells, discounts));
  });
  return [HEADER, ...lines, ''].join('\n');
}

function basketLine(cells: Cells): BasketLine {
  return {
    lineNo: Number(cells.line_no),
    productId: (cells.product_id ?? '') as ProductId,
    quantityMilli: Math.round(Number(cells.quantity) * 1000),
    unitPriceCents: cents(centsOf(cells.unit_price ?? '')),
    amountCents: cents(centsOf(cells.amount ?? '')),
  };
}

/** A line with what came off it; of several specials on one line, each further one is a coupon line of its own. */
function logLines(storeId: string, cells: Cells, discounts: readonly Discount[]): string[] {
  const [first, ...more] = discounts.filter(({ lineNo }) => lineNo === Number(cells.line_no));
  const isList = /^\d{16}$/.test(cells.scanned ?? '');
  const row = (amount: number, off: Discount | undefined, type: string, quantity: string | undefined) =>
    [
      ...[
        storeId,
        cells.register_id,
        cells.transaction_id,
        type === 'sale' ? cells.line_no : '',
        cells.timestamp,
      ],
      ...[isList ? '' : cells.scanned, cells.product_id, quantity, formatCents(cents(amount))],
      ...[
        off === undefined ? '' : formatCents(off.amountCents),
        off?.offerId ?? '',
        type,
        isList ? cells.scanned : '',
      ],
    ].join(',');
  const amount = centsOf(cells.amount ?? '') - (first?.amountCents ?? 0);
  return [
    row(amount, first, 'sale', cells.quantity),
    ...more.map((off) => row(-off.amountCents, off, 'coupon', '1')),
  ];
}
