/**
 * Drawn symbols are rasterised, spoilt and read by two programs that know nothing of ours: zbar and ZXing. One of them must
 * read each after what befalls paper, and no other number that either reads may pass for one of ours. What is read is counted,
 * by symbol, resolution and what was done to it.
 *
 *     npm run proof -- decode [--count SYMBOLS] [--seed N]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInFonts } from '../../src/cli/print/fonts.ts';
import { type CodeShape, isOurListCode, makeListCode, type SigningKey } from '../../src/lists/list-code.ts';
import type { Fonts } from '../../src/print/fonts.ts';
import { openPdf } from '../../src/print/pdf.ts';
import { LETTER_SETUP } from '../../src/print/sheet.ts';
import {
  BAR_HEIGHT_PT,
  barcodeBars,
  modulePt,
  QUIET_MODULES,
  symbolModules,
} from '../../src/print/symbol.ts';
import { day } from '../../src/shared/day.ts';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import { readByZbar, readByZxing } from './support/decoders.ts';
import {
  blurred,
  faded,
  folded,
  noisy,
  type Raster,
  readPgm,
  thresholded,
  tilted,
} from './support/raster.ts';

export const title =
  'two decoders read drawn symbols after what befalls paper, and neither reads another number';

const SYMBOLS = 100;
const DPIS = [300, 200, 150] as const;
const KEY: SigningKey = { keyId: 1, secret: Uint8Array.from({ length: 32 }, (_, at) => at) };
const SHAPES: Readonly<Record<string, CodeShape>> = {
  'code128-16': { form: 'code128-16' },
  'code128-20': { form: 'code128-20' },
  'upc-a': { form: 'upc-a', serialKey: KEY, type: 9 },
};

/** @param x Pixels of a module. */
type Spoil = (raster: Raster, x: number, dice: Dice) => Raster;

const SPOILS: Readonly<Record<string, Spoil>> = {
  clean: (raster) => raster,
  'tilt 5°': (raster) => tilted(raster, 5),
  'tilt 15°': (raster) => tilted(raster, 15),
  'blur 0.5 X': (raster, x) => blurred(raster, 0.5 * x),
  'blur 0.7 X': (raster, x) => blurred(raster, 0.7 * x),
  'contrast 15 %': (raster) => faded(raster, 0.15),
  photocopy: (raster, x, dice) => thresholded(noisy(blurred(tilted(raster, 1.3), 0.35 * x), 25, dice)),
  'fold across': (raster, x, dice) =>
    folded(raster, 'across', raster.height * (0.3 + 0.4 * dice.unit()), 4 * x),
  'fold along': (raster, x, dice) => folded(raster, 'along', raster.width * (0.15 + 0.7 * dice.unit()), x),
};

/** After these, one of the two must read a symbol; the others are measured. */
const PROMISED = new Set(['clean', 'tilt 5°', 'blur 0.5 X', 'contrast 15 %', 'photocopy', 'fold across']);

const DECODERS = ['zbar', 'ZXing'] as const;

export const run: Proof = async ({ seed, count = SYMBOLS, say }) => {
  const absent = ['pdftoppm', 'zbarimg'].filter((name) => spawnSync(name, ['--version']).error !== undefined);
  if (absent.length > 0) throw new Error(`not installed here: ${absent.join(', ')}`);
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-decode-'));
  try {
    return await decodeSymbols(scratch, { seed, count, dpis: DPIS, say });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

type Options = {
  readonly seed: number;
  readonly count: number;
  readonly dpis: readonly number[];
  readonly say: (line: string) => void;
};

/** The proof at some resolutions. @param scratch An empty folder. */
export async function decodeSymbols(scratch: string, options: Options): Promise<Proven> {
  const { seed, count, dpis, say } = options;
  const fonts = builtInFonts();
  const failures: string[] = [];
  const figures: Record<string, string> = {};
  const wrong: string[] = [];
  let images = 0;
  for (const [name, shape] of Object.entries(SHAPES)) {
    const codes = Array.from({ length: count }, (_, at) =>
      makeListCode(KEY, seed * count + at, day(20_500), shape),
    );
    for (const dpi of dpis) {
      const pages = rasters(join(scratch, `${name}-${dpi}`), codes, dpi, fonts);
      for (const [what, spoil] of Object.entries(SPOILS)) {
        const dice = new Dice(seed).stream(dpi, codes.length, what.length);
        const dir = join(scratch, `${name}-${dpi}-${what.replaceAll(/\W+/g, '-')}`);
        mkdirSync(dir);
        const spoilt = pages.map((page) => spoil(page, (modulePt(LETTER_SETUP) / 72) * dpi, dice));
        images += spoilt.length;
        const read = { zbar: readByZbar(dir, spoilt), ZXing: await readByZxing(spoilt) };
        const where = `${name}, ${dpi} dpi, ${what}`;
        const found = judge(read, codes, where, PROMISED.has(what));
        failures.push(...found.failures);
        wrong.push(...found.wrong);
        figures[where] = DECODERS.map((decoder) => `${decoder} ${found.right[decoder]}`).join(', ');
        rmSync(dir, { recursive: true });
      }
      say(`${name} at ${dpi} dpi: done, ${failures.length} failures`);
    }
  }
  figures['wrong reads, refused by their keyed digits'] = wrong.length === 0 ? 'none' : wrong.join('; ');
  return { count: images * DECODERS.length, failures, figures };
}

type Read = Readonly<Record<(typeof DECODERS)[number], readonly (string | undefined)[]>>;

function judge(read: Read, codes: readonly string[], where: string, promised: boolean) {
  const right = { zbar: 0, ZXing: 0 };
  const wrong: string[] = [];
  const failures: string[] = [];
  for (const [at, code] of codes.entries()) {
    let isRead = false;
    for (const decoder of DECODERS) {
      // Decoders that speak EAN put a 0 before UPC-A.
      const text = read[decoder][at]?.replace(/^0(?=4\d{11}$)/, '');
      if (text === undefined) continue;
      if (text === code) {
        right[decoder] += 1;
        isRead = true;
        continue;
      }
      const sentence = `${where}: ${decoder} reads ${code} as ${text}`;
      (isOurListCode(text, [KEY]) ? failures : wrong).push(sentence);
    }
    if (promised && !isRead) failures.push(`${where}: neither reads ${code}`);
  }
  return { right, wrong, failures };
}

/** Each code's symbol with its quiet zones, as a printer or scanner of a resolution has it. */
function rasters(dir: string, codes: readonly string[], dpi: number, fonts: Fonts): Raster[] {
  mkdirSync(dir);
  const x = modulePt(LETTER_SETUP);
  const pdf = openPdf(LETTER_SETUP, fonts, { title: 'symbols', languageTag: 'en', day: day(0) });
  for (const code of codes) {
    const widthPt = (symbolModules(code.length) + 2 * QUIET_MODULES) * x;
    const bars = barcodeBars(code, LETTER_SETUP, widthPt - QUIET_MODULES * x, QUIET_MODULES * x);
    pdf.addPage({ widthPt, heightPt: BAR_HEIGHT_PT + 2 * QUIET_MODULES * x, ops: [{ op: 'bars', bars }] });
  }
  pdf.end();
  const file = join(dir, 'symbols.pdf');
  writeFileSync(file, pdf.take());
  execFileSync('pdftoppm', ['-r', String(dpi), '-gray', file, join(dir, 'page')]);
  const digits = String(codes.length).length;
  return codes.map((_, at) => readPgm(join(dir, `page-${String(at + 1).padStart(digits, '0')}.pgm`)));
}
