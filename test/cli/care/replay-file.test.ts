import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ReplayLine, readLogs } from '../../../src/cli/care/replay-file.ts';
import { productIdReader } from '../../../src/shared/product-id.ts';
import { defaultRules } from '../../../src/shared/product-rules.ts';
import { date } from '../../offers/build.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const scratch = scratchDirectory();

function file(name: string, text: string): string {
  writeFileSync(join(scratch, name), text);
  return join(scratch, name);
}

async function read(...paths: string[]): Promise<ReplayLine[]> {
  const lines: ReplayLine[] = [];
  for await (const line of readLogs(paths, productIdReader(defaultRules('gtin')))) lines.push(line);
  return lines;
}

const KEY = { store_id: '101', register_id: 2, business_day: '2026-10-24', transaction_id: 7 };
const LINE = { line_no: 1, product_id: 'plu:4011', quantity: 1.355, unit_price_cents: 62, amount_cents: 84 };
const REQUEST = { ...KEY, list_code: '1234-5678 9012 3456', lines: [LINE] };

function item(line: ReplayLine | undefined) {
  if (line?.tag !== 'item') throw new Error(`no item: ${JSON.stringify(line)}`);
  return line.item;
}

describe('a line of a lanes’ log', () => {
  test('is a redemption request as the endpoint takes it, ids written as numbers included', async () => {
    const [line] = await read(file('request.ndjson', `${JSON.stringify(REQUEST)}\n`));
    expect(item(line)).toEqual({
      act: 'redeem',
      request: {
        storeId: '101',
        registerId: '2',
        day: date('2026-10-24'),
        transactionId: '7',
        listCode: '1234567890123456',
        cardId: undefined,
        lines: [
          { lineNo: 1, productId: 'plu:4011', quantityMilli: 1355, unitPriceCents: 62, amountCents: 84 },
        ],
      },
      contentHash: undefined,
      redemptionId: undefined,
      told: undefined,
    });
  });

  test('is a void or a return, by the number and by the lane’s own key', async () => {
    const lines = await read(
      file(
        'undo.ndjson',
        [
          { act: 'void', redemption_id: 3, redeemed_by: KEY },
          {
            act: 'return',
            redemption_id: 4,
            line_no: 2,
            quantity: 0.5,
            by: 'Bo',
            returned_at: '2026-10-25T08:00:00.000Z',
          },
        ]
          .map((each) => JSON.stringify(each))
          .join('\n'),
      ),
    );
    expect(item(lines[0])).toMatchObject({ act: 'void', redemptionId: 3, key: { registerId: '2' } });
    expect(item(lines[1])).toMatchObject({
      act: 'return',
      lineNo: 2,
      quantityMilli: 500,
      key: undefined,
      by: 'Bo',
    });
  });

  test('that was answered no has given nothing', async () => {
    const [line] = await read(
      file('no.ndjson', JSON.stringify({ act: 'redeem', status: 'rejected', request: REQUEST })),
    );
    expect(line?.tag).toBe('answered-no');
  });

  const UNREADABLE: readonly (readonly [string, string])[] = [
    ['cut off', '{"store_id":"101","lin'],
    ['no object', '42'],
    ['of another act', '{"act":"dance"}'],
    ['without lines', JSON.stringify({ ...REQUEST, lines: undefined })],
    ['without a store', JSON.stringify({ ...REQUEST, store_id: '' })],
    ['of no day', JSON.stringify({ ...REQUEST, business_day: '2026-02-30' })],
    ['with half a cent', JSON.stringify({ ...REQUEST, lines: [{ ...LINE, amount_cents: 8.5 }] })],
    ['with a line that is none', JSON.stringify({ ...REQUEST, lines: [null] })],
    ['with a quantity in words', JSON.stringify({ ...REQUEST, lines: [{ ...LINE, quantity: 'two' }] })],
    ['a void of nothing', '{"act":"void"}'],
    ['a return of nothing', '{"act":"return","redemption_id":1,"line_no":1,"quantity":0}'],
    ['a return of less than nothing', '{"act":"return","redemption_id":1,"line_no":1,"quantity":-1}'],
    // Read as none it would have been a return of all that was left.
    ['a return of a quantity in words', '{"act":"return","redemption_id":1,"line_no":1,"quantity":"1"}'],
    ['a return at no time', '{"act":"return","redemption_id":1,"line_no":1,"returned_at":"soon"}'],
  ];
  test.each(UNREADABLE)('%s is unreadable, says why, and costs no other line', async (name, text) => {
    const good = JSON.stringify(REQUEST);
    const lines = await read(file(`${name}.ndjson`, `${good}\n${text}\n${good}\n`));
    expect(lines.map(({ tag, line }) => [tag, line])).toEqual([
      ['item', 1],
      ['unreadable', 2],
      ['item', 3],
    ]);
    expect(lines[1]).toMatchObject({ why: expect.stringMatching(/\w{4}/) });
  });
});

describe('a CSV file of a register', () => {
  const header =
    'store_id,register_id,transaction_id,business_day,list_code,card_id,line_no,product_id,quantity,unit_price_cents,amount_cents';

  test('has a row per line of the basket; rows of one transaction are one request', async () => {
    const lines = await read(
      file(
        'register.csv',
        `\uFEFF${header}\n101,1,7,2026-10-24,,C1,1,plu:4011,1,62,62\n101,1,7,2026-10-24,,C1,2,DEPOSIT,2,5,10\n101,1,8,2026-10-24,,C1,1,plu:4011,1,62,62\n`,
      ),
    );
    expect(lines.map(item)).toMatchObject([
      {
        request: { transactionId: '7', cardId: 'C1', lines: [{ lineNo: 1 }, { productId: 'other:DEPOSIT' }] },
      },
      { request: { transactionId: '8', lines: [{ lineNo: 1 }] } },
    ]);
  });

  test('with a row that cannot be read loses that transaction alone', async () => {
    const lines = await read(
      file(
        'bad.csv',
        `${header}\n101,1,7,2026-10-24,,C1,1,plu:4011,1,"0,62",62\n101,1,8,2026-10-24,,C1,1,plu:4011,1,62,62\n`,
      ),
    );
    expect(lines.map(({ tag, line }) => [tag, line])).toEqual([
      ['unreadable', 2],
      ['item', 3],
    ]);
  });

  test('without a column it needs is refused as a whole', async () => {
    const path = file('column.csv', 'store_id,register_id\n101,1\n');
    await expect(read(path)).rejects.toMatchObject({ exitCode: 65 });
  });
});

test('several logs are read in the order in which things happened, each in its own order', async () => {
  const log = (name: string, times: readonly (string | undefined)[]): string =>
    file(
      name,
      times
        .map((at, n) =>
          JSON.stringify({ ...REQUEST, transaction_id: `${name}${n}`, ...(at === undefined ? {} : { at }) }),
        )
        .join('\n'),
    );
  const lines = await read(
    log('a', ['2026-10-24T08:00:00Z', '2026-10-24T10:00:00Z', undefined]),
    log('b', ['2026-10-24T09:00:00Z', '2026-10-24T11:00:00Z']),
    log('c', [undefined, undefined]),
  );
  const order = lines.map((line) => {
    const read = item(line);
    return read.act === 'redeem' ? read.request.transactionId : '';
  });
  expect(order).toEqual(['c0', 'c1', 'a0', 'b0', 'a1', 'a2', 'b1']);
});
