import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What a PNG says of its dots: greys of one bit, or colours of eight bits a sample. */
export type PngForm = {
  readonly width: number;
  readonly height: number;
  readonly dots: 'black-and-white' | 'colours';
};

/**
 * A picture as a PNG. Source: PNG (ISO/IEC 15948), 11.2.
 *
 * @param rowAt A row's dots, packed, from the top; with 1 white where there are no colours.
 */
export function pngBytes({ width, height, dots }: PngForm, rowAt: (y: number) => Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = dots === 'colours' ? 8 : 1;
  header[9] = dots === 'colours' ? 2 : 0;
  // Before each row its filter's number: none.
  const rows = Array.from({ length: height }, (_, y) => [Buffer.alloc(1), rowAt(y)]).flat();
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
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
