import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { sha256 } from '../files.ts';
import { printDir } from './cycles.ts';
import type { NightRun } from './run-types.ts';

/** Sheets between two looks at whether the run is to stop. */
const SHEETS_PER_BREATH = 64;
const FAULTS_NAMED = 5;

type Sheet = {
  readonly listId: number;
  readonly listCode: string;
  readonly spool: string;
  readonly firstPage: number;
  readonly pages: number;
  readonly sha256: string;
};

/** A line of the manifest; the household's id alone may need quotes. */
const MANIFEST_LINE =
  /^\d+,(\d+),(\d{12,20}),(?:"(?:[^"]|"")*"|[^,"\n]*),(spool-\d+\.pdf),(\d+),(\d+),([0-9a-f]{64}),/gm;

/**
 * Read the prints of a cycle back from the disk: every list that is to go out has its sheet, byte for byte what the manifest
 * says, and each spool has the pages that it should.
 *
 * @throws UserError (74) that names what is wrong; the next run prints the cycle again.
 */
export async function checkPrints(run: NightRun, cycle: Cycle): Promise<void> {
  const dir = printDir(run, cycle.cycleId);
  const sheets = readManifest(join(dir, 'manifest.csv'));
  const faults = [
    ...missingLists(run, cycle, sheets),
    ...(await brokenSheets(run, dir, sheets)),
    ...brokenSpools(dir, sheets),
  ];
  if (faults.length === 0) return;
  run.context.ledger.nights.markPrinted(cycle.cycleId, undefined, { sheets: 0, unprinted: 0, bytes: 0 });
  throw new UserError('prints-broken', `the prints of cycle ${cycle.cycleId} are not whole`, {
    exitCode: EXIT.io,
    at: { file: dir },
    next: [
      ...faults.slice(0, FAULTS_NAMED),
      ...(faults.length > FAULTS_NAMED ? [`and ${faults.length - FAULTS_NAMED} more`] : []),
      'Do not mail them. Run this again: it prints the cycle anew.',
    ].join('\n'),
  });
}

function readManifest(path: string): Map<number, Sheet> {
  const sheets = new Map<number, Sheet>();
  for (const [, listId, listCode = '', spool = '', firstPage, pages, sha = ''] of readText(path).matchAll(
    MANIFEST_LINE,
  )) {
    sheets.set(Number(listId), {
      listId: Number(listId),
      listCode,
      spool,
      firstPage: Number(firstPage),
      pages: Number(pages),
      sha256: sha,
    });
  }
  return sheets;
}

/** Lists that are to go out and are neither printed nor named as unprintable. */
function missingLists({ context }: NightRun, cycle: Cycle, sheets: ReadonlyMap<number, Sheet>): string[] {
  const progress = context.ledger.nights.cycles().find(({ cycleId }) => cycleId === cycle.cycleId);
  const missing: string[] = [];
  let printed = 0;
  for (const list of context.ledger.lists.ofCycle(cycle.cycleId)) {
    if (list.listCode === undefined || list.held !== undefined) continue;
    const sheet = sheets.get(list.listId);
    if (sheet?.listCode === list.listCode) printed += 1;
    else missing.push(`list ${list.listId} has no sheet`);
  }
  if (sheets.size > printed) missing.push(`${sheets.size - printed} sheets belong to no list of the cycle`);
  return missing.length === progress?.unprinted ? [] : missing;
}

async function brokenSheets(
  { context }: NightRun,
  dir: string,
  sheets: ReadonlyMap<number, Sheet>,
): Promise<string[]> {
  const faults: string[] = [];
  let seen = 0;
  for (const sheet of sheets.values()) {
    if (seen++ % SHEETS_PER_BREATH === 0) await context.breathe();
    const file = join(dir, 'lists', `${sheet.listId}.pdf`);
    const bytes = readBytes(file);
    if (bytes === undefined || sha256(bytes) !== sheet.sha256)
      faults.push(`${file} is not what the manifest says`);
  }
  return faults;
}

function brokenSpools(dir: string, sheets: ReadonlyMap<number, Sheet>): string[] {
  const pagesOf = new Map<string, number>();
  for (const { spool, firstPage, pages } of sheets.values())
    pagesOf.set(spool, Math.max(pagesOf.get(spool) ?? 0, firstPage + pages - 1));
  return [...pagesOf]
    .filter(([spool, pages]) => pageCount(readBytes(join(dir, spool))) !== pages)
    .map(([spool, pages]) => `${join(dir, spool)} has not its ${pages} pages`);
}

/** Pages of a PDF file as its page tree counts them; undefined: it does not end as a PDF file does. */
function pageCount(bytes: Buffer | undefined): number | undefined {
  const text = bytes?.toString('latin1') ?? '';
  if (!text.startsWith('%PDF-') || !text.trimEnd().endsWith('%%EOF')) return undefined;
  const count = /\/Type \/Pages\b[^>]*?\/Count (\d+)/.exec(text)?.[1];
  return count === undefined ? undefined : Number(count);
}

function readText(path: string): string {
  return readBytes(path)?.toString('utf8') ?? '';
}

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
