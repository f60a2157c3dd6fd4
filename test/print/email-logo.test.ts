import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { describe, expect, test } from 'vitest';
import { copyOf } from '../../src/print/email/copy.ts';
import { emailHtml } from '../../src/print/email/html.ts';
import { logoPicture } from '../../src/print/email/logo-picture.ts';
import { embedLogo } from '../../src/print/embed-logo.ts';
import { readLogo } from '../../src/print/logo.ts';
import { LETTER_SETUP, type Logo } from '../../src/print/sheet.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { RICH } from './sample.ts';
import { haveTools } from './tools.ts';

/** A chain's logo as mail readers get it, against what a program for PDFs makes of the same logo on paper. */
const scratch = scratchDirectory();
/** A ring, corners of all kinds, caps, a curve, a skewed ellipse, and things that lie on one another. */
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 90">
<path fill="#0d5438" fill-rule="evenodd" d="M45 5a40 40 0 1 0 .1 0zM45 25a20 20 0 1 1-.1 0z"/>
<path fill="#555" d="M45 32a13 13 0 1 0 .1 0zM45 39a6 6 0 1 0 .1 0z"/>
<g transform="translate(110 45) rotate(12)" fill="none" stroke="#9e1a1a" stroke-width="8">
<path d="M-15 30L0 -20L15 30"/><path d="M25 30L40 -30L55 30" stroke-linejoin="round" stroke-linecap="round" stroke="#123a9e"/>
<path d="M62 -20h18v30h-18" stroke-linejoin="bevel" stroke-linecap="square"/></g>
<path d="M210 70C215 10 235 10 240 70" fill="none" stroke="orange" stroke-width="5"/>
<ellipse cx="270" cy="25" rx="22" ry="14" fill="gold" stroke="navy" stroke-width="3" transform="skewX(-10)"/>
<rect x="200" y="6" width="34" height="20" rx="6" fill="teal"/>
<polygon points="150,85 160,75 170,85 180,75 190,85" stroke="#000" stroke-width="1" fill="#888"/></svg>`;

function logoOf(bytes: Uint8Array): Logo {
  const logo = readLogo(bytes, false);
  if (typeof logo === 'string') throw new Error(logo);
  return logo;
}

const vector = logoOf(new TextEncoder().encode(SVG));

/** The logo alone on a page of so many points, at two dots a point. @returns Red, green and blue, dot by dot. */
async function onPaper(logo: Logo, widthPt: number, heightPt: number): Promise<Uint8Array> {
  const pdf = new PDFDocument({ size: [widthPt, heightPt], margin: 0, font: '' });
  const chunks: Uint8Array[] = [];
  const ended = new Promise((resolve) => pdf.on('end', resolve));
  pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  pdf.page.xobjects.Logo = embedLogo(pdf, logo);
  // The page's y grows downwards, as a vector's does; a picture's first row is at the top of its square.
  const upright = logo.image.kind === 'vector' ? [heightPt, 0, 0] : [-heightPt, 0, heightPt];
  pdf.addContent(`q ${widthPt} 0 0 ${upright.join(' ')} cm /Logo Do Q`);
  pdf.end();
  await ended;
  const file = join(scratch, 'logo.pdf');
  writeFileSync(file, Buffer.concat(chunks));
  execFileSync('pdftoppm', ['-r', '144', '-singlefile', file, join(scratch, 'logo')]);
  return readFileSync(join(scratch, 'logo.ppm')).subarray(-widthPt * heightPt * 12);
}

/** The dots of a PNG, as a program of others reads it. */
function dotsOf(png: Uint8Array): Uint8Array {
  writeFileSync(join(scratch, 'logo.png'), png);
  const { image } = logoOf(png);
  if (image.kind !== 'pixels') throw new Error('no pixels');
  return image.samples;
}

describe('the logo of an e-mail', () => {
  test.runIf(haveTools('pdftoppm'))('from shapes is dot by dot the one on paper', async () => {
    const { widthPx, heightPx, png } = logoPicture(vector);
    expect([widthPx, heightPx]).toEqual([187, 56]);
    const [ours, theirs] = [dotsOf(png), await onPaper(vector, widthPx, heightPx)];
    expect(ours.length).toBe(theirs.length);
    const off = [...ours].map((sample, at) => Math.abs(sample - (theirs[at] ?? 0)));
    expect(off.reduce((sum, each) => sum + each, 0) / off.length).toBeLessThan(2);
    // Edges are softened otherwise; what is missing or misplaced is off by all of it.
    expect(off.filter((each) => each > 128).length / off.length).toBeLessThan(0.002);
    expect(ours.filter((sample) => sample < 200).length / ours.length).toBeGreaterThan(0.15);
  });

  test('from a large picture is as small as it is shown, and each dot the mean of what it covers', () => {
    // Black and white by turns; three dots in three become one, and a quarter of the white paper comes through.
    const [width, height] = [1680, 336];
    const samples = Uint8Array.from({ length: width * height }, (_, at) => (at % 2) * 255);
    const opacity = new Uint8Array(width * height).fill(191);
    const { widthPx, heightPx, png } = logoPicture({
      widthOverHeight: 5,
      image: { kind: 'pixels', width, height, samples, grey: true, opacity },
    });
    expect([widthPx, heightPx]).toEqual([280, 56]);
    const dots = dotsOf(png);
    expect(dots.length).toBe(560 * 112 * 3);
    const mean = (white: number) => Math.round(255 + (white * 255 - 255) * (191 / 255));
    expect(new Set(dots)).toEqual(new Set([mean(1 / 3), mean(2 / 3)]));
  });

  test('keeps its form, and a small picture its dots', () => {
    const image = { kind: 'pixels', width: 20, height: 80, grey: false, opacity: undefined } as const;
    const samples = Uint8Array.from({ length: 20 * 80 * 3 }, (_, at) => at % 251);
    const { widthPx, heightPx, png } = logoPicture({ widthOverHeight: 0.25, image: { ...image, samples } });
    expect([widthPx, heightPx]).toEqual([14, 56]);
    expect(dotsOf(png)).toEqual(samples);
    expect(logoPicture({ ...vector, widthOverHeight: 20 })).toMatchObject({ widthPx: 280, heightPx: 14 });
  });

  test('stands for the name, says it where pictures are not shown, and is as large as it says', () => {
    const copy = copyOf({ ...RICH, chainName: 'Smith & "Sons"' }, '$', { lines: [] });
    const symbol = { src: '7.png', widthPx: 300, heightPx: 96 };
    const { png: _png, ...size } = logoPicture(vector);
    const page = emailHtml(copy, { symbol, logo: { ...size, src: 'logo.png' } }, LETTER_SETUP.colors);
    expect(page).toMatch(
      /<img src="logo\.png" alt="Smith &amp; &quot;Sons&quot;" width="187" height="56" style="[^"]*width:187px;height:56px/,
    );
    expect(page.match(/Smith &amp; &quot;Sons&quot;/g)?.length).toBe(
      emailHtml(copy, { symbol }, LETTER_SETUP.colors).match(/Smith &amp; &quot;Sons&quot;/g)?.length,
    );
  });
});
