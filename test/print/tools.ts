import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether all these programs are installed; says so when one is not, since tests are skipped for it. */
export function haveTools(...names: readonly string[]): boolean {
  const absent = names.filter((name) => spawnSync(name, ['--version']).error !== undefined);
  if (absent.length === 0) return true;
  process.stdout.write(
    `skipped: tests of print that need ${absent.join(' and ')}, which is not installed here\n`,
  );
  return false;
}

function withPdf<T>(pdf: Uint8Array, use: (file: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'duelist-print-'));
  try {
    const file = join(folder, 'sheet.pdf');
    writeFileSync(file, pdf);
    return use(file, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param as `layout`: by lines across the columns; `raw`: as it was written, each text whole. */
export function pdfText(pdf: Uint8Array, as: 'layout' | 'raw' = 'layout'): string {
  return withPdf(pdf, (file) => execFileSync('pdftotext', [`-${as}`, file, '-'], { encoding: 'utf8' }));
}

/** What a program says of a file. */
export function checkedBy(program: string, options: readonly string[], pdf: Uint8Array): string {
  return withPdf(pdf, (file) => execFileSync(program, [...options, file], { encoding: 'utf8' }));
}

/** A tagged file as it is read: a line per element that has text of its own, its type first. */
export function spokenText(pdf: Uint8Array): string[] {
  const lines: string[] = [];
  let type = '';
  let open = '';
  const close = () => {
    if (open !== '') lines.push(`${type} ${open.trim()}`);
    open = '';
  };
  for (const line of checkedBy('pdfinfo', ['-struct-text'], pdf).split('\n')) {
    const said = /^\s*"(.*)"$/.exec(line)?.[1];
    if (said !== undefined) open += said;
    else {
      close();
      type = /^\s*(\w+)/.exec(line)?.[1] ?? type;
    }
  }
  close();
  return lines;
}

/** The words of all pages as they were written, each with its left, upper, right and lower edge in points. */
export function pdfWords(pdf: Uint8Array): { readonly word: string; readonly edges: readonly number[] }[] {
  const page = withPdf(pdf, (file) =>
    execFileSync('pdftotext', ['-raw', '-bbox', file, '-'], { encoding: 'utf8' }),
  );
  const found = page.matchAll(/<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)<\/word>/g);
  return [...found].map(([, left, top, right, bottom, word = '']) => ({
    word,
    edges: [left, top, right, bottom].map(Number),
  }));
}

/** What a scanner program reads from page 1 as printed at `dpi`, in black and white or with greys. */
export function scannedCode(pdf: Uint8Array, dpi: number): string {
  return withPdf(pdf, (file, folder) => {
    const image = join(folder, 'page');
    execFileSync('pdftoppm', ['-r', String(dpi), '-gray', '-l', '1', '-singlefile', file, image]);
    return execFileSync('zbarimg', ['--quiet', '--raw', `${image}.pgm`], { encoding: 'utf8' }).trim();
  });
}

/** One row of dots of page 1 in black (1) and white (0), as a printer of `dpi` gets it. */
export function dotRow(pdf: Uint8Array, dpi: number, yPt: number): number[] {
  return withPdf(pdf, (file, folder) => {
    const image = join(folder, 'page');
    execFileSync('pdftoppm', ['-r', String(dpi), '-mono', '-l', '1', '-singlefile', file, image]);
    const bitmap = readFileSync(`${image}.pbm`);
    const header = /^P4\s+(\d+)\s+(\d+)\s/.exec(bitmap.toString('latin1', 0, 40));
    if (header === null) throw new Error('pdftoppm wrote no bitmap');
    const width = Number(header[1]);
    const start = header[0].length + Math.round((yPt / 72) * dpi) * Math.ceil(width / 8);
    return Array.from({ length: width }, (_, x) => ((bitmap[start + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1);
  });
}

/** Red, green and blue of a point of page 1, 0..255. */
export function colorAt(pdf: Uint8Array, xPt: number, yPt: number): number[] {
  return withPdf(pdf, (file, folder) => {
    const image = join(folder, 'page');
    const spot = ['-x', String(Math.round(xPt)), '-y', String(Math.round(yPt)), '-W', '1', '-H', '1'];
    execFileSync('pdftoppm', ['-r', '72', ...spot, '-l', '1', '-singlefile', file, image]);
    return [...readFileSync(`${image}.ppm`).subarray(-3)];
  });
}
