import { crc32, deflateSync } from 'node:zlib';
import { elementWidths, QUIET_MODULES, symbolModules } from '../symbol.ts';
import type { ShownSymbol } from './html.ts';

/** A module on the screen, and in the picture, which a fine screen shows dot by dot. */
const MODULE_PX = 2;
const MODULE_DOTS = 4;
const HEIGHT_PX = 96;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** How large a list's symbol is shown; its quiet zones are in the picture. */
export function symbolSize(listCode: string): Omit<ShownSymbol, 'src'> {
  const modules = symbolModules(listCode.length) + 2 * QUIET_MODULES;
  return { widthPx: modules * MODULE_PX, heightPx: HEIGHT_PX };
}

/** A list's symbol as a PNG of black and white: one bit a dot, 1 white. Source: PNG (ISO/IEC 15948), 11.2. */
export function symbolPng(listCode: string): Uint8Array {
  const dots: number[] = Array.from({ length: QUIET_MODULES * MODULE_DOTS }, () => 1);
  for (const [at, width] of elementWidths(listCode).entries())
    for (let dot = 0; dot < width * MODULE_DOTS; dot++) dots.push(at % 2);
  for (let dot = 0; dot < QUIET_MODULES * MODULE_DOTS; dot++) dots.push(1);
  const row = Buffer.alloc(1 + Math.ceil(dots.length / 8));
  for (const [at, white] of dots.entries())
    row[1 + (at >> 3)] = (row[1 + (at >> 3)] ?? 0) | (white << (7 - (at & 7)));
  const height = HEIGHT_PX * (MODULE_DOTS / MODULE_PX);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(dots.length, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
