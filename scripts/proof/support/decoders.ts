import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { type Raster, writePgm } from './raster.ts';

/** What zbar reads in each image, as one program for all of them. It names files, and says nothing where it found nothing. */
export function readByZbar(dir: string, images: readonly Raster[]): (string | undefined)[] {
  const files = images.map((image, at) => {
    const file = join(dir, `${String(at).padStart(4, '0')}.pgm`);
    writePgm(file, image);
    return file;
  });
  const { stdout } = spawnSync('zbarimg', ['--quiet', '--nodbus', '--xml', ...files], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  const read = new Map<string, string>();
  for (const [, href = '', body = ''] of stdout.matchAll(/<source href='([^']*)'>([\s\S]*?)<\/source>/g)) {
    const data = /<data><!\[CDATA\[([^\]]*)\]\]>/.exec(body)?.[1];
    if (data !== undefined) read.set(href, data);
  }
  return files.map((file) => read.get(file));
}

/** What ZXing reads in each image. */
export async function readByZxing(images: readonly Raster[]): Promise<(string | undefined)[]> {
  // It would fetch its program from the network.
  const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(readFileSync(wasm)).buffer } });
  const read: (string | undefined)[] = [];
  for (const { width, height, greys } of images) {
    const data = new Uint8ClampedArray(width * height * 4);
    for (const [at, grey] of greys.entries())
      data.fill(grey, at * 4, at * 4 + 3).fill(255, at * 4 + 3, at * 4 + 4);
    const image = { width, height, data, colorSpace: 'srgb' } as unknown as Parameters<
      typeof readBarcodes
    >[0];
    const [first] = await readBarcodes(image, { formats: ['Code128', 'UPCA'], tryHarder: true });
    read.push(first?.text);
  }
  return read;
}
