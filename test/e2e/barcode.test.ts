import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { documentOf } from '../../scripts/proof/support/program.ts';
import { haveTools } from '../print/tools.ts';
import { households, products } from '../support/chain-facts.ts';
import { sha256Of } from '../support/files.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { groupBy, headerOf, parseRecords, type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { planned } from '../support/shared-chain.ts';

/** The paper of a whole cycle, read back as a scanner and a shopper would. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const print = join(scratch, 'print');
const DPI = 150;
let lines: Rec[];
let manifest: Rec[];

beforeAll(async () => {
  await planned(data);
  lines = parseRecords((await succeedHere(['lists', '--cycle', '1', '--data', data])).stdout);
  const printed = await duelistHere(['print', '--cycle', '1', '--out', print, '--data', data, '--json']);
  expect({ code: printed.code, stderr: printed.stderr }).toEqual({ code: 0, stderr: '' });
  manifest = readRecords(join(print, 'manifest.csv'));
  expect(documentOf(printed)).toMatchObject({ schema: 'duelist.print/1', sheets: manifest.length, held: [] });
});

describe('the manifest', () => {
  test('names every list once, with the promised columns first', () => {
    expect(headerOf(join(print, 'manifest.csv'))).toBe(
      'sequence,list_id,list_code,household_id,spool,first_page,pages,sha256,postal_code,store_id,offset,length,imb',
    );
    const lists = groupBy(lines, (line) => ['list_id', 'list_code', 'household_id'].map(line).join(' '));
    expect(manifest.map((row) => ['list_id', 'list_code', 'household_id'].map(row).join(' ')).sort()).toEqual(
      [...lists.keys()].sort(),
    );
    expect(manifest.map((row) => row('sequence'))).toEqual(manifest.map((_, index) => String(index + 1)));
    expect(manifest.length).toBeGreaterThan(100);
  });

  test('knows each single sheet by its bytes, and no sheet lies there that it does not know', () => {
    for (const row of manifest)
      expect(sha256Of(join(print, 'lists', `${row('list_id')}.pdf`))).toBe(row('sha256'));
    const there = readdirSync(join(print, 'lists')).sort();
    expect(there).toEqual(manifest.map((row) => `${row('list_id')}.pdf`).sort());
  });

  test('says where in the spool each sheet begins: right behind the one before', () => {
    for (const [spool, rows] of groupBy(manifest, (row) => row('spool'))) {
      expect(existsSync(join(print, spool))).toBe(true);
      let next = 1;
      for (const row of rows) {
        expect(Number(row('first_page'))).toBe(next);
        next += Number(row('pages'));
      }
    }
  });
});

describe.runIf(haveTools('pdftoppm', 'zbarimg'))('a scanner', () => {
  test('reads from the first page of every sheet in the spool the code of its list, and from no other page', () => {
    const expected = manifest.map((row) => `${row('spool')} ${row('first_page')} ${row('list_code')}`);
    const spools = [...new Set(manifest.map((row) => row('spool')))];
    expect(spools.flatMap((spool) => codesIn(join(print, spool)).map((code) => `${spool} ${code}`))).toEqual(
      expected,
    );
  });

  test('reads the same from single sheets', () => {
    const some = [manifest[0], manifest[manifest.length >> 1], manifest.at(-1)].filter(
      (row) => row !== undefined,
    );
    const codes = some.map((row) => codesIn(join(print, 'lists', `${row('list_id')}.pdf`)));
    expect(codes).toEqual(some.map((row) => [`1 ${row('list_code')}`]));
  });

  /** `page code` for each symbol in the corner of a file's pages where it belongs. */
  function codesIn(pdf: string): string[] {
    const pages = join(scratch, `pages-${sha256Of(pdf).slice(0, 8)}`);
    mkdirSync(pages);
    // The upper right of a letter page: all of it would take a scanner program four times as long.
    const corner = ['-x', '600', '-y', '0', '-W', '675', '-H', '400'];
    execFileSync('pdftoppm', ['-r', String(DPI), '-gray', ...corner, pdf, join(pages, 'p')]);
    const images = readdirSync(pages).sort();
    const read = spawnSync('zbarimg', ['--quiet', '--nodbus', '--xml', ...images], {
      cwd: pages,
      encoding: 'utf8',
    });
    return read.stdout.split('<source ').flatMap((source) => {
      const page = Number(/^href='p-(\d+)\.pgm'/.exec(source)?.[1]);
      const symbols = [...source.matchAll(/type='CODE-128'.*?CDATA\[(\d+)\]/gs)];
      return symbols.map(([, code]) => `${page} ${code}`);
    });
  }
});

describe.runIf(haveTools('pdftotext'))('a shopper', () => {
  test('finds name, number and every due item on the sheet', () => {
    for (const [spool, rows] of groupBy(manifest, (row) => row('spool'))) {
      const pages = execFileSync('pdftotext', ['-raw', join(print, spool), '-'], { encoding: 'utf8' }).split(
        '\f',
      );
      for (const row of rows) {
        const from = Number(row('first_page')) - 1;
        const text = words(pages.slice(from, from + Number(row('pages'))).join('\n'));
        const own = lines.filter((line) => line('list_id') === row('list_id') && line('section') === 'due');
        const missing = own.map(itemName).filter((item) => !text.includes(item));
        expect([row('household_id'), missing]).toEqual([row('household_id'), []]);
        expect(text).toContain(words(households.get(row('household_id'))?.('name') ?? ''));
        expect(text).toContain(`${row('list_code').match(/.{4}/g)?.join(' ')}`);
      }
    }
  });

  /** A line's description; its size is printed below it, and only once. */
  function itemName(line: Rec): string {
    const size = products.get(line('product_id'))?.('size') ?? '';
    const name = line('description');
    return words(size !== '' && name.endsWith(`, ${size}`) ? name.slice(0, -size.length - 2) : name);
  }

  /** Text as it is read aloud: line ends and runs of blanks are blanks. */
  function words(text: string): string {
    return text.normalize('NFC').replace(/\s+/g, ' ').trim();
  }
});
