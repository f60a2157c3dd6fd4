import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { csvLine } from '../ingest/read.ts';
import { ingestRoom } from './ingest-room.ts';

const HEADER = [
  'offer_id',
  'version',
  'funder_id',
  'kind',
  'value',
  'products',
  'issue_start',
  'issue_end',
  'redeem_start',
  'redeem_end',
];

type Line = readonly [id: string, version: string, value: string, issueStart: string, issueEnd: string];

function offersCsv(...lines: readonly Line[]): string {
  const rows = lines.map(([id, version, value, start, end]) =>
    csvLine([id, version, 'ACME', 'cents_off', value, '036000291452', start, end, start, '2026-12-31']),
  );
  return csvLine(HEADER) + rows.join('');
}

const V1: Line = ['A1', '1', '1.00', '2026-11-01', '2026-11-30'];
const V2: Line = ['A1', '2', '0.50', '2026-11-15', '2026-12-15'];
const OTHER: Line = ['B1', '1', '1.00', '2026-11-01', '2026-11-30'];

/** Files one after the other; of the last one what was stored, and what its quarantine says of each line. */
async function afterFiles(...files: readonly string[]) {
  const { write, ingest } = ingestRoom();
  let last: Awaited<ReturnType<typeof ingest>> | undefined;
  for (const [at, content] of files.entries())
    last = await ingest(['offers', write(`offers-${at}.csv`, content)]);
  const { document = {} } = last ?? {};
  const { quarantine } = document as { quarantine: string | null };
  return {
    counts: [document.lines_stored, document.lines_duplicate, document.lines_rejected],
    reasons: document.rejected_by_reason,
    quarantine: quarantine === null ? '' : readFileSync(quarantine, 'utf8').replaceAll('""', '"'),
  };
}

test('of versions of one file that are issued on the same days the older one is rejected, with the fix', async () => {
  const { counts, reasons, quarantine } = await afterFiles(offersCsv(V1, OTHER, V2));
  expect(counts).toEqual([2, 0, 1]);
  expect(reasons).toEqual({ 'version-overlap': 1 });
  expect(quarantine).toContain(
    'offer A1: issue_end "2026-11-30" lets version 1 overlap version 2, issued from 2026-11-15 to 2026-12-15 (line 4). ' +
      'End version 1 on 2026-11-14, or begin version 2 after it.',
  );
});

test('versions that follow each other go in, in any order of lines', async () => {
  const ended: Line = ['A1', '1', '1.00', '2026-11-01', '2026-11-14'];
  expect((await afterFiles(offersCsv(V2, ended))).counts).toEqual([2, 0, 0]);
  expect((await afterFiles(offersCsv(ended, V2))).counts).toEqual([2, 0, 0]);
});

test('a change that comes later takes the place of what was taken in, and a full feed may come every day', async () => {
  expect((await afterFiles(offersCsv(V1), offersCsv(V2))).counts).toEqual([1, 0, 0]);
  expect((await afterFiles(offersCsv(V1), offersCsv(V1, V2))).counts).toEqual([1, 1, 0]);
  expect((await afterFiles(offersCsv(V1), offersCsv(V1, V2), offersCsv(V2, V1, OTHER))).counts).toEqual([
    1, 2, 0,
  ]);
});

test('an older version is not let in behind a newer one', async () => {
  const { counts, quarantine } = await afterFiles(offersCsv(V2), offersCsv(V1));
  expect(counts).toEqual([0, 0, 1]);
  expect(quarantine).toContain('(taken in before)');
});

test('the same version with other terms in one file: nobody knows which holds, so neither goes in', async () => {
  const dearer: Line = ['A1', '1', '2.00', '2026-11-01', '2026-11-30'];
  const { counts, quarantine } = await afterFiles(offersCsv(V1, dearer));
  expect(counts).toEqual([0, 0, 2]);
  expect(quarantine).toContain('offer A1: version "1" stands on line 3, too, with other terms.');
  expect((await afterFiles(offersCsv(V1, V1))).counts).toEqual([1, 1, 0]);
});
