import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readLogo } from '../../src/print/logo.ts';
import { renderSheet } from '../../src/print/render.ts';
import { LETTER_SETUP, type Logo } from '../../src/print/sheet.ts';
import { FONTS, RICH } from './sample.ts';
import { colorAt, haveTools } from './tools.ts';

/** A logo of two by one: red on the left, on the right blue above and green below. */
const SVG = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="10 20 200 100">
  <defs><style>.left { fill: #f00 } .low { fill: rgb(0, 128, 0) }</style></defs>
  <path class="left" d="M10 20h100v100h-100z"/>
  <g transform="translate(110 20) scale(2)"><rect width="50" height="25" fill="blue"/>
  <polygon class="low" points="0,25 50,25 50,50 0,50"/></g></svg>`;
const RED = [255, 0, 0];
const GREEN = [0, 128, 0];
const BLUE = [0, 0, 255];

describe('a logo', () => {
  test.runIf(haveTools('pdftoppm')).each([
    ['SVG', new TextEncoder().encode(SVG)],
    ['PNG of colours', png(2, 4, 2, [RED, BLUE, RED, BLUE, RED, GREEN, RED, GREEN])],
    ['PNG with opacity', png(6, 4, 4, [RED, BLUE, RED, BLUE, RED, GREEN, RED, GREEN], [255])],
  ])('from an %s is drawn at the head, the right way up', (_, bytes) => {
    const logo = logoOf(bytes, false);
    // A PNG of two by four pixels is half as wide as high, the SVG twice.
    const widthPt = 40 * logo.widthOverHeight;
    const at = (x: number, y: number) => colorAt(pdfWith(logo), 44 + widthPt * x, 38 + 40 * y);
    expect([at(0.25, 0.3), at(0.25, 0.7), at(0.75, 0.3), at(0.75, 0.7)]).toEqual([RED, RED, BLUE, GREEN]);
  });

  test.each([
    ['SVG', new TextEncoder().encode(SVG), '0.299 g'],
    ['PNG', png(2, 1, 1, [RED]), undefined],
  ])('from an %s becomes grey where all is black', (_, bytes, operator) => {
    const { image } = logoOf(bytes, true);
    if (image.kind === 'pixels') expect([image.grey, [...image.samples]]).toEqual([true, [76]]);
    else {
      expect(image.operators).toContain(operator);
      expect(image.operators).not.toContain('rg');
    }
  });

  test('has quadratic curves, as letters drawn as outlines are, as the curves that they are', () => {
    const shape = '<path fill="none" stroke="#000" d="M0 0Q3 6 6 0T12 0Z"/>';
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12">${shape}</svg>`;
    const { image } = logoOf(new TextEncoder().encode(svg), false);
    if (image.kind !== 'vector') throw new Error(image.kind);
    expect(image.operators).toContain('0 0 m\n2 4 4 4 6 0 c\n8 -4 10 -4 12 0 c\nh\n');
    expect(image.operators).toContain(' 4 M\n');
  });

  test('of a palette and of greys keeps its pixels, whatever the filter of a row', () => {
    const rows = (...bytes: number[]) => pngOf(3, 2, 2, bytes, [0, 0, 0, 10, 20, 30], [255, 128]);
    const palette = logoOf(rows(0, 0, 1, 2, 1, 0), false).image;
    if (palette.kind !== 'pixels') throw new Error(palette.kind);
    expect([...palette.samples]).toEqual([0, 0, 0, 10, 20, 30, 10, 20, 30, 10, 20, 30]);
    expect([...(palette.opacity ?? [])]).toEqual([255, 128, 128, 128]);
    for (const [filter, first, second] of [
      [1, 10, 5],
      [3, 7, 7],
      [4, 7, 5],
    ] as const) {
      const grey = logoOf(pngOf(0, 2, 2, [0, 5, 6, filter, first, second]), false).image;
      // By hand: each byte plus what the filter guesses from left, above and the corner.
      const expected = { 1: [10, 15], 3: [9, 14], 4: [12, 17] }[filter];
      if (grey.kind === 'pixels') expect([...grey.samples]).toEqual([5, 6, ...expected]);
    }
  });

  test.each([
    ['<text>K</text>', /<text>: convert all of it to paths/],
    ['<path fill="url(#fade)" d="M0 0h1v1z"/>', /a gradient or a pattern/],
    ['<path opacity=".5" d="M0 0h1v1z"/>', /lets others through/],
    ['<rect width="50%" height="1"/>', /percent or another unit/],
    ['<path transform="perspective(3)" d="M0 0h1v1z"/>', /transformation that is not read/],
    ['<style>g > path { fill: red }</style>', /more than classes/],
    ['<path d="M0 0', /not well-formed/],
  ])('with %s is refused in words, and not half drawn', (part, why) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${part}</svg>`;
    expect(readLogo(new TextEncoder().encode(svg), false)).toMatch(why);
  });

  test('that is no picture, or a broken one, is refused', () => {
    const whole = png(2, 1, 1, [RED]);
    expect(readLogo(new TextEncoder().encode('%PDF-1.7'), false)).toMatch(/neither an SVG nor a PNG/);
    expect(readLogo(whole.subarray(0, 20), false)).toMatch(/no header/);
    expect(readLogo(whole.subarray(0, 45), false)).toMatch(/unpacked/);
    expect(readLogo(pngOf(2, 1, 2, [0, 1, 2, 3]), false)).toMatch(/fewer pixels/);
    expect(readLogo(pngOf(3, 1, 1, [0, 9], [1, 2, 3]), false)).toMatch(/palette/);
  });
});

function logoOf(bytes: Uint8Array, blackOnly: boolean): Logo {
  const logo = readLogo(bytes, blackOnly);
  if (typeof logo === 'string') throw new Error(logo);
  return logo;
}

function pdfWith(logo: Logo): Uint8Array {
  const rendered = renderSheet(RICH, { ...LETTER_SETUP, logo }, FONTS);
  if (rendered.tag !== 'rendered') throw new Error(rendered.tag);
  return rendered.pdf;
}

/** A PNG of unfiltered rows, two pixels wide unless it is one high. */
function png(
  colorType: number,
  height: number,
  perPixel: number,
  pixels: readonly number[][],
  more: number[] = [],
): Uint8Array {
  const width = pixels.length / height;
  const samples = perPixel === 4 ? 4 : 3;
  const rows = Array.from({ length: height }, (_, row) => [
    0,
    ...pixels.slice(row * width, (row + 1) * width).flatMap((pixel) => [...pixel, ...more].slice(0, samples)),
  ]);
  return pngOf(colorType, width, height, rows.flat());
}

function pngOf(
  colorType: number,
  width: number,
  height: number,
  raw: readonly number[],
  palette?: readonly number[],
  transparent?: readonly number[],
): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colorType, 0, 0, 0], 8);
  const chunk = (type: string, data: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', header),
    ...(palette === undefined ? [] : [chunk('PLTE', Uint8Array.from(palette))]),
    ...(transparent === undefined ? [] : [chunk('tRNS', Uint8Array.from(transparent))]),
    chunk('IDAT', deflateSync(Uint8Array.from(raw))),
    chunk('IEND', new Uint8Array()),
  ]);
}
