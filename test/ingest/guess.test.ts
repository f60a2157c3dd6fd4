import { Buffer } from 'node:buffer';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guessLayout } from '../../src/ingest/guess/guess.ts';
import { parseLayout } from '../../src/ingest/layout.ts';
import { DAY_FORMS, exportFile, guess, OURS, sources } from './guess-files.ts';
import { readAll } from './read.ts';

describe('a guess', () => {
  test('finds our own columns in any order, with any delimiter, decimal mark and date format', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(OURS, { minLength: OURS.length }),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('.' as const, ',' as const),
        fc.constantFrom(...(Object.keys(DAY_FORMS) as (keyof typeof DAY_FORMS)[])),
        async (order, delimiter, mark, format) => {
          const decimal = delimiter === ',' ? '.' : mark;
          const columns = order.map((name) => [name, name] as const);
          const text = exportFile({ delimiter, decimal, writeDay: DAY_FORMS[format], columns });
          const proposal = guess(text);
          expect(sources(proposal)).toEqual(Object.fromEntries(OURS.map((name) => [name, name])));
          expect(proposal.form).toMatchObject({ delimiter, decimalMark: decimal, hasHeader: true });
          expect(proposal.form?.date?.format ?? 'yyyy-MM-dd').toBe(format);
          expect(proposal.productIds).toEqual({ kind: 'gtin', validShare: 1, repair: undefined });
          const read = await readAll('scans', text, {
            layout: parseLayout(proposal.draft?.written, 'guessed.toml'),
          });
          expect(read.rejections).toEqual([]);
          expect(read.rows[0]?.row).toMatchObject({ storeId: '17', day: 20_513, netCents: 258 });
        },
      ),
      { numRuns: 20 },
    );
  });

  test.each([
    ['German', ';', 'Filiale;Kasse;Bonnr;Datum;Kundenkarte;Artikelnr;Bezeichnung;Menge;Betrag;Rabatt'],
    [
      'French',
      ';',
      'Magasin;Caisse;NumTicket;Date vente;Carte fidélité;Code barre;Libellé;Qté;Montant TTC;Remise',
    ],
    [
      'Spanish',
      '|',
      'Tienda|Caja|Num_Ticket|Fecha|Tarjeta|Código de barras|Descripción|Cantidad|Importe|Descuento',
    ],
    [
      'Italian',
      '\t',
      'Negozio\tCassa\tScontrino\tData\tTessera\tCodice a barre\tDescrizione\tQuantità\tImporto\tSconto',
    ],
    ['Dutch', ';', 'Filiaal;Kassa;Bonnr;Datum;Klantenkaart;Streepjescode;Omschrijving;Aantal;Bedrag;Korting'],
    ['Polish', ';', 'Sklep;Kasa;Paragon;Data sprzedaży;Karta;Kod kreskowy;Nazwa;Ilość;Wartość;Rabat'],
    [
      'English',
      ',',
      'StoreNumber,Lane,Receipt No,SaleDate,LoyaltyCard,UPC,Item Description,Qty,ExtPrice,Disc',
    ],
  ])('knows the names of a %s export', (_, delimiter, header) => {
    const kinds = OURS.filter((name) => name !== 'line_no');
    const columns = header.split(delimiter).map((name, at) => [name, kinds[at] ?? ''] as const);
    const decimal = delimiter === ',' ? '.' : ',';
    const proposal = guess(exportFile({ delimiter, decimal, writeDay: DAY_FORMS['dd.MM.yyyy'], columns }));
    expect(sources(proposal)).toEqual(
      Object.fromEntries(columns.map(([name, canonical]) => [canonical, name])),
    );
  });

  test('without a header tells what the cells can tell, and takes the rest for what it is', () => {
    const columns = ['transaction_id', 'product_id', 'timestamp', 'quantity', 'net_amount', 'store_id'].map(
      (name) => ['', name] as const,
    );
    const form = {
      delimiter: ',',
      decimal: '.',
      writeDay: DAY_FORMS['yyyy-MM-dd'],
      columns,
      isHeaded: false,
    } as const;
    const proposal = guess(exportFile(form));
    expect(sources(proposal)).toEqual({
      transaction_id: 'c1',
      product_id: 'c2',
      timestamp: 'c3',
      quantity: 'c4',
      net_amount: 'c5',
      store_id: 'c6',
    });
    expect(proposal.draft?.written).toMatchObject({ header: columns.map(([, name]) => name) });
    expect(proposal.columns.every(({ how }) => how !== 'sure')).toBe(true);
  });

  test('looks below the title of a report, and glues the time to the day', async () => {
    const columns = OURS.map((name) => [name, name === 'timestamp' ? 'timestamp' : name] as const);
    const form = { delimiter: ';', decimal: ',', writeDay: DAY_FORMS['dd.MM.yyyy'] } as const;
    const text = exportFile({ ...form, columns: [...columns, ['Uhrzeit', 'time']] });
    const titled = `Umsätze je Filiale\n\n${text}`;
    const { draft } = guess(titled);
    expect(draft?.written).toMatchObject({
      skip_lines: 2,
      date_format: 'dd.MM.yyyy[ HH:mm[:ss]]',
      columns: { timestamp: { join: ['timestamp', 'Uhrzeit'], with: ' ' } },
    });
    const read = await readAll('scans', titled, { layout: parseLayout(draft?.written, 'guessed.toml') });
    expect([read.rejections, read.rows[0]?.row.secondOfDay]).toEqual([[], 28_805]);
  });

  test.each([
    ['a title that fills one of the cells', 'Bonjournal;;;;;;;;;;;\n', { skip_lines: 1 }],
    ['no title', '', {}],
  ])('with %s loses no line', (_, title, expected) => {
    const columns = OURS.map((name) => [name, name] as const);
    const form = { delimiter: ';', decimal: '.', writeDay: DAY_FORMS.yyyyMMdd, columns } as const;
    const { draft } = guess(title + exportFile(form));
    expect(draft?.written).toMatchObject(expected);
    expect(draft?.written.skip_lines).toBe(title === '' ? undefined : 1);
  });

  test('takes a column by its place where its name is blank, or there twice', async () => {
    const text =
      'store,receipt,date,,qty,amount,amount\n1,7,2026-03-01,4006381333931,1,2.50,2.50\n1,8,2026-03-01,4006381333931,1,3.50,3.50\n';
    const { draft } = guess(text);
    expect(draft?.written.columns).toMatchObject({ product_id: 4, net_amount: 6 });
    const read = await readAll('scans', text, { layout: parseLayout(draft?.written, 'guessed.toml') });
    expect(read.rows.map(({ row }) => row.netCents)).toEqual([250, 350]);
  });

  test('says that a header is shorter than the lines below it', () => {
    const lines =
      'store;receipt;date;upc;qty\n1;7;2026-03-01;4006381333931;1;\n1;8;2026-03-02;4006381333931;1;\n';
    expect(guess(lines).notes.join(' ')).toContain('The header has 5 names, most lines have 6 fields');
  });

  test('knows an export that a shipped layout reads', () => {
    const names =
      'datetime,register_no,emp_no,trans_no,upc,trans_type,trans_subtype,trans_status,regPrice,total';
    expect(guess(`${names}\n2026-03-01 10:00:00,1,2,3,0001111041600,I,,,1.00,1.00\n`).notes[0]).toContain(
      'core-pos.toml',
    );
  });

  test('takes a discount that is written with a minus for one', () => {
    const text =
      'date,receipt,upc,qty,total,discount\n2026-03-01,1,plu:4011,1,2.00,-0.50\n2026-03-01,2,plu:4012,1,2.00,\n';
    expect(guess(text).draft?.written).toMatchObject({ negate: ['discount_amount'] });
  });

  test('reads money with its currency, thousands and minus, and what kind of line it is', async () => {
    const lines = [
      'Date,Time,SKU,Item,Qty,Net Sales,Event Type,Transaction ID,Location',
      '2026-03-01,9:05:11 AM,4006381333931,Pens,1.0,"$1,204.50",Payment,T1,Main St',
      '2026-03-02,1:05:11 PM,4006381333931,Pens,-1.0,-$4.50,Refund,T2,Main St',
    ];
    const { draft } = guess(lines.join('\n'));
    expect(draft?.written).toMatchObject({
      currency: ['$'],
      thousands_mark: ',',
      date_format: 'yyyy-MM-dd[ h:mm[:ss] a]',
      line_types: { Payment: 'sale', Refund: 'return' },
    });
    const read = await readAll('scans', lines.join('\n'), {
      layout: parseLayout(draft?.written, 'guessed.toml'),
    });
    expect(read.rows.map(({ row }) => [row.netCents, row.lineType, row.secondOfDay])).toEqual([
      [120_450, 'sale', 32_711],
      [-450, 'return', 47_111],
    ]);
  });

  test('takes whole cents for cents, and a receipt a card and day where no receipt has a number', () => {
    const { draft } = guess(
      'store,member,saledate,upc,amount_cents\n1,77,2026-03-01,plu:4011,129\n1,78,2026-03-01,plu:4011,99\n',
    );
    expect(draft?.written).toMatchObject({
      implied_decimals: { net_amount: 2 },
      columns: { transaction_id: { join: ['member', 'saledate'], with: '-' } },
    });
    expect(() => parseLayout(draft?.written, 'guessed.toml')).not.toThrow();
  });

  test('names what is missing, and what can stand in for it', () => {
    const columns = ['transaction_id', 'timestamp', 'product_id'].map((name) => [name, name] as const);
    const proposal = guess(
      exportFile({ delimiter: ',', decimal: '.', writeDay: DAY_FORMS.yyyyMMdd, columns }),
    );
    expect(proposal.missing.map(({ canonical, constant }) => [canonical, constant])).toEqual([
      ['store_id', '1'],
      ['quantity', '1'],
      ['net_amount', ''],
    ]);
    expect(proposal.draft?.written.constants).toEqual({ store_id: '1', quantity: '1', net_amount: '' });
  });

  test('proposes nothing where nothing can stand in for the product', () => {
    expect(guess('store_id,date,amount\n1,2026-03-01,2.50\n1,2026-03-02,3.50\n').draft).toBeUndefined();
  });

  test('of other feeds goes by names', () => {
    const proposal = guess('SKU;Beschreibung;Marke;Warengruppe\n4006381333931;Stift;Stab;Büro\n', 'products');
    expect(sources(proposal)).toEqual({
      product_id: 'SKU',
      description: 'Beschreibung',
      brand: 'Marke',
      category: 'Warengruppe',
    });
  });
});

describe('whatever the file is', () => {
  const LOG = [
    'H|312|4|2026-03-06',
    'I|4011|1|0.59|x',
    'I|4012|2|1.59|x',
    'T|2.18',
    'H|312|4|2026-03-07',
    'I|4011|1|0.59|x',
    'T|2.18',
  ];
  test.each([
    ['nothing', '', 'empty', 'nothing to guess'],
    ['blank lines', '\n\n \n', 'empty', 'nothing to guess'],
    ['one word', 'hello', 'one column', 'No comma'],
    ['a workbook', 'PK\x03\x04aaaa', 'a zip file or an Excel workbook', 'CSV UTF-8'],
    ['bytes', Buffer.from([0, 1, 2, 3, 254, 255, 0, 7]), 'no text', 'CSV UTF-8'],
    ['JSON', '[{"a": 1}]', 'JSON', 'CSV'],
    ['some XML', '<catalog><item/></catalog>', 'XML (catalog)', 'POSLog'],
    ['a log of records', LOG.join('\n'), 'a register log with 3 kinds of records', 'tlog'],
    [
      'a log of fixed width',
      [
        '01312042026',
        '0240110001005900',
        '0240120001005900',
        '99000218',
        '01312042026',
        '0240110001005900',
        '99000218',
      ].join('\r\n'),
      'a register log with 3 kinds of records',
      'tlog',
    ],
    [
      'fixed width',
      Array.from({ length: 9 }, (_, n) => `2026030${n}0000401100001000059`).join('\n'),
      'lines of 27 characters',
      'by hand',
    ],
  ])('%s is recognised', (_, content, what, next) => {
    const proposal = guess(content);
    expect(proposal.what).toContain(what);
    expect(proposal.notes.join(' ')).toContain(next);
    expect(proposal.draft).toBeUndefined();
  });

  test('a POSLog is read by its own format', () => {
    const sample = readFileSync(join(import.meta.dirname, '../../fixtures/layouts/poslog.xml'));
    expect(guess(sample).draft?.written).toEqual({ feed: 'scans', format: 'poslog' });
  });

  test.each([
    ['utf-16le', Buffer.from('\ufeffdate;upc\n2026-03-01;plu:4011\n', 'utf16le'), true],
    ['utf-16le', Buffer.from('date;upc\n2026-03-01;plu:4011\n', 'utf16le'), false],
    ['windows-1252', Buffer.from('date;upc;Größe\n2026-03-01;plu:4011;groß\n', 'latin1'), false],
    ['utf-8', Buffer.from('\ufeffdate;upc\n2026-03-01;plu:4011\n'), true],
  ])('%s is told by its bytes', (encoding, bytes, hasMark) => {
    expect(guess(bytes)).toMatchObject({ form: { encoding, hasMark, delimiter: ';' } });
  });

  test('it never fails, cut anywhere and damaged however', () => {
    const sample = exportFile({
      delimiter: ';',
      decimal: ',',
      writeDay: DAY_FORMS['dd.MM.yyyy'],
      columns: OURS.map((name) => [name, name] as const),
    }).slice(0, 3000);
    const damage = fc.tuple(fc.nat(sample.length), fc.nat(sample.length), fc.uint8Array({ maxLength: 20 }));
    fc.assert(
      fc.property(damage, fc.boolean(), ([from, to, bytes], isWhole) => {
        const [start, end] = [Math.min(from, to), Math.max(from, to)];
        const mutated = Buffer.concat([
          Buffer.from(sample.slice(0, start)),
          bytes,
          Buffer.from(sample.slice(end)),
        ]);
        expect(guessLayout({ feed: 'scans', bytes: mutated, isWhole }).notes).toBeInstanceOf(Array);
        expect(guessLayout({ feed: 'prices', bytes, isWhole }).notes).toBeInstanceOf(Array);
      }),
      { numRuns: 40 },
    );
  });
});

const DATA = join(import.meta.dirname, '../../../shared/data');
const present = existsSync(DATA);
if (!present) process.stdout.write(`skipped: guesses of real exports, since there is no ${DATA}\n`);

describe.skipIf(!present)('a real export', () => {
  test.each([
    [
      'layouts/leading_zeros_lost_dd-MON-yy.csv',
      'STORE_R BASKET_NUM PURCHASE_ PRODUCT_NUM UNITS SPEND HSHD_NUM',
      'dd-MMM-yy',
    ],
    [
      'layouts/basket_id_scientific_notation.csv',
      'STORE_CODE BASKET_ID SHOP_DATE PROD_CODE QUANTITY SPEND CUST_CODE',
      'yyyyMMdd',
    ],
    [
      'completejourney/scans.csv.gz',
      'store_id transaction_id timestamp product_id quantity net_amount household_id',
      undefined,
    ],
    ['dunnhumby/scans.csv.gz', '- transaction_id day_number product_id - - household_id', undefined],
    ['layouts/utf8_bom_quoted_names.csv', '- order_id - product_id - - user_id', undefined],
    ['layouts/no_header.csv', '? ? c7 ? c10 c11 ?', undefined],
  ])('%s is guessed', (file, expected, format) => {
    const raw = readFileSync(join(DATA, file));
    const bytes = (file.endsWith('.gz') ? gunzipSync(raw) : raw).subarray(0, 1 << 20);
    const proposal = guessLayout({ feed: 'scans', bytes, isWhole: false });
    const found = sources(proposal);
    const wanted = [
      'store_id',
      'transaction_id',
      'timestamp',
      'product_id',
      'quantity',
      'net_amount',
      'card_id',
    ];
    for (const [at, source] of expected.split(' ').entries())
      if (source !== '?') expect([wanted[at], found[wanted[at] ?? ''] ?? '-']).toEqual([wanted[at], source]);
    expect(proposal.form?.date?.format).toBe(format);
  });
});

test('every shipped sample is recognised or guessed', () => {
  const dir = join(import.meta.dirname, '../../fixtures/layouts');
  const samples = readdirSync(dir).filter((name) => !/\.(?:toml|json|md)$/.test(name));
  for (const name of samples) {
    const proposal = guess(readFileSync(join(dir, name)));
    expect([name, proposal.notes.length > 0]).toEqual([name, true]);
  }
});
