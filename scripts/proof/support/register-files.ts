import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { simulate } from '../../simulate/run.ts';
import { DEFAULTS } from '../../simulate/settings.ts';
import { logicalDump } from './dump.ts';

/** How a long ingest is made: this comes to some three hundred thousand lines. */
export const LONG = { stores: 8, households: 2300, weeks: 12 };

const FILES = 4;
/** Of the receipts, so many come again as they were, and so many with other amounts. */
const AGAIN_EVERY = 31;
const CORRECTED_EVERY = 17;
const OTHER_AMOUNT = '0.77';

type Size = { readonly stores: number; readonly households: number; readonly weeks: number };

/**
 * Receipts of a made-up chain as registers send them on a bad day: in several files, one of them packed, with lines that
 * nobody can read; then a file that repeats some receipts and corrects others. @returns The files, in order.
 */
export function registerFiles(dir: string, size: Size, seed: number): string[] {
  const chain = join(dir, 'chain');
  simulate({ ...DEFAULTS, ...size, seed, offers: 0, oneFile: true }, chain);
  const [header = '', ...lines] = readFileSync(join(chain, 'scans.csv'), 'utf8').trimEnd().split('\n');
  rmSync(chain, { recursive: true });
  const receipts = byReceipt(lines);
  const share = Math.ceil(receipts.length / FILES);
  const paths = Array.from({ length: FILES }, (_, index) => {
    const part = receipts.slice(index * share, (index + 1) * share).flat();
    const text = [header, ...part.map(spoil), ''].join('\n');
    const path = join(dir, index === 2 ? 'part-2.csv.gz' : `part-${index}.csv`);
    writeFileSync(path, index === 2 ? gzipSync(text, { level: 1 }) : text);
    return path;
  });
  const amount = header.split(',').indexOf('net_amount');
  const sent = receipts.flatMap((receipt, index) => {
    if (index % CORRECTED_EVERY === 0) return receipt.map((line) => withCell(line, amount, OTHER_AMOUNT));
    return index % AGAIN_EVERY === 0 ? receipt : [];
  });
  writeFileSync(join(dir, 'resent.csv'), [header, ...sent, ''].join('\n'));
  return [...paths, join(dir, 'resent.csv')];
}

/** Store, register, transaction and time stand first and are equal on all lines of a receipt. */
function byReceipt(lines: readonly string[]): string[][] {
  const receipts: string[][] = [];
  let last = '';
  for (const line of lines) {
    const cells = line.split(',', 5);
    const key = [cells[0], cells[1], cells[2], cells[4]].join();
    if (key === last) receipts.at(-1)?.push(line);
    else receipts.push([line]);
    last = key;
  }
  return receipts;
}

function spoil(line: string, index: number): string {
  if (index % 397 === 0) return line.slice(0, line.length / 2);
  if (index % 797 === 0) return `${line}"`;
  if (index % 1201 === 0) return line.replace(',', ',"');
  if (index % 1601 === 0) return `${line}\0`;
  return line;
}

function withCell(line: string, at: number, text: string): string {
  return line.split(',').with(at, text).join(',');
}

/** All that an ingest leaves: what the databases say, and what lies in quarantine. */
export function contentOf(data: string): string[] {
  return [...logicalDump(data), ...quarantineOf(data)];
}

/**
 * What lies in quarantine, a text per file. A run that rejects lines of several files joins them in one with its hour in
 * the name; a run again makes another one, which must say the same.
 */
function quarantineOf(data: string): string[] {
  const dir = join(data, 'quarantine');
  const texts = readdirSync(dir).map((name) => {
    const known = name.replace(/^run-\d+/, 'run-(time)');
    return `quarantine ${known} ${readFileSync(join(dir, name), 'utf8')}`;
  });
  return [...new Set(texts)];
}
