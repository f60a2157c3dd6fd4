import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { FIXTURES_DIR } from '../../scripts/proof/support/chain.ts';
import { query } from '../../scripts/proof/support/dump.ts';
import { sha256 } from '../../src/cli/files.ts';
import { parseRange } from '../../src/cli/print/again.ts';
import { chooseProof, type Printed } from '../../src/cli/print/proof.ts';
import { postalCodeOf } from '../../src/print/postal-code.ts';
import { readBack } from '../../src/print/read-back.ts';
import { pageStreams } from '../print/page-text.ts';
import { haveTools, pdfText } from '../print/tools.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { planned } from '../support/shared-chain.ts';

/** What a print house is handed, and what it comes back for. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const out = join(scratch, 'print');
let manifest: Rec[];
/** Planned to be mailed, until it changed its mind. */
const UNWILLING = 'H000004';
/** Has the post's barcode; and one that has something else there. */
const WITH_IMB = 'H000005';
const WITHOUT_IMB = 'H000008';
let warned: string;

const print = (...more: string[]) => [
  'print',
  '--cycle',
  '1',
  '--out',
  out,
  '--data',
  data,
  '--json',
  ...more,
];

beforeAll(async () => {
  await planned(data);
  writeFileSync(join(data, 'duelist.toml'), '[print]\nspool_sheets = 40\n');
  const households = readFileSync(join(FIXTURES_DIR, 'households.csv'), 'utf8').split('\n');
  const row = (id: string) => households.find((line) => line.startsWith(`${id},`)) ?? '';
  const changed = join(scratch, 'households.csv');
  const rows = [
    `${households[0]},imb`,
    `${row(UNWILLING).replace(',yes,', ',no,')},`,
    `${row(WITH_IMB)},0123456709498765432153818124501`,
    `${row(WITHOUT_IMB).replace(',en,', ',fr,')},01234567094987654321538`,
  ];
  writeFileSync(changed, `${rows.join('\n')}\n`);
  ({ stderr: warned } = await succeedHere(['ingest', 'households', changed, '--data', data, '--verbose']));
  await succeedHere(print());
  manifest = readRecords(join(out, 'manifest.csv'));
});

test('sheets are in the order of the post, and numbered through', () => {
  const keys = manifest.map((row) => row('postal_code'));
  const mailed = keys.filter((key) => key !== '');
  expect(mailed.length).toBeGreaterThan(20);
  expect(mailed).toEqual([...mailed].sort());
  expect(keys.slice(0, mailed.length)).toEqual(mailed);
  expect(manifest.map((row) => Number(row('sequence')))).toEqual(manifest.map((_, at) => at + 1));
});

test('who takes consent back after the plan is handed out: no postal code, and not among the mail', () => {
  const planned = query<{ mail: number }>(
    data,
    'ledger.db',
    `SELECT mail FROM list WHERE household_id = '${UNWILLING}'`,
  );
  expect(planned).toEqual([{ mail: 1 }]);
  const at = manifest.findIndex((row) => row('household_id') === UNWILLING);
  expect(manifest[at]?.('postal_code')).toBe('');
  expect(at).toBeGreaterThan(manifest.findLastIndex((row) => row('postal_code') !== ''));
});

test("the post's barcode is printed where it is one, and said where it is none", () => {
  expect(warned).toContain(
    `the imb of household ${WITHOUT_IMB} is not printed, since it is none: it has 23 digits`,
  );
  expect(warned).not.toContain(WITH_IMB);
  expect(warned).toContain(
    '1 household reads "fr", in which no sheet is printed: theirs is in "en" (chain.language)',
  );
  const bars = [WITH_IMB, WITHOUT_IMB].map((id) => {
    const listId = manifest.find((each) => each('household_id') === id)?.('list_id');
    const pdf = readFileSync(join(out, 'lists', `${listId}.pdf`));
    const first = pdf.indexOf('stream\n') + 7;
    const drawing = inflateSync(pdf.subarray(first, pdf.indexOf('\nendstream'))).toString('latin1');
    // Rectangles that are filled together: the list's symbol, and the post's bars.
    return (drawing.match(/(?:[\d.-]+ [\d.-]+ [\d.-]+ [\d.-]+ re\s+)+f\b/g) ?? []).map(
      (run) => run.split(' re').length - 1,
    );
  });
  expect(bars).toEqual([[34, 65], [34]]);
  const imbs = manifest
    .map((row) => `${row('household_id')} ${row('imb')}`)
    .filter((it) => !it.endsWith(' '));
  expect(imbs).toEqual([`${WITH_IMB} printed`]);
});

test("where the window has no room for the post's barcode, the letter goes without, and that is said", async () => {
  const narrow = join(scratch, 'narrow');
  const { stdout, stderr } = await succeedHere([
    ...['print', '--cycle', '1', '--data', data, '--out', narrow, '--verbose'],
    ...['--set', 'print.window_pt=[63, 178, 200, 52]', '--set', 'print.symbol=code128-20'],
  ]);
  expect(stderr).toContain(
    'the numbers of cycle 1 have 16 digits, since print.symbol was not "code128-20" when it was planned',
  );
  expect(stdout).toContain(
    "without the post's barcode, since the window (print.window_pt) has no room for it: 1 sheet, see imb",
  );
  const of = readRecords(join(narrow, 'manifest.csv')).filter((row) => row('imb') !== '');
  expect(of.map((row) => `${row('household_id')} ${row('imb')}`)).toEqual([`${WITH_IMB} no-room`]);
  expect(JSON.parse(readFileSync(join(narrow, 'preflight.json'), 'utf8'))).toMatchObject({
    imb_printed: 0,
    imb_left_out: 1,
  });
});

test('spools.csv says what each spool is, to the byte', () => {
  const spools = readRecords(join(out, 'spools.csv'));
  expect(spools.length).toBe(Math.ceil(manifest.length / 40));
  for (const spool of spools) {
    const bytes = readFileSync(join(out, spool('spool')));
    const of = manifest.filter((row) => row('spool') === spool('spool'));
    expect([sha256(bytes), String(bytes.length)]).toEqual([spool('sha256'), spool('bytes')]);
    expect([of[0]?.('sequence'), of.at(-1)?.('sequence'), String(of.length)]).toEqual([
      ...[spool('first_sequence'), spool('last_sequence'), spool('sheets')],
    ]);
  }
});

test('the manifest says which bytes of its spool a sheet is', () => {
  const [first] = manifest;
  for (const row of [first, manifest.at(-1)]) {
    const spool = readFileSync(join(out, row?.('spool') ?? ''));
    const offset = Number(row?.('offset'));
    const part = spool.subarray(offset, offset + Number(row?.('length'))).toString('latin1');
    expect(part).toMatch(/^\d+ 0 obj\n[\s\S]*endobj\n$/);
    expect(String(part.match(/\/Type \/Page\n/g)?.length)).toBe(row?.('pages'));
  }
});

test('the proof has ten sheets, each for a reason', () => {
  const proof = readRecords(join(out, 'proof.csv'));
  expect(proof.length).toBe(10);
  expect(proof[0]?.('why')).toBe('first of the run');
  expect(readFileSync(join(out, 'proof.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
});

test.runIf(haveTools('pdftotext'))('a fallen sheet says of which pile it is, and where in it', () => {
  const second = manifest.find((row) => row('spool') === 'spool-002.pdf');
  const text = pdfText(readFileSync(join(out, 'spool-002.pdf')));
  expect(text).toMatch(new RegExp(`spool-002 +0*${second?.('sequence')} +1/`));
  expect(text).not.toContain('spool-001');
});

describe('printed again', () => {
  test('a range, a list and a spoil list have the same numbers, and make no right', async () => {
    const spoil = join(scratch, 'spoil.txt');
    writeFileSync(spoil, 'sequence\n5\n7-8 # jam\n5\n');
    for (const [option, value, sequences] of [
      ['--reprint', '3-6', ['3', '4', '5', '6']],
      ['--list', manifest[8]?.('list_id') ?? '', ['9']],
      ['--spoil', spoil, ['5', '7', '8']],
    ] as const) {
      const { stdout } = await succeedHere(print(option, value));
      const again = readRecords((JSON.parse(stdout) as { manifest: string }).manifest);
      expect(again.map((row) => row('sequence'))).toEqual(sequences);
      for (const row of again)
        expect(row('list_code')).toBe(manifest[Number(row('sequence')) - 1]?.('list_code'));
    }
    const acts = query<{ n: number }>(
      data,
      'ledger.db',
      "SELECT count(*) AS n FROM audit WHERE act = 'reprint'",
    );
    expect(acts).toEqual([{ n: 3 }]);
    expect(query(data, 'ledger.db', 'SELECT * FROM issued_offer')).toEqual([]);
  });

  test('a list that is asked for in large print is the same list', async () => {
    const [row] = manifest;
    const { stdout } = await succeedHere(print('--list', row?.('list_id') ?? '', '--large'));
    const { manifest: path, sheets } = JSON.parse(stdout) as { manifest: string; sheets: number };
    const [large] = readRecords(path);
    expect([sheets, large?.('list_code')]).toEqual([1, row?.('list_code')]);
    const drawing = pageStreams(readFileSync(join(dirname(path), 'again-001.pdf'))).join();
    expect(drawing).toMatch(/\/R 18 Tf/);
    expect(readBack(readFileSync(join(dirname(path), 'again-001.pdf')))).toBe(row?.('list_code'));
  });

  test('the same again is the same, and the print beside it stays as it was', async () => {
    const spool = readFileSync(join(out, 'spool-001.pdf'));
    const file = join(out, 'again-3-6', 'again-001.pdf');
    const before = sha256(readFileSync(file));
    await succeedHere(print('--reprint', '3-6'));
    expect(sha256(readFileSync(file))).toBe(before);
    expect(readFileSync(join(out, 'spool-001.pdf')).equals(spool)).toBe(true);
    expect(readdirSync(join(out, 'again-3-6')).some((name) => name.endsWith('.part'))).toBe(false);
  });

  test.each([
    [['--reprint', '1-9999'], 66, /its last one is/],
    [['--reprint', '9-3'], 64, /no range/],
    [['--list', '99999'], 66, /has no list 99999/],
    [['--spoil', '/nowhere'], 66, /there is no/],
    [['--reprint', '1', '--limit', '2'], 64, /only one of/],
    [['--large'], 64, /--large goes with --list/],
  ] as const)('%j is refused', async (more, code, why) => {
    const ran = await duelistHere(print(...more));
    expect(ran.code).toBe(code);
    expect(ran.stderr).toMatch(why);
  });

  test('a held list is not printed again, and what was printed of it before is gone', async () => {
    const listId = manifest[8]?.('list_id') ?? '';
    const folder = join(out, `again-list-${listId}`);
    expect(readdirSync(folder)).toContain('again-001.pdf');
    await succeedHere(['hold', '--list', listId, '--reason', 'x', '--by', 'Ann', '--data', data]);
    const { stdout } = await succeedHere(print('--list', listId));
    expect(JSON.parse(stdout)).toMatchObject({ sheets: 0, held: [{ reason: 'held' }] });
    expect(readdirSync(folder).sort()).toEqual(['manifest.csv', 'spools.csv']);
  });
});

test('ranges, postal codes and a proof of little', () => {
  expect([parseRange('7'), parseRange(' 7 - 9 '), parseRange('0-2'), parseRange('x')]).toEqual([
    { from: 7, to: 7 },
    { from: 7, to: 9 },
    undefined,
    undefined,
  ]);
  expect(postalCodeOf(['1 Main St', 'Platteville, WI 53818-1234'])).toBe('53818-1234');
  expect([postalCodeOf(['Weg 3', '80331 M\u00fcnchen']), postalCodeOf([])]).toEqual(['80331', '']);
  const one: Printed = {
    ...{ sequence: 1, listId: 5, pages: 1, lines: 3, specials: 1 },
    ...{ language: 'en', largePrint: false, mailed: true, imb: '' },
  };
  expect(chooseProof([one])).toEqual([{ sheet: one, why: 'first of the run' }]);
  expect(chooseProof([])).toEqual([]);
});
