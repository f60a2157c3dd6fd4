import { readFileSync, writeFileSync } from 'node:fs';
import type { Dice } from '../../simulate/random.ts';

/** Greys of an image, 0 black to 255 white, row after row. */
export type Raster = { readonly width: number; readonly height: number; readonly greys: Float64Array };

/** A binary PGM of 8 bits, as pdftoppm writes it. */
export function readPgm(path: string): Raster {
  const bytes = readFileSync(path);
  const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString('latin1', 0, 60));
  if (header === null) throw new Error(`${path} is no PGM of 8 bits`);
  const [whole, width, height] = header;
  const greys = Float64Array.from(bytes.subarray(whole.length));
  return { width: Number(width), height: Number(height), greys };
}

export function writePgm(path: string, { width, height, greys }: Raster): void {
  const pixels = Uint8Array.from(greys, (grey) => Math.max(0, Math.min(255, Math.round(grey))));
  writeFileSync(path, Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]));
}

/** Turned about its middle, on white, with the room that it then needs; between pixels in proportion. */
export function tilted({ width, height, greys }: Raster, degrees: number): Raster {
  const turn = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const wide = Math.ceil(width * Math.abs(cos) + height * Math.abs(sin));
  const high = Math.ceil(width * Math.abs(sin) + height * Math.abs(cos));
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 255 : (greys[y * width + x] ?? 255);
  const turned = new Float64Array(wide * high);
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const [dx, dy] = [x - wide / 2, y - high / 2];
      const [fromX, fromY] = [dx * cos + dy * sin + width / 2, dy * cos - dx * sin + height / 2];
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      const [right, low] = [fromX - left, fromY - top];
      turned[y * wide + x] =
        (at(left, top) * (1 - right) + at(left + 1, top) * right) * (1 - low) +
        (at(left, top + 1) * (1 - right) + at(left + 1, top + 1) * right) * low;
    }
  }
  return { width: wide, height: high, greys: turned };
}

/** Gaussian blur of a standard deviation in pixels. */
export function blurred(raster: Raster, sigma: number): Raster {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const pass = (from: Float64Array, step: number, length: number, start: (at: number) => number) => {
    const to = new Float64Array(from.length);
    for (let line = 0; line < from.length / length; line++) {
      for (let at = 0; at < length; at++) {
        let grey = 0;
        for (const [index, weight] of weights.entries()) {
          const place = Math.min(length - 1, Math.max(0, at + index - reach));
          grey += (from[start(line) + place * step] ?? 255) * weight;
        }
        to[start(line) + at * step] = grey / sum;
      }
    }
    return to;
  };
  const { width, height, greys } = raster;
  const across = pass(greys, 1, width, (line) => line * width);
  return { ...raster, greys: pass(across, width, height, (line) => line) };
}

/** Black and white drawn together to a share of their distance. */
export function faded(raster: Raster, contrast: number): Raster {
  return { ...raster, greys: raster.greys.map((grey) => 255 * (1 - contrast) * 0.7 + grey * contrast) };
}

/** Noise of a standard deviation in greys: a sum of twelve even draws is near enough to normal. */
export function noisy(raster: Raster, sigma: number, dice: Dice): Raster {
  const draw = () => {
    let sum = -6;
    for (let each = 0; each < 12; each++) sum += dice.unit();
    return sum * sigma;
  };
  return { ...raster, greys: raster.greys.map((grey) => grey + draw()) };
}

export function thresholded(raster: Raster): Raster {
  return { ...raster, greys: raster.greys.map((grey) => (grey < 128 ? 0 : 255)) };
}

/** Ink flaked off along a fold: a band of pixels, across the bars or along them, in which black is a light grey. */
export function folded(raster: Raster, along: 'across' | 'along', from: number, pixels: number): Raster {
  const { width, greys } = raster;
  const inBand = (at: number) => {
    const place = along === 'across' ? Math.floor(at / width) : at % width;
    return place >= from && place < from + pixels;
  };
  return { ...raster, greys: greys.map((grey, at) => (inBand(at) ? 200 + grey * 0.2 : grey)) };
}
