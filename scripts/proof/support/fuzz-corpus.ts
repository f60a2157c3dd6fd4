import { Buffer } from 'node:buffer';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseToml } from '../../../src/config/toml.ts';
import { feedColumns } from '../../../src/ingest/feeds/definitions.ts';
import { type Layout, parseLayout } from '../../../src/ingest/layout.ts';
import { FEEDS, type Feed } from '../../../src/ingest/rows.ts';
import type { ProductIds } from '../../../src/shared/product-id.ts';
import { ROOT } from './program.ts';

/** A sound file of a feed, to be damaged. */
export type Seed = {
  readonly name: string;
  readonly feed: Feed;
  /** Path of the layout that reads it. */
  readonly layout: string | undefined;
  readonly productIds: ProductIds;
  readonly delimiter: string;
  /** Ending of its name, with the dot. */
  readonly ending: string;
  readonly bytes: Buffer;
};

/** What is taken of a long file. */
const BYTES_MOST = 24_000;
const SCAN_FILES = 3;
const LAYOUTS_DIR = join(ROOT, 'fixtures/layouts');
const GOLDEN_DIR = join(ROOT, 'test/ingest/golden');

/** Layouts of the four real exports; `DATA/layouts` has their first lines. */
const REAL_EXPORTS: Readonly<Record<string, string>> = {
  'layouts/leading_zeros_lost_dd-MON-yy.csv': 'day-month-name.toml',
  'layouts/no_header.csv': 'no-header.toml',
  'layouts/basket_id_scientific_notation.csv': 'scientific-notation.toml',
  'coop/scans.csv.gz': 'coop.toml',
  'dunnhumby/scans.csv.gz': 'dunnhumby.toml',
  'completejourney/scans.csv.gz': 'complete-journey.toml',
  'completejourney/products.csv.gz': 'complete-journey-products.toml',
};

/** The golden files, the made-up chain, a file for every shipped layout, and the real exports where `data` has them. */
export function fuzzCorpus(data: string | undefined): Seed[] {
  const golden = readdirSync(GOLDEN_DIR)
    .filter((name) => name.endsWith('.csv'))
    .map((name) => canonical(feedOf(name), join(GOLDEN_DIR, name)));
  const chain = FEEDS.filter((feed) => feed !== 'scans').map((feed) =>
    canonical(feed, join(ROOT, 'fixtures', `${feed}.csv`)),
  );
  const scans = readdirSync(join(ROOT, 'fixtures'))
    .filter((name) => /^scans-.*\.csv$/.test(name))
    .slice(-SCAN_FILES)
    .map((name) => canonical('scans', join(ROOT, 'fixtures', name)));
  const real = Object.entries(REAL_EXPORTS)
    .map(([file, layout]) => ({ path: join(data ?? '', file), layout: join(LAYOUTS_DIR, layout) }))
    .filter(({ path, layout }) => data !== undefined && existsSync(path) && existsSync(layout))
    .map(({ path, layout }) => withLayout(layout, path));
  return [...golden, ...chain, ...scans, ...layoutSamples(), ...real];
}

/** Files beside a layout that begin with its name are read with it; for a layout without any, one is made up. */
function layoutSamples(): Seed[] {
  const names = readdirSync(LAYOUTS_DIR, { recursive: true, encoding: 'utf8' }).sort();
  return names
    .filter((name) => name.endsWith('.toml'))
    .flatMap((toml) => {
      const path = join(LAYOUTS_DIR, toml);
      const stem = toml.slice(0, -'.toml'.length);
      const samples = names.filter(
        (name) => name.startsWith(`${stem}.`) && !/\.(?:toml|json|md)$/.test(name),
      );
      if (samples.length > 0) return samples.map((sample) => withLayout(path, join(LAYOUTS_DIR, sample)));
      const layout = readLayout(path);
      return [seedOf(layout, path, `${toml}, made up`, '.csv', Buffer.from(madeUp(layout)))];
    });
}

function readLayout(path: string): Layout {
  return parseLayout(parseToml(readFileSync(path, 'utf8'), path), path);
}

function canonical(feed: Feed, path: string): Seed {
  const { name, ext: ending } = parse(path);
  const plain = { layout: undefined, productIds: 'gtin', delimiter: ',' } as const;
  return { ...plain, name, feed, ending, bytes: beginning(readFileSync(path)) };
}

function withLayout(layoutPath: string, path: string): Seed {
  const packed = path.endsWith('.gz');
  const bytes = packed ? gunzipSync(readFileSync(path)) : readFileSync(path);
  const { name, ext } = parse(packed ? path.slice(0, -'.gz'.length) : path);
  return seedOf(readLayout(layoutPath), layoutPath, name, ext, beginning(bytes));
}

function seedOf(layout: Layout, path: string, name: string, ending: string, bytes: Buffer): Seed {
  const { feed, delimiter, productIds = 'gtin' } = layout;
  return { name, feed, layout: path, productIds, delimiter, ending, bytes };
}

/** Whole lines from the start. */
function beginning(bytes: Buffer): Buffer {
  if (bytes.length <= BYTES_MOST) return bytes;
  return bytes.subarray(0, bytes.lastIndexOf(0x0a, BYTES_MOST) + 1);
}

const MADE_UP_LINES = 40;
const MADE_UP: Readonly<Record<string, string>> = {
  YYYY: '2026',
  DD: '21',
  yyyy: '2026',
  yy: '26',
  MMM: 'NOV',
  MM: '11',
  M: '11',
  dd: '21',
  d: '21',
  HH: '10',
  H: '10',
  mm: '30',
  ss: '00',
};

/** A few lines in a layout's own columns. */
function madeUp(layout: Layout): string {
  const theirs = new Map([...layout.columns].map(([name, rule]) => [name, String(rule.parts[0]?.[0])]));
  const canonicalOf = new Map([...theirs].map(([name, source]) => [source, name]));
  const ours = [...feedColumns(layout.feed).keys()].filter((name) => !layout.constants.has(name));
  const header = layout.header === false ? undefined : layout.header;
  const names = header ?? ours.map((name) => theirs.get(name) ?? name);
  const rows = Array.from({ length: MADE_UP_LINES }, (_, index) =>
    names.map((name) => cellOf(canonicalOf.get(name) ?? name, index, layout)),
  );
  const lines = header === undefined ? [names, ...rows] : rows;
  return lines.map((cells) => `${cells.join(layout.delimiter)}\n`).join('');
}

function cellOf(column: string, index: number, { dateFormat, numbers }: Layout): string {
  if (/amount|price/.test(column)) return `${index % 7}${numbers.decimalMark}${10 + index}`;
  if (/timestamp|_day$/.test(column)) {
    if (dateFormat.text === 'day_number') return String(200 + index);
    return dateFormat.text
      .replace(/[[\]]/g, '')
      .replace(/YYYY|yyyy|yy|MMM|MM|M|DD|dd|d|HH|H|mm|ss/g, (token) => MADE_UP[token] ?? '');
  }
  if (column === 'quantity') return '1';
  if (column === 'transaction_id') return String(900 + Math.floor(index / 4));
  if (/_id$/.test(column)) return String(100 + (index % 13));
  return '';
}

function feedOf(name: string): Feed {
  const feed = FEEDS.find((known) => name.startsWith(`${known}-`));
  if (feed === undefined) throw new Error(`${name} names no feed`);
  return feed;
}
