import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { simulate } from '../../simulate/run.ts';
import { DEFAULTS } from '../../simulate/settings.ts';
import { logicalDump } from './dump.ts';

/**
 * How a long ingest is made: a first file of four batches and more (`SCANS_OF_BATCH`), and a second one of more than one.
 * A file of one batch is never half read.
 */
export const LONG = { stores: 8, households: 3750, weeks: 12 };

/** Of the receipts, so many come again as they were, and so many with other amounts. */
const AGAIN_EVERY = 6;
const CORRECTED_EVERY = 10;
const OTHER_AMOUNT = '0.77';

type Size = { readonly stores: number; readonly households: number; readonly weeks: number };

/**
 * Receipts of a made-up chain as registers send them on a bad day: in one file, lines of all stores in turn, so that no
 * receipt stands together and some stand on both sides of a batch's end, with lines that nobody can read; then a packed
 * file that repeats some receipts and corrects others, no better written. @returns The files, in order.
 */
export function registerFiles(dir: string, size: Size, seed: number): string[] {
  const chain = join(dir, 'chain');
  simulate({ ...DEFAULTS, ...size, seed, offers: 0, oneFile: true }, chain);
  const [header = '', ...lines] = readFileSync(join(chain, 'scans.csv'), 'utf8').trimEnd().split('\n');
  rmSync(chain, { recursive: true });
  const amount = header.split(',').indexOf('net_amount');
  const sent = byReceipt(lines).flatMap((receipt, index) => {
    if (index % CORRECTED_EVERY === 0) return receipt.map((line) => withCell(line, amount, OTHER_AMOUNT));
    return index % AGAIN_EVERY === 0 ? receipt : [];
  });
  const textOf = (all: readonly string[]): string => [header, ...inTurn(all).map(spoil), ''].join('\n');
  const paths = [join(dir, 'long.csv'), join(dir, 'resent.csv.gz')] as const;
  writeFileSync(paths[0], textOf(lines));
  writeFileSync(paths[1], gzipSync(textOf(sent), { level: 1 }));
  return [...paths];
}

/** A line of each store in turn, until a store has none left. */
function inTurn(lines: readonly string[]): string[] {
  const stores = new Map<string, string[]>();
  for (const line of lines) {
    const store = line.slice(0, line.indexOf(','));
    const own = stores.get(store);
    if (own === undefined) stores.set(store, [line]);
    else own.push(line);
  }
  const own = [...stores.values()];
  const longest = Math.max(0, ...own.map(({ length }) => length));
  return Array.from({ length: longest }, (_, place) => own.flatMap((all) => all[place] ?? [])).flat();
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
