import { describe, expect, test } from 'vitest';
import { type ControlTotals, parseControl } from '../../src/ingest/control.ts';
import { countFeed, differences } from '../../src/ingest/count-feed.ts';
import { parseLayout } from '../../src/ingest/layout.ts';
import { UserError } from '../../src/shared/errors.ts';

const HEADER = 'store_id,transaction_id,timestamp,product_id,quantity,net_amount\n';
const LINES = [
  '101,1,2026-11-20 09:15,00677498103126,1,4.49',
  '101,1,2026-11-20 09:15,00072987136928,2,9.38',
  '102,7,2026-11-20,00072987136928,1,4.69',
  '101,2,2026-11-21,00677498103126,-1,-4.49',
];
const GOOD = HEADER + LINES.map((line) => `${line}\n`).join('');
const CONTROL =
  '{"run_id": 7, "rows": 4, "net_amount": "14.07", "store_days": [' +
  '{"store_id": "101", "day": "2026-11-20", "rows": 2, "net_amount": 13.87},' +
  '{"store_id": "102", "day": "2026-11-20", "rows": 1, "net_amount": "4.69"},' +
  '{"store_id": "101", "day": "2026-11-21", "rows": 1, "net_amount": "-4.49"}]}';

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function countText(text: string, layout = undefined as Parameters<typeof countFeed>[2]['layout']) {
  const options = { fileName: 'scans.csv', layout, productIds: 'gtin' } as const;
  return countFeed('scans', bytesOf(text), options, true);
}

async function differing(text: string, control: string | ControlTotals = CONTROL): Promise<string[]> {
  const said = typeof control === 'string' ? parseControl(control, 'x.control.json', 'scans') : control;
  return differences(said, await countText(text));
}

describe('a file and what its control file says', () => {
  test('a whole file is what it should be', async () => {
    expect(await differing(GOOD)).toEqual([]);
  });

  test('a file that was cut at the end of a line is found out, and where', async () => {
    expect(await differing(HEADER + LINES.slice(0, 3).join('\n'))).toEqual([
      'the file: 4 rows by the control file, 3 in the file (1 missing)',
      'the file: net_amount 14.07 by the control file, 18.56 in the file',
      'store 101 on 2026-11-21: 1 rows by the control file, 0 in the file (1 missing)',
      'store 101 on 2026-11-21: net_amount -4.49 by the control file, 0.00 in the file',
    ]);
  });

  test('the same number of rows with another amount is found out', async () => {
    const swapped = GOOD.replace(',4.69', ',4.96');
    expect(await differing(swapped, '{"rows": 4, "net_amount": "14.07"}')).toEqual([
      'the file: net_amount 14.07 by the control file, 14.34 in the file',
    ]);
  });

  test('a store and day that the control file does not name is too many', async () => {
    const extra = `${GOOD}103,1,2026-11-20,00072987136928,1,0.00\n`;
    const [, found] = await differing(extra);
    expect(found).toBe('store 103 on 2026-11-20: the control file does not name it, the file has 1 rows');
  });

  test('rows that will be rejected count, with their amount; one of no day may be of any', async () => {
    const broken = GOOD.replace(',00677498103126,1,4.49', ',1.2E+10,1,4.49');
    expect(await differing(broken)).toEqual([]);
    const noDay = GOOD.replace('101,1,2026-11-20 09:15,00677498103126', '101,1,20.11.26,00677498103126');
    expect(await differing(noDay)).toEqual([]);
    expect(await differing(`${noDay}101,2,2026-11-21,00677498103126,1,4.49\n`)).toContain(
      'store 101 on 2026-11-21: 1 rows by the control file, 2 in the file (1 too many)',
    );
  });

  test('amounts are read as the layout writes them', async () => {
    const layout = parseLayout(
      { feed: 'scans', delimiter: ';', decimal_mark: ',', columns: { net_amount: 'Betrag' } },
      'layout.toml',
    );
    const text =
      'store_id;transaction_id;timestamp;product_id;quantity;Betrag\n101;1;2026-11-20;00677498103126;1;4,49\n';
    const { rows, netCents } = await countText(text, layout);
    expect([rows, netCents]).toEqual([1, 449]);
  });
});

describe('a control file', () => {
  test.each([
    ['{"rows": 4', 'it is not JSON'],
    ['[4]', 'expected an object'],
    ['{}', 'it has none of rows, net_amount, sha256, store_days'],
    ['{"row": 4}', 'row: unknown key; did you mean rows?'],
    ['{"rows": -1}', 'rows: expected 0 or more'],
    ['{"net_amount": "1,048.20"}', 'net_amount: expected an amount'],
    ['{"sha256": "abc"}', 'sha256: expected the 64 hexadecimal digits'],
    ['{"store_days": [{"store_id": "1", "day": "2026-02-30"}]}', 'store_days.0.day: expected a day'],
    [
      '{"store_days": [{"store_id": "1", "day": "2026-02-03"}, {"store_id": "1", "day": "2026-02-03"}]}',
      'the same store and day is there twice',
    ],
  ])('%s proves nothing', (text, fault) => {
    const read = (): unknown => parseControl(text, 'scans.csv.control.json', 'scans');
    expect(read).toThrow(UserError);
    expect(read).toThrow(expect.objectContaining({ exitCode: 65, next: expect.stringContaining(fault) }));
  });

  test('totals of a chain are larger than any line', () => {
    expect(parseControl('{"net_amount": "12345678901.5"}', 'x', 'scans').netCents).toBe(1_234_567_890_150);
  });

  test('money is of scans alone', () => {
    expect(() => parseControl('{"net_amount": "1.00"}', 'x', 'products')).toThrow(UserError);
    expect(parseControl('{"rows": 3}', 'x', 'products').rows).toBe(3);
  });
});
