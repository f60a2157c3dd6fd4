import { createReadStream, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readTable } from '../../ingest/table.ts';
import { packPages } from '../../print/pdf.ts';
import { spoolAbout } from '../../print/spool.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { csvLine, syncDirectory, writeWhole } from '../files.ts';
import { makeDirectory } from '../permissions.ts';
import { listChecker, pageChecker } from './check.ts';
import { loadFonts } from './fonts.ts';
import type { HeldSheet } from './held.ts';
import { pageSetup } from './setup.ts';
import { numbered, spoolsDocument, spoolWriter } from './spools.ts';

/** A sheet of an earlier print, as its manifest has it. */
type Row = { readonly sequence: number; readonly listId: number; readonly listCode: string };

/** What is printed once more. */
export type Again =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  /** `large`: in large print, for a shopper who asks at the desk. */
  | { readonly kind: 'list'; readonly listId: number; readonly large: boolean }
  | { readonly kind: 'spoil'; readonly sequences: readonly number[]; readonly name: string };

export type AgainReport = {
  readonly dir: string;
  readonly sheets: number;
  readonly pages: number;
  readonly spools: number;
  readonly held: readonly HeldSheet[];
};

/**
 * Print some sheets of an earlier print of the cycle again: the same lists under the same numbers, in the print's order; no
 * right is made, so that whoever finds the spoiled copy has one that is spent with the other. They go to a folder of their own
 * beside the print, which is left as it is. What must not go out any more is held here, too. The folder is whole where it has a
 * manifest.
 *
 * @throws UserError (66) without a manifest there, or for a sheet that it has not; (65) for one of other lists.
 */
export async function printAgain(
  context: Context,
  cycle: Cycle,
  dir: string,
  again: Again,
): Promise<AgainReport> {
  const rows = chosen(await readManifest(dir), again, dir);
  const to = join(dir, folderOf(again));
  makeDirectory(to);
  removeEarlier(to);
  const setup = pageSetup(context);
  const fonts = loadFonts(context);
  const isLarge = again.kind === 'list' && again.large;
  const check = pageChecker(listChecker(context, cycle), setup, fonts, isLarge);
  const { spool_sheets } = context.config.print;
  const spools = spoolWriter(to, setup, fonts, spool_sheets, numbered('again'));
  const manifest = [
    csvLine([...['sequence', 'list_id', 'list_code', 'spool', 'first_page', 'pages', 'offset', 'length']]),
  ];
  const held: HeldSheet[] = [];
  let pages = 0;
  for (const { sequence, listId, listCode } of rows) {
    await context.breathe('Run this again: it prints these sheets anew.');
    const list = context.ledger.lists.get(listId);
    if (list?.cycleId !== cycle.cycleId || list.listCode !== listCode) throw otherLists(dir, listId, cycle);
    const { householdId } = list;
    const checked = check(list, listCode);
    if (checked.tag !== 'ready') {
      const { reason, detail } = checked.tag === 'kept' ? checked : checked.fault;
      held.push({ listId, householdId, reason, detail });
      continue;
    }
    const sheet = packPages(checked.ready.pages, fonts, setup);
    const at = spools.add(spoolAbout(checked.content), sheet, sequence);
    pages += at.pages;
    manifest.push(
      csvLine([...[sequence, listId, listCode, at.spool, at.firstPage, at.pages, at.offset, at.length]]),
    );
  }
  const files = spools.finish();
  writeWhole(join(to, 'spools.csv'), spoolsDocument(files));
  writeWhole(join(to, 'manifest.csv'), manifest.join(''));
  syncDirectory(to);
  return { dir: to, sheets: manifest.length - 1, pages, spools: files.length, held };
}

/** Sequence numbers of a spoil list: one, or a range such as `120-125`, a line; `#` begins a remark. @throws UserError (65, 66) */
export function readSpoil(path: string): number[] {
  if (!existsSync(path))
    throw new UserError('spoil-missing', `there is no ${path}`, { exitCode: EXIT.inputMissing });
  const sequences = new Set<number>();
  for (const [at, line] of readFileSync(path, 'utf8').split(/\r?\n/).entries()) {
    const text = line.replace(/#.*$/, '').trim();
    if (text === '' || (at === 0 && text === 'sequence')) continue;
    const range = parseRange(text);
    if (range === undefined) {
      throw new UserError('spoil-line', `"${text}" is neither a sequence number nor a range of them`, {
        exitCode: EXIT.badInput,
        at: { file: path, line: at + 1 },
        next: 'Nothing was printed. A line is a number of the manifest such as 120, or 120-125.',
      });
    }
    for (let sequence = range.from; sequence <= range.to; sequence++) sequences.add(sequence);
  }
  return [...sequences].sort((a, b) => a - b);
}

/** `120` or `120-180`. @returns undefined for anything else, and for more than a million sheets. */
export function parseRange(text: string): { from: number; to: number } | undefined {
  const [, first, last] = /^(\d{1,8})(?:\s*-\s*(\d{1,8}))?$/.exec(text.trim()) ?? [];
  const from = Number(first);
  const to = Number(last ?? first);
  return from >= 1 && to >= from && to - from < 1_000_000 ? { from, to } : undefined;
}

async function readManifest(dir: string): Promise<Row[]> {
  const path = join(dir, 'manifest.csv');
  if (!existsSync(path)) {
    throw new UserError('manifest-missing', `${dir} has no whole print: there is no manifest.csv`, {
      exitCode: EXIT.inputMissing,
      next: 'Name the folder that the print was written to with --out.',
    });
  }
  const rows = await readTable(createReadStream(path), path, ['sequence', 'list_id', 'list_code']);
  return rows.map(({ values: { sequence, list_id, list_code } }) => ({
    sequence: Number(sequence),
    listId: Number(list_id),
    listCode: list_code,
  }));
}

function chosen(rows: readonly Row[], again: Again, dir: string): Row[] {
  if (again.kind === 'list') {
    const of = rows.filter(({ listId }) => listId === again.listId);
    if (of.length > 0) return of;
    throw notThere(dir, `list ${again.listId}`);
  }
  const last = rows.at(-1)?.sequence ?? 0;
  if (again.kind === 'range') {
    if (again.to > last) throw notThere(dir, `sheet ${again.to}; its last one is ${last}`);
    return rows.filter(({ sequence }) => sequence >= again.from && sequence <= again.to);
  }
  const bySequence = new Map(rows.map((row) => [row.sequence, row]));
  return again.sequences.map((sequence) => {
    const row = bySequence.get(sequence);
    if (row === undefined) throw notThere(dir, `sheet ${sequence}; its last one is ${last}`);
    return row;
  });
}

function notThere(dir: string, what: string): UserError {
  return new UserError('sheet-unknown', `the print in ${dir} has no ${what}`, {
    exitCode: EXIT.inputMissing,
    next: 'Nothing was printed. What there is stands in manifest.csv.',
  });
}

function otherLists(dir: string, listId: number, { cycleId }: Cycle): UserError {
  return new UserError(
    'manifest-of-others',
    `list ${listId} of ${dir} is not of cycle ${cycleId} as it is now`,
    {
      exitCode: EXIT.badInput,
      next: `It was planned anew since. Print the cycle again: duelist print --cycle ${cycleId} --out DIR`,
    },
  );
}

/** What was printed here before: a list that is held since must not lie there, nor a manifest beside half of its sheets. */
function removeEarlier(dir: string): void {
  rmSync(join(dir, 'manifest.csv'), { force: true });
  for (const name of readdirSync(dir)) if (/^again-\d+\.pdf(\.part)?$/.test(name)) rmSync(join(dir, name));
}

/** Named by what it has: the same again replaces itself. */
function folderOf(again: Again): string {
  if (again.kind === 'list') return `again-list-${again.listId}${again.large ? '-large' : ''}`;
  return again.kind === 'range' ? `again-${again.from}-${again.to}` : `again-${again.name}`;
}
