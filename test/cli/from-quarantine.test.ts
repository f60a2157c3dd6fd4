import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run as forget } from '../../src/cli/commands/forget.ts';
import { day } from '../../src/shared/day.ts';
import { csvLine } from '../ingest/read.ts';
import { connect, openHistoryIn } from '../store/room.ts';
import { ingestRoom, scansCsv } from './ingest-room.ts';
import { worldIn } from './world.ts';

type Room = ReturnType<typeof ingestRoom>;

const LINES = `SELECT transaction_id, line.line_no, product.product_id, line.quantity_milli FROM receipt,
  receipt_line(receipt.lines) AS line JOIN product USING (product_no) ORDER BY 1, 2, 3`;

/** Every current line: transaction, number, product, units; while the calendar of the stores counts them as well. */
function linesOf({ data }: Room): string[] {
  expect(openHistoryIn(data).storeDays.wrongDays(day(0))).toEqual([]);
  const rows = connect(data, 'history').prepare(LINES).raw().all() as (string | number | null)[][];
  return rows.map(
    ([transaction, line, product, milli]) =>
      `${transaction} ${line ?? '-'} ${product} ${Number(milli) / 1000}`,
  );
}

/** A file with three receipts, of which one line each of the first two is wrong. */
const FAULTY = scansCsv([
  ['T1', 'plu:4011'],
  ['T1', 'plu:4011', '1O'],
  ['T1', 'plu:4046'],
  ['T2', 'plu:4011', 'one'],
  ['T3', 'plu:4046'],
]);
const RIGHT = [
  'T1 1 plu:4011 1',
  'T1 2 plu:4011 10',
  'T1 3 plu:4046 1',
  'T2 4 plu:4011 1',
  'T3 5 plu:4046 1',
];

async function rejected(room: Room, content = FAULTY, name = 'scans.csv'): Promise<string> {
  const { document } = await room.ingest(['scans', room.write(name, content)]);
  return readFileSync(String(document.quarantine), 'utf8');
}

/** Feed rows back from a file of that text. */
const feed = (room: Room, text: string | Uint8Array, options: object = {}) =>
  room.ingest(['scans'], { fromQuarantine: room.write('mended.csv', text), ...options });

const mend = (text: string): string => text.replace(/,1O,/, ',10,').replace(/,one,/, ',1,');

describe('corrected rows', () => {
  test('come to their receipts, beside the lines that are there', async () => {
    const room = ingestRoom();
    const quarantine = await rejected(room);
    const { document, exitCode } = await feed(room, mend(quarantine));
    expect(document).toMatchObject({ lines_read: 2, lines_stored: 2, lines_rejected: 0 });
    expect(document.files).toMatchObject([{ file: 'scans.csv', state: 'ingested' }]);
    expect(exitCode).toBeUndefined();
    expect(linesOf(room)).toEqual(RIGHT);
  });

  test('count once, whether the same file comes again or one with more rows in it', async () => {
    const room = ingestRoom();
    const quarantine = await rejected(room);
    const half = quarantine.replace(/,1O,/, ',10,');
    expect((await feed(room, half)).document).toMatchObject({ lines_stored: 1, lines_rejected: 1 });
    expect((await feed(room, half)).document).toMatchObject({
      lines_stored: 0,
      lines_duplicate: 1,
      lines_rejected: 1,
    });
    expect((await feed(room, mend(quarantine))).document).toMatchObject({
      lines_stored: 1,
      lines_duplicate: 1,
    });
    expect((await feed(room, mend(quarantine))).document).toMatchObject({
      lines_stored: 0,
      lines_duplicate: 2,
    });
    expect(linesOf(room)).toEqual(RIGHT);
  });

  test('that equal another line of the receipt are two lines, as on paper', async () => {
    const room = ingestRoom();
    const unnumbered = scansCsv([
      ['T1', 'plu:4011'],
      ['T1', 'plu:4011', 'x'],
    ]).replace(/^(101,T1),\d,/gm, '$1,,');
    const quarantine = await rejected(room, unnumbered);
    const mended = quarantine.replace(/,x,/, ',1,');
    await feed(room, mended);
    await feed(room, `${mended}\n`);
    expect(linesOf(room)).toEqual(['T1 - plu:4011 1', 'T1 - plu:4011 1']);
  });

  test('that are still wrong are rejected under their first place, and may come from there', async () => {
    const room = ingestRoom();
    const first = await rejected(room);
    const { document } = await feed(room, first.replace(/,1O,/, ',10,').replace(/,one,/, ',eins,'));
    const second = readFileSync(String(document.quarantine), 'utf8');
    expect(second.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^scans\.csv,5,quantity,quantity-format,.*sha-/),
      '',
    ]);
    expect((await feed(room, second.replace(/,eins,/, ',1,'))).document).toMatchObject({ lines_stored: 1 });
    expect((await feed(room, mend(first))).document).toMatchObject({ lines_stored: 0, lines_duplicate: 2 });
    expect(linesOf(room)).toEqual(RIGHT);
  });

  test('may have been through a spreadsheet', async () => {
    const room = ingestRoom();
    const quarantine = mend(await rejected(room));
    // Semicolons instead of commas between the cells: every cell in quotes, carriage returns, a BOM, rows turned round.
    const rows = cellsOf(quarantine).map((cells) =>
      cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';'),
    );
    const [header = '', ...others] = rows;
    const saved = `\uFEFF${[header, ...others.reverse(), ';;;;;;;'].join('\r\n')}\r\n`;
    expect((await feed(room, saved)).document).toMatchObject({ lines_stored: 2 });
    expect(linesOf(room)).toEqual(RIGHT);
  });

  test('may have been saved in the code page of the West', async () => {
    const room = ingestRoom();
    const products = `product_id,description,restricted\nplu:4011,Bananas,none\nplu:4046,Jalape\u00f1os,hot\n`;
    const { document } = await room.ingest(['products', room.write('products.csv', products)]);
    const saved = Buffer.from(
      readFileSync(String(document.quarantine), 'utf8').replace(/,hot,/, ',none,').replace(',hot"', ',none"'),
      'latin1',
    );
    const path = room.write('mended.csv', saved);
    expect((await room.ingest(['products'], { fromQuarantine: path })).document).toMatchObject({
      lines_stored: 1,
    });
    expect(
      connect(room.data, 'history')
        .prepare("SELECT description FROM product WHERE product_id = 'plu:4046'")
        .pluck()
        .get(),
    ).toBe('Jalape\u00f1os');
  });

  test('are read by the layout of their source, without what belongs to the file as a whole', async () => {
    const room = ingestRoom();
    const keys = 'encoding = "windows-1252"\nskip_lines = 1\ndelimiter = ";"';
    const layout = room.write('l.toml', `feed = "products"\n${keys}\n[columns]\ndescription = "Artikel"\n`);
    const text = 'Export 7\nproduct_id;Artikel;restricted\nplu:4011;K\u00e4se;hei\u00df\n';
    const path = room.write('products.csv', Buffer.from(text, 'latin1'));
    const { document } = await room.ingest(['products', path], { layout });
    const quarantine = readFileSync(String(document.quarantine), 'utf8');
    expect(quarantine).toContain('plu:4011;K\u00e4se;hei\u00df');
    const mended = room.write('mended.csv', quarantine.replace(';hei\u00df,', ';none,'));
    const back = await room.ingest(['products'], { fromQuarantine: mended, layout });
    expect(back.document).toMatchObject({ lines_stored: 1, lines_rejected: 0 });
    const names = connect(room.data, 'history').prepare('SELECT description FROM product').pluck().all();
    expect(names).toEqual(['K\u00e4se']);
  });

  test('that were cleared are left out', async () => {
    const room = ingestRoom();
    const [header = [], first = [], second = []] = cellsOf(mend(await rejected(room)));
    const cleared = first.map((cell, at) => (at === 5 ? '' : cell));
    const text = [header, cleared, second].map(csvLine).join('');
    expect((await feed(room, text)).document).toMatchObject({ lines_read: 1, lines_stored: 1 });
  });

  test('of several files are told apart', async () => {
    const room = ingestRoom();
    const other = FAULTY.replace(/,T(\d),/g, ',U$1,');
    const paths = [room.write('a.csv', FAULTY), room.write('b.csv', other)];
    const { document } = await room.ingest(['scans', ...paths]);
    const back = await feed(
      room,
      mend(mend(readFileSync(String(document.quarantine), 'utf8')))
        .replaceAll(',1O,', ',10,')
        .replaceAll(',one,', ',1,'),
    );
    expect(back.document.files).toMatchObject([
      { file: 'a.csv', lines_stored: 2 },
      { file: 'b.csv', lines_stored: 2 },
    ]);
    expect(linesOf(room)).toEqual([...RIGHT, ...RIGHT.map((line) => line.replace('T', 'U'))]);
  });

  test('are taken in whole by the run after one that was killed', async () => {
    const room = ingestRoom();
    const quarantine = mend(await rejected(room));
    let breaths = 0;
    // Told to stop once the rows are stored, before their receipts are settled.
    const stopped = await room.ingest(
      ['scans'],
      { fromQuarantine: room.write('mended.csv', quarantine) },
      {
        standBack: () => undefined,
        stopSignal: () => (++breaths > 0 ? 'SIGTERM' : undefined),
      },
    );
    expect(stopped.error).toMatchObject({ exitCode: 143 });
    // Other rows come next, so that what was stopped can only be ended, and not gone on with.
    const [header = [], , second = []] = cellsOf(quarantine);
    expect((await feed(room, [header, second].map(csvLine).join(''))).document).toMatchObject({
      lines_duplicate: 1,
    });
    expect(linesOf(room)).toEqual(RIGHT);
    expect((await feed(room, quarantine)).document).toMatchObject({ lines_stored: 0, lines_duplicate: 2 });
  });
});

test('nothing is fed back where a row cannot be told', async () => {
  const room = ingestRoom();
  const quarantine = mend(await rejected(room));
  const spoiled: [string, string][] = [
    [quarantine.replace(/,header,source\n/, ',h,source\n'), 'quarantine-header'],
    [quarantine.replace(/,raw,/, ',row,'), 'quarantine-columns'],
    [quarantine.replace(/^scans.csv,3,/m, 'scans.csv,x,'), 'quarantine-line'],
    [quarantine.replace(/"101/, '101"'), 'quarantine-'],
  ];
  for (const [text, code] of spoiled) {
    const { error } = await feed(room, text);
    expect(error).toMatchObject({ code: expect.stringContaining(code), exitCode: 65 });
  }
  expect(linesOf(room)).toHaveLength(3);
});

test('files and a quarantine at once are too much, and neither is too little', async () => {
  const room = ingestRoom();
  const path = room.write('scans.csv', FAULTY);
  expect((await room.ingest(['scans', path], { fromQuarantine: path })).error?.exitCode).toBe(64);
  expect((await room.ingest(['scans'])).error?.exitCode).toBe(64);
});

test('a transaction log cannot be corrected row by row', async () => {
  const room = ingestRoom();
  const layout = room.write('l.toml', 'feed = "scans"\nformat = "poslog"\n');
  expect((await feed(room, 'file,line,raw\n', { layout })).error).toMatchObject({ code: 'rows-in-context' });
});

test('rows of a household that was forgotten do not come back', async () => {
  const room = ingestRoom();
  const households = 'household_id,card_ids,name,mail_consent\nH-1001,K-700123,Ann,yes\n';
  await room.ingest(['households', room.write('households.csv', households)]);
  const wrong =
    'store_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount\n1,T1,2026-02-27,K-700123,plu:4011,x,1.00\n';
  const { document } = await room.ingest(['scans', room.write('scans.csv', wrong)]);
  await forget(worldIn(room.dir).world, { data: room.data, household: 'H-1001', yes: true, by: 'Ann' });
  const scrubbed = readFileSync(String(document.quarantine), 'utf8');
  expect(scrubbed).toContain(',sha-');
  expect((await feed(room, scrubbed)).document).toMatchObject({ lines_read: 0 });
});

/** The cells of a file that has no line feed inside of one. */
function cellsOf(text: string): string[][] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
}
