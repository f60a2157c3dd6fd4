import { inflateSync } from 'node:zlib';
import { decodeWidths } from './symbol.ts';

/**
 * Finer than any printer's dot: a coarse grid lies half a dot off where the paper puts the symbol there, as A4 does, and then took
 * sound bars for none.
 */
const DPI = 1200;
/** Fewest bars of a symbol of ours; boxes to tick are single rectangles. */
const BARS_MIN = 20;

/**
 * The code that a written file shows: its rectangles, painted as dots of a coarse printer, read as a scanner reads them, by the
 * lengths of black and white alone. Knows nothing of what was meant to be drawn.
 *
 * @returns `undefined` when its first symbol cannot be read, or there is none.
 */
export function readBack(pdf: Uint8Array): string | undefined {
  for (const content of streams(pdf)) {
    const drawn = /(?:(?:-?[\d.]+ ){4}re\s+)+f/.exec(content)?.[0];
    const bars = [...(drawn ?? '').matchAll(/(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) re/g)];
    if (bars.length < BARS_MIN) continue;
    return decodeWidths(runs(bars.map(([, x, , width]) => [Number(x), Number(width)])));
  }
  return undefined;
}

function* streams(pdf: Uint8Array): Generator<string> {
  const file = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  for (let at = file.indexOf('stream\n'); at >= 0; at = file.indexOf('stream\n', at)) {
    const end = file.indexOf('\nendstream', at);
    const bytes = file.subarray(at + 'stream\n'.length, end);
    at = end + '\nendstream\n'.length;
    // The first byte of zlib: fonts and metadata are packed otherwise or are no text.
    if (bytes[0] === 0x78) yield inflateSync(bytes).toString('latin1');
  }
}

/** Bars and spaces in modules, from a row of dots that are black where a bar covers half of them. */
function runs(bars: readonly (readonly [number, number])[]): number[] {
  const scale = DPI / 72;
  const start = Math.min(...bars.map(([x]) => x)) * scale;
  const end = Math.max(...bars.map(([x, width]) => x + width)) * scale;
  const row = new Float64Array(Math.ceil(end) - Math.floor(start) + 1);
  for (const [x, width] of bars) {
    for (let dot = 0; dot < row.length; dot++) {
      const left = Math.floor(start) + dot;
      row[dot] =
        (row[dot] ?? 0) + Math.max(0, Math.min(left + 1, (x + width) * scale) - Math.max(left, x * scale));
    }
  }
  const lengths: number[] = [];
  let black = false;
  for (const cover of row) {
    if (cover >= 0.5 !== black || lengths.length === 0) {
      if (lengths.length === 0 && cover < 0.5) continue;
      lengths.push(0);
      black = cover >= 0.5;
    }
    lengths[lengths.length - 1] = (lengths.at(-1) ?? 0) + 1;
  }
  if (!black) lengths.pop();
  return lengths;
}
