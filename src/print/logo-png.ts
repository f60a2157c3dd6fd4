import { inflateSync } from 'node:zlib';
import { view } from './font-tables.ts';
import type { Logo } from './sheet.ts';

/** Samples of a pixel by colour type: grey, colour, palette, grey with opacity, colour with opacity. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const SIDE_MAX = 4000;

type Header = { readonly width: number; readonly height: number; readonly colorType: number };

/**
 * A PNG of 8 bits a sample as a logo. Source: PNG specification, second edition (ISO/IEC 15948), chapters 7, 9 and 11.
 *
 * @returns The logo, or why it is none.
 */
export function readPng(bytes: Uint8Array): Logo | string {
  const chunks = chunksOf(bytes);
  const head = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (head === undefined || head.length < 13) return 'it has no header chunk';
  const [width, height] = [view(head).getUint32(0), view(head).getUint32(4)];
  const [bitDepth, colorType, , , interlace] = [...head.subarray(8)];
  const samples = SAMPLES[colorType ?? -1];
  if (bitDepth !== 8 || samples === undefined || colorType === undefined)
    return 'only 8 bits a channel are read: save it as an 8-bit PNG';
  if (interlace !== 0) return 'it is interlaced: save it without';
  if (Math.min(width, height) < 1 || Math.max(width, height) > SIDE_MAX)
    return `it is ${width} by ${height} pixels; 1 to ${SIDE_MAX} a side are read`;
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  let raw: Uint8Array;
  try {
    raw = inflateSync(packed, { maxOutputLength: height * (width * samples + 1) });
  } catch {
    return 'its pixels cannot be unpacked';
  }
  if (raw.length !== height * (width * samples + 1)) return 'it has fewer pixels than its header says';
  if (!unfilter(raw, width * samples, samples)) return 'its pixels cannot be unpacked';
  const part = (type: string) => chunks.find((chunk) => chunk.type === type)?.data ?? new Uint8Array();
  const logo = logoOf({ width, height, colorType }, raw, samples, part('PLTE'), part('tRNS'));
  return logo ?? 'it names a colour that its palette has not';
}

function chunksOf(bytes: Uint8Array): { type: string; data: Uint8Array }[] {
  const chunks: { type: string; data: Uint8Array }[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = view(bytes).getUint32(at);
    chunks.push({
      type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)),
      data: bytes.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

/** Undo the filter of each row, in place; a row begins with its filter's number. */
function unfilter(raw: Uint8Array, rowBytes: number, pixelBytes: number): boolean {
  const stride = rowBytes + 1;
  for (let start = 0; start < raw.length; start += stride) {
    const filter = raw[start] ?? 0;
    if (filter > 4) return false;
    for (let at = start + 1; at <= start + rowBytes; at++) {
      const inRow = at - start - 1;
      const left = inRow >= pixelBytes ? (raw[at - pixelBytes] ?? 0) : 0;
      const above = start > 0 ? (raw[at - stride] ?? 0) : 0;
      const corner = start > 0 && inRow >= pixelBytes ? (raw[at - stride - pixelBytes] ?? 0) : 0;
      const guess = [0, left, above, (left + above) >> 1, filter === 4 ? paeth(left, above, corner) : 0];
      raw[at] = (raw[at] ?? 0) + (guess[filter] ?? 0);
    }
  }
  return true;
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((each) => Math.abs(guess - each)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function logoOf(
  { width, height, colorType }: Header,
  raw: Uint8Array,
  perPixel: number,
  palette: Uint8Array,
  transparent: Uint8Array,
): Logo | undefined {
  const grey = colorType === 0 || colorType === 4;
  const seeThrough = colorType === 4 || colorType === 6 || (colorType === 3 && transparent.length > 0);
  const kept = grey ? 1 : 3;
  const samples = new Uint8Array(width * height * kept);
  const opacity = seeThrough ? new Uint8Array(width * height) : undefined;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * perPixel + Math.floor(pixel / width) + 1;
    const index = raw[at] ?? 0;
    if (colorType === 3) {
      if (index * 3 + 3 > palette.length) return undefined;
      samples.set(palette.subarray(index * 3, index * 3 + 3), pixel * 3);
      if (opacity !== undefined) opacity[pixel] = transparent[index] ?? 255;
      continue;
    }
    samples.set(raw.subarray(at, at + kept), pixel * kept);
    if (opacity !== undefined) opacity[pixel] = raw[at + kept] ?? 255;
  }
  return {
    widthOverHeight: width / height,
    image: { kind: 'pixels', width, height, samples, grey, opacity },
  };
}
