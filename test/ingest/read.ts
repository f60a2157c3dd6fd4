import { Buffer } from 'node:buffer';
import type { Layout } from '../../src/ingest/layout.ts';
import { readFeed } from '../../src/ingest/read-feed.ts';
import type { ControlRecord, SkipReason } from '../../src/ingest/record-source.ts';
import type { FeedWarning, Rejection } from '../../src/ingest/rejection.ts';
import type { Feed, RowOf } from '../../src/ingest/rows.ts';
import type { ProductIds } from '../../src/shared/product-id.ts';

export type Read<F extends Feed> = {
  readonly rows: { readonly line: number; readonly row: RowOf[F] }[];
  readonly rejections: Rejection[];
  readonly warnings: FeedWarning[];
  readonly linesRead: number;
  readonly skipped: Partial<Record<SkipReason, number>>;
  readonly controls: ControlRecord[];
  readonly batches: number;
};

export type How = {
  readonly layout?: Layout;
  readonly productIds?: ProductIds;
  readonly batchRows?: number;
  /** Bytes per chunk of the source. */
  readonly chunk?: number;
  readonly zoneOfStore?: (storeId: string) => string | undefined;
  readonly dayStartsAtSecond?: number;
};

/** A whole feed from text or bytes. */
export async function readAll<F extends Feed>(
  feed: F,
  content: string | Uint8Array,
  how: How = {},
): Promise<Read<F>> {
  const warnings: FeedWarning[] = [];
  const all = { rows: [] as Read<F>['rows'], rejections: [] as Rejection[], linesRead: 0, batches: 0 };
  const skipped: Partial<Record<SkipReason, number>> = {};
  const controls: ControlRecord[] = [];
  const batches = readFeed(feed, chunks(Buffer.from(content), how.chunk ?? 1 << 16), {
    fileName: 'feed.csv',
    layout: how.layout,
    productIds: how.productIds ?? how.layout?.productIds ?? 'gtin',
    ...(how.batchRows === undefined ? {} : { batchRows: how.batchRows }),
    ...(how.zoneOfStore === undefined ? {} : { zoneOfStore: how.zoneOfStore }),
    ...(how.dayStartsAtSecond === undefined ? {} : { dayStartsAtSecond: how.dayStartsAtSecond }),
    onWarning: (warning) => warnings.push(warning),
  });
  for await (const batch of batches) {
    all.rows.push(...batch.rows);
    all.rejections.push(...batch.rejections);
    all.linesRead += batch.linesRead;
    all.batches++;
    controls.push(...batch.controls);
    for (const [reason, count] of Object.entries(batch.skipped) as [SkipReason, number][])
      skipped[reason] = (skipped[reason] ?? 0) + count;
  }
  return { ...all, skipped, controls, warnings };
}

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** CSV lines of one row: the header of its names, and its values. */
export function oneRow(values: Readonly<Record<string, string>>): string {
  return `${csvLine(Object.keys(values))}${csvLine(Object.values(values))}`;
}

/** A line of a writer as small as can be: every cell that needs quotes has them. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}
