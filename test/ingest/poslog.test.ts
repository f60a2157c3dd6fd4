import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseLayout } from '../../src/ingest/layout.ts';
import { readFeed, type SkipCounts } from '../../src/ingest/read-feed.ts';
import type { Rejection } from '../../src/ingest/rejection.ts';
import type { ScanRow } from '../../src/ingest/rows.ts';
import { UserError } from '../../src/shared/errors.ts';

const LAYOUTS = join(import.meta.dirname, '../../fixtures/layouts');
const SAMPLE = readFileSync(join(LAYOUTS, 'poslog.xml'));
const ARTS = 'http://www.nrf-arts.org/IXRetail/namespace/';

type Read = {
  readonly rows: ({ line: number } & ScanRow)[];
  readonly rejections: Rejection[];
  readonly skipped: Record<string, number>;
  readonly error: UserError | undefined;
};

async function read(content: string | Uint8Array, written: object = {}, chunk = 1 << 16): Promise<Read> {
  const all: { rows: Read['rows']; rejections: Rejection[]; skipped: Record<string, number> } = {
    rows: [],
    rejections: [],
    skipped: {},
  };
  const layout = parseLayout({ feed: 'scans', format: 'poslog', ...written }, 'poslog.toml');
  const batches = readFeed('scans', chunks(Buffer.from(content), chunk), {
    fileName: 'poslog.xml',
    layout,
    productIds: layout.productIds ?? 'gtin',
    onWarning: (warning) => expect(warning).toBeUndefined(),
  });
  try {
    for await (const batch of batches) {
      all.rows.push(...batch.rows.map(({ line, row }) => ({ line, ...row })));
      all.rejections.push(...batch.rejections);
      addTo(all.skipped, batch.skipped);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...all, error };
  }
  return { ...all, error: undefined };
}

function addTo(sum: Record<string, number>, more: SkipCounts): void {
  for (const [reason, count] of Object.entries(more)) sum[reason] = (sum[reason] ?? 0) + count;
}

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function log(transactions: string, start = `<POSLog xmlns="${ARTS}">`, end = '</POSLog>'): string {
  return `${start}${transactions}${end}`;
}

function transaction(lines: string, { attributes = '', status = '', no = 1, head = '' } = {}): string {
  return (
    `<Transaction ${attributes}><RetailStoreID>7</RetailStoreID><WorkstationID>2</WorkstationID><SequenceNumber>${no}</SequenceNumber>` +
    `<BusinessDayDate>2026-03-06</BusinessDayDate>${head}<RetailTransaction ${status}>${lines}</RetailTransaction></Transaction>`
  );
}

function sale(no: number, inside: string, { attributes = '', kind = 'Sale' } = {}): string {
  return `<LineItem ${attributes}><SequenceNumber>${no}</SequenceNumber><${kind}><ItemID>A1</ItemID>${inside}</${kind}></LineItem>`;
}

const OPAQUE = { product_ids: 'opaque' };
const QUANTITY = '<Quantity>1</Quantity><ExtendedAmount>2.00</ExtendedAmount>';

describe('a POSLog', () => {
  test.each([1 << 20, 997, 64, 7])('is read as expected in chunks of %d bytes', async (chunk) => {
    const expected: unknown = JSON.parse(readFileSync(join(LAYOUTS, 'poslog.expected.json'), 'utf8'));
    const { rows, rejections, skipped, error } = await read(SAMPLE, {}, chunk);
    const told = rejections.map(({ line, column, reason, message }) => ({ line, column, reason, message }));
    expect(error).toBeUndefined();
    expect(JSON.parse(JSON.stringify({ rows, rejections: told, skipped }))).toEqual(expected);
  });

  test('has names in whatever prefix, below whatever envelope', async () => {
    const inside = log(transaction(sale(1, QUANTITY)), '', '').replaceAll(/<(\/?)/g, '<$1a:');
    const wrapped = `<r:Response xmlns:r="urn:r"><r:Logs><a:POSLog xmlns:a="${ARTS}">${inside}</a:POSLog></r:Logs></r:Response>`;
    expect((await read(wrapped, OPAQUE)).rows).toHaveLength(1);
    const inherited = `<Reply xmlns="urn:vendor">${transaction(sale(1, QUANTITY))}</Reply>`;
    expect((await read(inherited, OPAQUE)).rows).toHaveLength(1);
  });

  test("leaves out what vendors add, also under the log's own names", async () => {
    const added = '<x:Quantity xmlns:x="urn:x">9<ItemID>B</ItemID></x:Quantity>';
    const { rows } = await read(log(transaction(sale(1, added + QUANTITY))), OPAQUE);
    expect(rows).toMatchObject([{ quantityMilli: 1000, productId: 'A1' }]);
  });

  test('maps its own fields where a chain means something else', async () => {
    const columns = { transaction_id: 'ReceiptNumber', net_amount: 'ExtendedAmount', product_id: 'ItemID' };
    const head = '<ReceiptNumber>R-9</ReceiptNumber>';
    const { rows } = await read(log(transaction(sale(1, QUANTITY), { head })), { ...OPAQUE, columns });
    expect(rows).toMatchObject([{ transactionId: 'R-9', netCents: 200, productId: 'A1' }]);
  });

  test('of another kind is named', async () => {
    expect((await read('<catalog><item/></catalog>')).error).toMatchObject({ code: 'poslog', exitCode: 65 });
    expect((await read(`<POSLog xmlns="${ARTS}"/>`)).error).toBeUndefined();
  });
});

describe('a line', () => {
  const link = (no: number) => `${QUANTITY}<ItemLink>${no}</ItemLink>`;
  const voided = { attributes: 'VoidFlag="true"' };
  test.each([
    [
      'is void when it undoes the one it links to',
      sale(1, QUANTITY) + sale(2, link(1), voided),
      ['sale', 'void'],
      {},
    ],
    [
      'is void when the same sale stands above it',
      sale(1, QUANTITY) + sale(2, QUANTITY, voided),
      ['sale', 'void'],
      {},
    ],
    ['is skipped when it is the one struck off', sale(1, QUANTITY, voided), [], { voided: 1 }],
    [
      'undoes one sale alone',
      sale(1, QUANTITY) + sale(2, QUANTITY, voided) + sale(3, QUANTITY, voided),
      ['sale', 'void'],
      { voided: 1 },
    ],
    [
      'and the return that it undoes are skipped',
      sale(1, QUANTITY, { kind: 'Return' }) + sale(2, QUANTITY, { ...voided, kind: 'Return' }),
      [],
      { voided: 2 },
    ],
    ['that is deleted is skipped', sale(1, QUANTITY, { attributes: 'DeleteFlag="1"' }), [], { cancelled: 1 }],
    ['that returns goods is a return', sale(1, QUANTITY, { kind: 'Return' }), ['return'], {}],
    ['to be delivered is a sale', sale(1, QUANTITY, { kind: 'SaleForDelivery' }), ['sale'], {}],
    ['of tender is skipped', '<LineItem><Tender><Amount>2</Amount></Tender></LineItem>', [], { tender: 1 }],
    ['of points is skipped', '<LineItem><LoyaltyReward/></LineItem>', [], { points: 1 }],
    ['of anything else is skipped', '<LineItem><AgeRestriction/></LineItem>', [], { 'not-goods': 1 }],
  ])('%s', async (_, lines, types, skipped) => {
    const result = await read(log(transaction(lines)), OPAQUE);
    expect(result.rows.map(({ lineType }) => lineType)).toEqual(types);
    expect(result.skipped).toEqual(skipped);
  });

  test('of a transaction that undoes another is void', async () => {
    const undone = `<TransactionLink ReasonCode="PostVoid"/>${sale(1, QUANTITY)}`;
    expect((await read(log(transaction(undone)), OPAQUE)).rows).toMatchObject([
      { lineType: 'void', netCents: -200 },
    ]);
  });

  test.each([
    ['TrainingModeFlag="1"', '', 'training'],
    ['SuspendFlag="true"', '', 'suspended'],
    ['VoidedFlag="true"', '', 'voided'],
    ['', 'TransactionStatus="Suspended"', 'suspended'],
    ['', 'TransactionStatus="Canceled"', 'cancelled'],
    ['', 'TransactionStatus="Training"', 'training'],
  ])('of a transaction with %s%s is skipped', async (attributes, status, reason) => {
    const { rows, skipped } = await read(log(transaction(sale(1, QUANTITY), { attributes, status })));
    expect([rows, skipped]).toEqual([[], { [reason]: 1 }]);
  });

  test.each([
    [
      'the amount paid',
      '<Quantity>2</Quantity><ExtendedAmount>3.0000</ExtendedAmount>',
      [2000, 300, undefined],
    ],
    [
      'the amount before a discount',
      '<Quantity>3</Quantity><RegularSalesUnitPrice>10.0</RegularSalesUnitPrice><ExtendedAmount>30</ExtendedAmount><ExtendedDiscountAmount>30</ExtendedDiscountAmount>',
      [3000, 0, 3000],
    ],
    [
      'the amount after a discount',
      '<Quantity>3</Quantity><RegularSalesUnitPrice>10.0</RegularSalesUnitPrice><ExtendedAmount>28.5</ExtendedAmount><RetailPriceModifier><Amount Action="Subtract">1</Amount></RetailPriceModifier><RetailPriceModifier><Amount>0.5</Amount></RetailPriceModifier>',
      [3000, 2850, 150],
    ],
    [
      'no discount that was taken back',
      '<Quantity>1</Quantity><UnitListPrice>2</UnitListPrice><ExtendedAmount>2</ExtendedAmount><RetailPriceModifier><Amount>1</Amount></RetailPriceModifier><RetailPriceModifier><Amount Action="Add">1</Amount></RetailPriceModifier>',
      [1000, 200, undefined],
    ],
    ['one piece where no quantity is', '<ExtendedAmount>2</ExtendedAmount>', [1000, 200, undefined]],
    ['no amount where none is', '<Quantity>1</Quantity>', [1000, undefined, undefined]],
  ])('has %s', async (_, inside, [quantityMilli, netCents, discountCents]) => {
    const { rows } = await read(log(transaction(sale(1, inside))), OPAQUE);
    expect(rows).toMatchObject([{ quantityMilli, netCents, discountCents }]);
  });
});

describe('a discount of the whole transaction', () => {
  const cost = (amount: string, more = ''): string =>
    `<Quantity>1</Quantity><ExtendedAmount>${amount}</ExtendedAmount>${more}`;
  const off = (inside: string): string =>
    `<LineItem><SequenceNumber>9</SequenceNumber><Discount>${inside}</Discount></LineItem>`;
  const three = sale(1, cost('1.00')) + sale(2, cost('1.00')) + sale(3, cost('1.00'));
  const total = (type: string, amount: string): string => `<Total TotalType="${type}">${amount}</Total>`;
  test.each([
    ['is shared out to the cent, the earlier first', three + off('<Amount>1.00</Amount>'), [66, 67, 67]],
    ['that is added makes dearer', three + off('<Amount Action="Add">0.03</Amount>'), [101, 101, 101]],
    [
      'is of the lines it links to',
      three + off('<Amount>0.50</Amount><ItemLink>2</ItemLink>'),
      [100, 50, 100],
    ],
    [
      'that was struck off is none',
      three + off('<Amount>1</Amount>').replace('>', ' VoidFlag="1">'),
      [100, 100, 100],
    ],
    [
      'is for nothing that comes back',
      three + sale(4, cost('5.00'), { kind: 'Return' }) + off('<Amount>3.00</Amount>'),
      [0, 0, 0, -500],
    ],
    [
      'is in the lines that come to the net total',
      three + off('<Amount>1.00</Amount>') + total('TransactionNetAmount', '3.00'),
      [100, 100, 100],
    ],
    [
      'is in the lines that come to the grand total less tax',
      `${three}<LineItem><Tax><Amount>0.21</Amount></Tax></LineItem>${off('<Amount>1.00</Amount>')}${total('TransactionGrandAmount', '3.21')}`,
      [100, 100, 100],
    ],
    [
      'is not in lines that come to more',
      three + off('<Amount>1.00</Amount>') + total('TransactionGrandAmount', '2.00'),
      [66, 67, 67],
    ],
    [
      'is in the lines whose modifiers link to it',
      sale(
        1,
        cost(
          '0.50',
          '<RetailPriceModifier><Amount>0.50</Amount><ItemLink>9</ItemLink></RetailPriceModifier>',
        ),
      ) + off('<Amount>0.50</Amount>'),
      [50],
    ],
  ])('%s', async (_, lines, cents) => {
    const { rows, rejections, skipped } = await read(log(transaction(lines)), OPAQUE);
    expect(rows.map(({ netCents }) => netCents)).toEqual(cents);
    expect([rejections, skipped['not-goods']]).toEqual([[], 1]);
  });

  test.each([
    ['without an amount', '<Percentage>10</Percentage>'],
    ['of more than there is to take it off', '<Amount>3.01</Amount>'],
    ['of a line that is no sale', '<Amount>1</Amount><ItemLink>7</ItemLink>'],
  ])('%s is told, and takes nothing off', async (_, inside) => {
    const { rows, rejections } = await read(log(transaction(three + off(inside))), OPAQUE);
    expect(rows.map(({ netCents }) => netCents)).toEqual([100, 100, 100]);
    expect(rejections.map(({ reason }) => reason)).toEqual(['discount-amount']);
  });
});

describe('a broken POSLog', () => {
  const WHOLE = log(
    [1, 2, 3, 4].map((no) => `\n${transaction(sale(1, QUANTITY) + sale(2, QUANTITY), { no })}`).join(''),
  );

  test('cut off anywhere gives the transactions before the cut, whole, and says the line', async () => {
    const ends = [...WHOLE.matchAll(/<\/Transaction>/g)].map(({ index }) => index + '</Transaction>'.length);
    for (let cut = 1; cut < WHOLE.length; cut += 31) {
      const { rows, error } = await read(WHOLE.slice(0, cut), OPAQUE, 100);
      const complete = ends.filter((end) => end <= cut).length;
      expect(rows.map(({ transactionId }) => transactionId)).toEqual(
        [1, 2, 3, 4].slice(0, complete).flatMap((no) => [String(no), String(no)]),
      );
      expect(error).toMatchObject({ code: 'xml', exitCode: 65 });
      expect(error?.at?.line).toBe(WHOLE.slice(0, cut).split('\n').length);
    }
  });

  test.each([
    ['an & that is none', WHOLE.replace('>3<', '>R&D<'), 'xml', 4],
    ['an unknown entity', WHOLE.replace('>3<', '>&nbsp;<'), 'xml', 4],
    ['a wrong end tag', WHOLE.replace('</RetailStoreID>', '</StoreID>'), 'xml', 2],
    ['a control character', WHOLE.replace('>3<', '>\u0001<'), 'xml', 4],
    ['text behind its end', `${WHOLE}\nx`, 'xml', 6],
    ['a document type', `<!DOCTYPE POSLog [<!ENTITY a "aaaa">]>${WHOLE.replace('>3<', '>&a;<')}`, 'xml', 1],
    ['an external entity', `<!DOCTYPE POSLog SYSTEM "file:///etc/passwd">${WHOLE}`, 'xml', 1],
    ['elements without end', log(`<Transaction>${'<a>'.repeat(500)}`), 'xml', 1],
    ['an encoding unheard of', `<?xml version="1.0" encoding="EBCDIC-US"?>${WHOLE}`, 'xml-encoding', 1],
    ['nothing in it', '', 'xml', 1],
  ])('with %s is refused with the place', async (_, content, code, line) => {
    expect((await read(content, OPAQUE)).error).toMatchObject({ code, exitCode: 65, at: { line } });
  });

  test('in another encoding than it says names the line; what it says is believed', async () => {
    const named = WHOLE.replace('>3<', '>3\u00e9<');
    const latin = Buffer.from(named, 'latin1');
    expect((await read(latin, OPAQUE)).error).toMatchObject({ code: 'xml-encoding', at: { line: 4 } });
    const declared = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${named}`, 'latin1');
    expect((await read(declared, OPAQUE)).rows.map(({ transactionId }) => transactionId)).toContain(
      '3\u00e9',
    );
    const wide = Buffer.from(`\ufeff${named}`, 'utf16le');
    expect((await read(wide, OPAQUE, 63)).rows.map(({ transactionId }) => transactionId)).toContain(
      '3\u00e9',
    );
  });
});
