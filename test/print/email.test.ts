import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseEmailAddress } from '../../src/print/email/address.ts';
import { copyOf } from '../../src/print/email/copy.ts';
import { emailHtml } from '../../src/print/email/html.ts';
import { logoPicture } from '../../src/print/email/logo-picture.ts';
import { type Message, messageBytes } from '../../src/print/email/message.ts';
import { symbolPng, symbolSize } from '../../src/print/email/symbol-png.ts';
import { emailText } from '../../src/print/email/text.ts';
import { LETTER_SETUP, type SheetContent } from '../../src/print/sheet.ts';
import { decodeWidths } from '../../src/print/symbol.ts';
import { renderTagged } from '../../src/print/tagged.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { dayOf, FONTS, manyDue, RICH } from './sample.ts';
import { haveTools, pdfText } from './tools.ts';

const CODES = ['1484938172605183', '14849381726051834711', '499999999998'];
const scratch = scratchDirectory();
const DISCLOSURE = 'THIS PRICE WAS SET BY AN ALGORITHM USING YOUR PERSONAL DATA.';
const SHEET: SheetContent = {
  ...RICH,
  addressLines: [],
  disclosure: DISCLOSURE,
  wishes: ['no candy'],
  householdName: `Maria <b>O'Brien</b> & "Co"`,
};
const FOOT = { unsubscribe: 'https://shop.example/stop?list=7&x="y"', lines: ['Dick’s, 1 Main St'] };
const SYMBOL = { src: '7.png', ...symbolSize(SHEET.listCode) };
const LOGO = logoPicture({
  widthOverHeight: 3,
  image: { kind: 'vector', operators: '1 0 0 rg 0 0 m 1 0 l 1 1 l h f' },
});
const copy = copyOf(SHEET, '$', FOOT);
const page = emailHtml(copy, { symbol: SYMBOL }, LETTER_SETUP.colors);
const text = emailText(copy);

describe('one list, three copies', () => {
  test('every word of the tagged sheet is in the page and in the text', () => {
    const rendered = renderTagged(SHEET, LETTER_SETUP, FONTS);
    if (rendered.tag !== 'rendered' || !haveTools('pdftotext')) return;
    // The lines for a pen are the sheet's alone.
    const paper = pdfText(rendered.pdf, 'raw').replace(/\bAlso\b/, '');
    const words = (from: string) => new Set(from.split(/[\s()·:.]+/).filter((word) => word !== ''));
    const wanted = [...words(paper)];
    expect(wanted.length).toBeGreaterThan(120);
    for (const have of [words(readable(page)), words(text)])
      expect(wanted.filter((word) => !have.has(word))).toEqual([]);
  });

  test.each([
    ['page', readable(page)],
    ['text', text.replace(/\s+/g, ' ')],
  ])('the %s says prices, dates, the disclosure, terms and the number in groups of four', (_, said) => {
    for (const part of [
      '1484 9381 7260 5183',
      'Good Thursday, November 5 through Wednesday, November 18',
      DISCLOSURE,
      'was $1.49',
      'Save $0.49 when you buy 5',
      'Save $1.00 only through Wednesday, November 11',
      'Limit one per household.',
      'As you asked: no candy.',
      'Each special once per household',
      'Dick’s, 1 Main St',
      FOOT.unsubscribe,
    ])
      expect(said).toContain(part);
  });

  test('a page in large print is in larger type, in Spanish in Spanish', () => {
    const large = emailHtml(
      copyOf({ ...SHEET, largePrint: true, language: 'es' }, '$', FOOT),
      { symbol: SYMBOL },
      LETTER_SETUP.colors,
    );
    expect(large).toContain('<html lang="es-US"');
    expect(large).toContain('Sus ofertas');
    const sizes = (from: string) => [...from.matchAll(/font-size:(\d+)px/g)].map(([, size]) => Number(size));
    expect(sizes(large).every((size, at) => size > (sizes(page)[at] ?? 0))).toBe(true);
  });
});

describe('the page', () => {
  test('holds nothing that mail readers drop or that a feed could smuggle in', () => {
    expect(page).not.toMatch(/<script|<link|<iframe|javascript:|url\(|\bsrc="https?:/i);
    expect(page).toContain('Maria &lt;b&gt;O&#39;Brien&lt;/b&gt; &amp; &quot;Co&quot;');
    expect(page).toContain('href="https://shop.example/stop?list=7&amp;x=&quot;y&quot;"');
    expect(page.match(/<img [^>]*>/g)).toEqual([
      expect.stringContaining('alt="Barcode of this list. Number 1484'),
    ]);
    // Tables that only place things say so.
    expect(page.match(/<table(?! role="presentation")/)).toBeNull();
    expect(page.match(/<h1/g)?.length).toBe(1);
  });
});

describe('the text', () => {
  test('has no line of more than 72 columns but a link', () => {
    const long = emailText(
      copyOf(
        { ...SHEET, due: manyDue(30, ' with quite a long name that has to be broken somewhere') },
        '$',
        FOOT,
      ),
    );
    for (const line of [...text.split('\n'), ...long.split('\n')])
      expect(line.length <= 72 || /^https:\S+$/.test(line)).toBe(true);
    expect(text).toMatch(/^\[ \] Gala apples \.+ \$4\.99$/m);
    expect(text).toMatch(/^\[ \] Birthday candles$/m);
  });
});

describe('the symbol', () => {
  test.each(CODES)('of %s reads as that, dot by dot', (code) => {
    const { width, row } = dotsOf(symbolPng(code));
    expect(width).toBe(symbolSize(code).widthPx * 2);
    // A telephone is 375 wide, with 16 on each side.
    expect(symbolSize(code).widthPx).toBeLessThanOrEqual(343);
    const runs = (row.match(/0+|1+/g) ?? []).map((run) => run.length);
    expect([runs[0], runs.at(-1)]).toEqual([48, 48]);
    expect(decodeWidths(runs.slice(1, -1))).toBe(code);
  });

  test.runIf(haveTools('zbarimg'))('is read by a scanner', () => {
    const file = join(scratch, 'symbol.png');
    writeFileSync(file, symbolPng(SHEET.listCode));
    expect(execFileSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8' }).trim()).toBe(
      SHEET.listCode,
    );
  });
});

describe('a whole message', () => {
  const message: Message = {
    from: 'Dick’s Supermarkets <lists@shop.example>',
    replyTo: 'service@shop.example',
    to: 'maria@example.com',
    subject: 'Ofertas para niños\r\nBcc: thief@example.com',
    languageTag: 'es-US',
    messageId: 'list-7-abc@shop.example',
    day: dayOf('2026-11-01'),
    unsubscribe: 'https://shop.example/stop?list=7',
    html: emailHtml(
      copy,
      {
        symbol: { ...SYMBOL, src: 'cid:symbol-7@shop.example' },
        logo: { ...LOGO, src: 'cid:logo-7@shop.example' },
      },
      LETTER_SETUP.colors,
    ),
    text,
    pictures: [
      { cid: 'logo-7@shop.example', name: 'logo.png', png: LOGO.png },
      { cid: 'symbol-7@shop.example', name: 'list.png', png: symbolPng(SHEET.listCode) },
    ],
    pdf: { name: 'list.pdf', bytes: Buffer.from('%PDF-') },
  };

  test('is the same bytes each time, dated by the plan, and a subject makes no header', async () => {
    const first = Buffer.from(await messageBytes(message)).toString('latin1');
    expect(Buffer.from(await messageBytes(message)).toString('latin1')).toBe(first);
    const head = first.slice(0, first.indexOf('\r\n\r\n'));
    expect(head).toContain('Message-ID: <list-7-abc@shop.example>');
    expect(head).toContain('Date: Sun, 01 Nov 2026 12:00:00 +0000');
    expect(head).toContain('List-Unsubscribe: <https://shop.example/stop?list=7>');
    expect(head).not.toMatch(/^Bcc:/m);
  });

  test('has text before page, the pictures where the page looks for them, and the file', async () => {
    const eml = Buffer.from(await messageBytes(message)).toString('latin1');
    const types = [...eml.matchAll(/^Content-Type: ([\w/]+)/gm)].map(([, type]) => type);
    expect(types).toEqual([
      'multipart/mixed',
      'multipart/alternative',
      'text/plain',
      'multipart/related',
      'text/html',
      'image/png',
      'image/png',
      'application/pdf',
    ]);
    for (const cid of ['symbol-7@shop.example', 'logo-7@shop.example']) {
      expect(eml).toContain(`Content-ID: <${cid}>`);
      expect(eml.replace(/=\r\n/g, '')).toContain(`src=3D"cid:${cid}"`);
    }
    for (const line of eml.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  });
});

test.each([
  ['maria@example.com', true],
  ['  maria.lopez+list@mail.example.co.uk ', true],
  ['maria', false],
  ['ma@ria@example.com', false],
  ['maria@example', false],
  ['maria@example..com', false],
  ['.maria@example.com', false],
  ['Maria <maria@example.com>', false],
  ['maria@example.com, thief@example.com', false],
  ['maria@example.com\nBcc: thief@example.com', false],
  ['niña@example.com', false],
  [`${'a'.repeat(65)}@example.com`, false],
])('%j is an address: %s', (address, is) => {
  expect(parseEmailAddress(address)).toBe(is ? address.trim() : undefined);
});

/** A page as it is read: without tags, entities as what they stand for. */
function readable(from: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return from
    .replace(/^[\s\S]*<body[^>]*>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&(#?\w+);/g, (_, name: string) => entities[name] ?? '?')
    .replace(/\s+/g, ' ');
}

/** The first row of a PNG of one bit a dot, by hand: 0 black, 1 white. */
function dotsOf(png: Uint8Array): { readonly width: number; readonly row: string } {
  const bytes = Buffer.from(png);
  const width = bytes.readUInt32BE(16);
  const length = bytes.readUInt32BE(33);
  const rows = inflateSync(bytes.subarray(41, 41 + length));
  const packed = rows.subarray(1, 1 + Math.ceil(width / 8));
  const bits = [...packed].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return { width, row: bits.slice(0, width) };
}
