import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../../scripts/proof/support/rows-of-columns.ts';
import { readScansAway } from '../../src/cli/ingest/away/read-away.ts';
import { countingReader } from '../../src/cli/ingest/codes.ts';
import { layoutFromText } from '../../src/cli/ingest/layout-text.ts';
import { batchesUpTo } from '../../src/cli/ingest/limits.ts';
import { openSource } from '../../src/cli/ingest/source.ts';
import { readScans } from '../../src/ingest/read-scans.ts';
import type { ScanBatch } from '../../src/ingest/scan-columns.ts';
import { defaultRules } from '../../src/shared/product-rules.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'duelist-away-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const LAYOUT = `feed = "scans"
delimiter = ";"
date_format = "dd.MM.yyyy HH:mm"
[columns]
transaction_id = "Bon"
store_id = "Filiale"
timestamp = "Datum"
product_id = "Artikel"
quantity = "Menge"
net_amount = "Betrag"
`;
const NAME = 'scans.csv';
const reading = (path: string, layout?: string) => ({
  path,
  layout: layout === undefined ? undefined : { path: 'chain.toml', text: layout },
  rules: defaultRules('gtin'),
  dayStartsAtSecond: 0,
  earliestDay: undefined,
  zones: new Map<string, string>(),
  chainZone: 'Europe/Berlin',
  batchMost: 7,
  recordsDone: 3,
});

type Told = { batches: unknown[]; warnings: unknown[]; codes?: unknown; bytes?: number; error?: string };

/** What a batch says, by itself: its columns are used again. */
function told({ columns, ...batch }: ScanBatch): unknown {
  return structuredClone({ ...batch, rows: rowsOf(columns), described: columns.described });
}

async function near(path: string, layout?: string): Promise<Told> {
  const all: Told = { batches: [], warnings: [] };
  const { statistics, notProducts, read } = countingReader(defaultRules('gtin'));
  const batches = readScans(
    openSource(path, () => undefined),
    {
      fileName: NAME,
      layout: layout === undefined ? undefined : layoutFromText(layout, 'chain.toml'),
      productIds: 'gtin',
      readProduct: read,
      batchRows: batchesUpTo(7, 3),
      zoneOfStore: () => 'Europe/Berlin',
      onWarning: (warning) => all.warnings.push(warning),
    },
  );
  return await collect(all, batches, () => {
    all.codes = { ...statistics.finding(), notProducts: notProducts() };
  });
}

async function away(path: string, layout?: string, delayMs = 0): Promise<Told> {
  const all: Told = { batches: [], warnings: [] };
  let bytes = 0;
  const { batches, stop } = readScansAway(reading(path, layout), {
    onBytes: (more) => {
      bytes += more;
    },
    onWarning: (warning) => all.warnings.push(warning),
    onEnd: (found) => {
      all.codes = found;
      all.bytes = bytes;
    },
  });
  // It has begun; nobody listens yet.
  await wait(delayMs);
  const result = await collect(all, batches, () => undefined);
  await stop();
  return result;
}

async function collect(all: Told, batches: AsyncIterable<ScanBatch>, end: () => void): Promise<Told> {
  try {
    for await (const batch of batches) all.batches.push(told(batch));
    end();
  } catch (error) {
    const { name, message, code, exitCode, at, next } = error as Error & Record<string, unknown>;
    all.error = JSON.stringify({ name, message, code, exitCode, at, next });
  }
  return all;
}

function write(name: string, content: string | Buffer): string {
  const folder = mkdtempSync(join(dir, 'file-'));
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const HEAD = 'store_id,transaction_id,timestamp,product_id,description,quantity,net_amount,card_id,extra\n';
const line = (no: number): string => {
  const product = no % 11 === 3 ? '123' : no % 5 === 0 ? 'plu:4011' : '00036000291452';
  const text = no % 4 === 0 ? `"Milk, ${no}"` : `Milk ${no}`;
  return `S${no % 3},T${Math.trunc(no / 4)},2026-01-0${1 + (no % 9)} 10:00,${product},${text},${no % 7},1.0${no % 10},K${no % 13},x\n`;
};
const LINES = Array.from({ length: 60 }, (_, no) => line(no)).join('');

describe('a file read in a thread of its own', () => {
  test('is what it is in this one: batches, rejections, warnings, codes', async () => {
    const path = write(NAME, HEAD + LINES);
    const here = await near(path);
    const there = await away(path, undefined, 300);
    expect(here.batches.length).toBeGreaterThan(5);
    expect(here.warnings).toHaveLength(1);
    expect(there).toEqual({ ...here, bytes: readFileSync(path).length });
  });

  test('by a layout, through the general reader', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, no) => `${no >> 1};7;0${1 + (no % 9)}.02.2026 09:3${no % 10};4011;${no === 9 ? 'x' : 1};1.00\n`,
    );
    const path = write(NAME, `Bon;Filiale;Datum;Artikel;Menge;Betrag\n${rows.join('')}`);
    const here = await near(path, LAYOUT);
    expect(here.batches.length).toBeGreaterThan(3);
    const { bytes: _, ...there } = await away(path, LAYOUT);
    expect(there).toEqual(here);
  });

  test.each([
    [
      'a broken packed file, after what stands before the break',
      'scans.csv.gz',
      gzipSync(HEAD + LINES).subarray(0, -30),
    ],
    ['a header that is none', NAME, 'a,b,c\n1,2,3\n'],
    ['an empty file', NAME, ''],
  ])('%s', async (_, name, content) => {
    const path = write(name, content);
    const { bytes: __, ...there } = await away(path);
    const said = JSON.stringify(await near(path)).replaceAll('scans.csv', name);
    expect(JSON.stringify(there).replaceAll('.gz.gz', '.gz')).toBe(said.replaceAll('.gz.gz', '.gz'));
  });

  test('a file that went away is a fault of the system, with its code', async () => {
    const there = await away(join(dir, 'gone.csv'));
    expect(there.error).toContain('ENOENT');
  });

  test('what is not wanted any more is not read on, and keeps nobody alive', async () => {
    const path = write(NAME, HEAD + LINES.repeat(50));
    const { batches, stop } = readScansAway(reading(path), {
      onBytes: () => undefined,
      onWarning: () => undefined,
      onEnd: () => expect.fail('it was not read to its end'),
    });
    for await (const _ of batches) break;
    await stop();
    await stop();
  });
});
