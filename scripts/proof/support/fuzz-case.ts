import type { Buffer } from 'node:buffer';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Feed } from '../../../src/ingest/rows.ts';
import { duelistInside } from './inside.ts';
import type { Ran } from './program.ts';

/** One damaged file, and how it is to be read. */
export type Case = {
  readonly feed: Feed;
  /** Text of a layout file; undefined: the columns are ours. */
  readonly layout: string | undefined;
  readonly bytes: Buffer;
  /** Ending of its name, with the dot: `.csv`, `.csv.gz`. */
  readonly ending: string;
};

export type Judged = {
  /** `refused:CODE` for a file that is no such feed as a whole. */
  readonly outcome: 'taken in' | 'too many rejected' | `refused: ${string}`;
  readonly faults: readonly string[];
  readonly linesRead: number;
  readonly linesRejected: number;
};

/** Exit codes of a file that is at fault: bad input, none there, bad configuration. */
const CODES_OF_BAD_INPUT = new Set([65, 66, 78]);
const RUN_MS_MOST = 20_000;

type FileDocument = {
  readonly state: string;
  readonly lines_read: number;
  readonly lines_stored: number;
  readonly lines_duplicate: number;
  readonly lines_rejected: number;
  readonly lines_forgotten: number;
};
type Document = FileDocument & {
  readonly schema: string;
  readonly files: readonly FileDocument[];
  readonly rejected_by_reason: Readonly<Record<string, number>>;
  readonly quarantine: string | null;
};

/**
 * Take a file in, twice. Whatever it is, the run ends well or says what is wrong; every line read is accounted for, every
 * rejected one lies in quarantine, and the second time stores nothing and says the same.
 *
 * @param dir Where file and layout are put for as long as that takes.
 */
export async function judgeCase(dataDir: string, dir: string, given: Case): Promise<Judged> {
  const path = join(dir, `case${given.ending}`);
  const layoutPath = join(dir, 'case.toml');
  writeFileSync(path, given.bytes);
  if (given.layout !== undefined) writeFileSync(layoutPath, given.layout);
  const args = ['ingest', given.feed, path, ...(given.layout === undefined ? [] : ['--layout', layoutPath])];
  const faults: string[] = [];
  const once = async (turn: string): Promise<Ran & { document: Document | undefined }> => {
    const start = performance.now();
    const ran = await duelistInside([...args, '--data', dataDir, '--json']);
    const tookMs = performance.now() - start;
    if (tookMs > RUN_MS_MOST) faults.push(`the ${turn} run took ${Math.round(tookMs)} ms`);
    return { ...ran, document: readDocument(ran, turn, faults) };
  };
  const first = await once('first');
  const second = await once('second');
  for (const used of [path, layoutPath]) rmSync(used, { force: true });
  judgeSecond(first, second, faults);
  const { document } = first;
  const error = /^error\[([\w-]+)\]/m.exec(first.stderr)?.[1] ?? 'nothing said';
  return {
    outcome:
      document === undefined ? `refused: ${error}` : first.code === 0 ? 'taken in' : 'too many rejected',
    faults,
    linesRead: document?.lines_read ?? 0,
    linesRejected: document?.lines_rejected ?? 0,
  };
}

/** The report of a run; undefined where the file was refused as a whole. */
function readDocument(ran: Ran, turn: string, faults: string[]): Document | undefined {
  const said = `${ran.code} ${ran.stderr.slice(0, 600)}`;
  if (ran.code !== 0 && !CODES_OF_BAD_INPUT.has(ran.code ?? 0))
    faults.push(`the ${turn} run ended with ${said}`);
  else if (ran.code !== 0 && !/^error\[[\w-]+\]: \S/m.test(ran.stderr))
    faults.push(`the ${turn} run says no reason: ${said}`);
  let document: Document;
  try {
    document = JSON.parse(ran.stdout);
  } catch {
    faults.push(`the ${turn} run has no document but ${ran.stdout.slice(0, 200)}`);
    return undefined;
  }
  if (document.schema !== 'duelist.ingest/1') return undefined;
  for (const each of [document, ...document.files]) judgeSum(each, turn, faults);
  judgeQuarantine(document, turn, faults);
  return document;
}

function judgeSum(counts: FileDocument, turn: string, faults: string[]): void {
  const { lines_stored: stored, lines_duplicate: duplicate, lines_rejected: rejected } = counts;
  const parts = [stored, duplicate, rejected, counts.lines_forgotten];
  const sum = parts.reduce((total, part) => total + part, 0);
  if (sum !== counts.lines_read || parts.some((part) => !Number.isSafeInteger(part) || part < 0))
    faults.push(`the ${turn} run read ${counts.lines_read} lines and accounts for ${parts.join(' + ')}`);
}

/** As many records as lines were rejected, and each of them whole. */
function judgeQuarantine(document: Document, turn: string, faults: string[]): void {
  const { lines_rejected: rejected, rejected_by_reason: byReason, quarantine } = document;
  const reasons = Object.values(byReason).reduce((sum, count) => sum + count, 0);
  if (reasons !== rejected) faults.push(`the ${turn} run rejected ${rejected}, by reason ${reasons}`);
  if ((quarantine === null) !== (rejected === 0))
    faults.push(`the ${turn} run rejected ${rejected}, with quarantine ${quarantine}`);
  if (quarantine === null) return;
  try {
    const records: string[][] = parse(readFileSync(quarantine));
    if (records.length !== rejected + 1)
      faults.push(`the ${turn} run rejected ${rejected}, ${records.length - 1} lie in quarantine`);
  } catch (error) {
    faults.push(`the ${turn} run's quarantine cannot be read: ${error}`);
  }
}

type Run = Ran & { readonly document: Document | undefined };

function judgeSecond(first: Run, second: Run, faults: string[]): void {
  if (second.code !== first.code)
    faults.push(`ended with ${first.code}, then ${second.code}: ${second.stderr}`);
  const [before, again] = [first.document, second.document];
  if (before === undefined || again === undefined) {
    const [one, two] = [first.stderr, second.stderr];
    if (before !== again || one !== two) faults.push(`said first ${one || 'well'}, then ${two || 'well'}`);
    return;
  }
  if (again.lines_stored !== 0) faults.push(`the second run stored ${again.lines_stored} lines`);
  for (const part of ['lines_read', 'lines_rejected'] as const) {
    if (again[part] !== before[part]) faults.push(`${part} was ${before[part]}, then ${again[part]}`);
  }
  if (again.files.some(({ state }) => state !== 'already-ingested'))
    faults.push(`the second run says ${again.files[0]?.state}`);
}
