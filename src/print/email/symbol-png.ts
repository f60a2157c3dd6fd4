import { elementWidths, QUIET_MODULES, symbolModules } from '../symbol.ts';
import type { ShownPicture } from './html.ts';
import { pngBytes } from './png.ts';

/** A module on the screen, and in the picture, which a fine screen shows dot by dot. */
const MODULE_PX = 2;
const MODULE_DOTS = 4;
const HEIGHT_PX = 96;

/** How large a list's symbol is shown; its quiet zones are in the picture. */
export function symbolSize(listCode: string): Omit<ShownPicture, 'src'> {
  const modules = symbolModules(listCode.length) + 2 * QUIET_MODULES;
  return { widthPx: modules * MODULE_PX, heightPx: HEIGHT_PX };
}

/** A list's symbol as a PNG of black and white: one bit a dot, 1 white. */
export function symbolPng(listCode: string): Uint8Array {
  const dots: number[] = Array.from({ length: QUIET_MODULES * MODULE_DOTS }, () => 1);
  for (const [at, width] of elementWidths(listCode).entries())
    for (let dot = 0; dot < width * MODULE_DOTS; dot++) dots.push(at % 2);
  for (let dot = 0; dot < QUIET_MODULES * MODULE_DOTS; dot++) dots.push(1);
  const row = Buffer.alloc(Math.ceil(dots.length / 8));
  for (const [at, white] of dots.entries()) row[at >> 3] = (row[at >> 3] ?? 0) | (white << (7 - (at & 7)));
  const height = HEIGHT_PX * (MODULE_DOTS / MODULE_PX);
  return pngBytes({ width: dots.length, height, dots: 'black-and-white' }, () => row);
}
