import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Fonts } from '../../print/fonts.ts';
import { packPages } from '../../print/pdf.ts';
import type { PreflightFault } from '../../print/preflight.ts';
import type { PageSetup } from '../../print/sheet.ts';
import { spoolAbout } from '../../print/spool.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { warnOfOtherSymbol } from '../cycle/code-shape.ts';
import { csvLine, syncDirectory, writeWhole } from '../files.ts';
import { makeDirectory } from '../permissions.ts';
import { refreshCycle } from '../plan/rebuild.ts';
import { listChecker, pageChecker } from './check.ts';
import { type Crew, callPrintCrew } from './crew/crew.ts';
import { type HeldOutcome, type Job, LISTS_A_JOB } from './crew/hands.ts';
import { keepPreflight } from './demand.ts';
import { type HeldSheet, heldTable, isFault, preflightDocument } from './held.ts';
import { printOrder } from './order.ts';
import { chooseProof, type Proof } from './proof.ts';
import { pageSetup } from './setup.ts';
import { spoolsDocument, spoolWriter } from './spools.ts';
import { Tally } from './tally.ts';
import { type DoneSpool, lookOf, unfinished } from './unfinished.ts';

export type PrintReport = {
  readonly sheets: number;
  /** Of the lists that go out, after all of them were checked. */
  readonly seal: string | undefined;
  readonly pages: number;
  readonly spools: number;
  /** Sheets that were not printed, and why. */
  readonly held: readonly HeldSheet[];
  /** Sheets whose written file was read back dot by dot. */
  readonly sampled: number;
  /** Sheets with the post's barcode, and those whose window has no room for it. */
  readonly imbPrinted: number;
  readonly imbLeftOut: number;
};

/**
 * Print a cycle's treatment lists: single sheets, spools of at most `print.spool_sheets`, and last of all the manifest,
 * so that a directory with a manifest is whole. The same cycle prints the same bytes, with any number of threads. A cycle that
 * is not out yet is first brought in line with what was held, withdrawn or recalled since; what must stay back even so is
 * named in `held.csv`. A print that was interrupted goes on behind its last whole spool, if nothing that decides its sheets
 * has changed; one that is whole is printed anew.
 */
export async function printCycle(
  context: Context,
  cycle: Cycle,
  dir: string,
  fonts: Fonts,
  limit: number,
): Promise<PrintReport> {
  await refreshCycle(context, cycle);
  makeDirectory(join(dir, 'lists'));
  const order = printOrder(context, cycle).slice(0, limit);
  const [first] = order;
  if (first !== undefined) warnOfOtherSymbol(context, cycle, context.ledger.lists.get(first)?.listCode);
  const setup = pageSetup(context);
  const progress = context.progress('printing', order.length);
  const crew = callPrintCrew(context, cycle, dir, fonts, order.length);
  try {
    const record = unfinished(dir, lookOf(context, [cycle.cycleId, limit]));
    const before = await doneBefore(dir, record, order, crew);
    removeOldSpools(dir, before);
    record.forget(before);
    const tally = new Tally(dir, setup, fonts, context.config.print.spool_sheets, before, record);
    progress.advance(tally.lists);
    for await (const done of crew.run(sheetJobs(order, tally.lists, tally.isSampled))) {
      if (done.tag !== 'sheets') throw new Error('a print was asked for sheets');
      tally.take(done);
      progress.advance(done.outcomes.length);
      await context.breathe();
    }
    progress.done();
    return finish(context, cycle, dir, setup, fonts, limit, tally, record);
  } finally {
    await crew.stop();
  }
}

/** @param isSampled Whether the block that `from` is in has its sheet that is read back. */
function* sheetJobs(order: readonly number[], from: number, isSampled: boolean): Generator<Job> {
  for (const [at, listIds] of blocksOf(order, from))
    yield { tag: 'sheets', listIds, isSampled: isSampled && at === from };
}

function* keyJobs(listIds: readonly number[]): Generator<Job> {
  for (const [, block] of blocksOf(listIds, 0)) yield { tag: 'keys', listIds: block };
}

/** The blocks of an order from a place on, with the place of each: the first is what is left of its block. */
function* blocksOf(order: readonly number[], from: number): Generator<[number, number[]]> {
  for (let at = from; at < order.length; ) {
    const end = (Math.floor(at / LISTS_A_JOB) + 1) * LISTS_A_JOB;
    yield [at, order.slice(at, end)];
    at = end;
  }
}

type Record = ReturnType<typeof unfinished>;

/** The spools of an interrupted print whose lists are still the first ones of the order, and would have the same sheets. */
async function doneBefore(
  dir: string,
  record: Record,
  order: readonly number[],
  crew: Crew,
): Promise<DoneSpool[]> {
  if (existsSync(join(dir, 'manifest.csv'))) return [];
  const found = await record.read();
  const outcomes = found.flatMap((spool) => spool.outcomes);
  const differs = outcomes.findIndex(({ listId }, at) => order[at] !== listId);
  const same = differs < 0 ? outcomes.length : differs;
  const keys: string[] = [];
  for await (const done of crew.run(keyJobs(order.slice(0, same))))
    if (done.tag === 'keys') keys.push(...done.keys);
  const changed = keys.findIndex((key, at) => key !== outcomes[at]?.key);
  let left = changed < 0 ? same : changed;
  return found.filter((spool) => {
    left -= spool.outcomes.length;
    return left >= 0;
  });
}

function finish(
  context: Context,
  cycle: Cycle,
  dir: string,
  setup: PageSetup,
  fonts: Fonts,
  limit: number,
  tally: Tally,
  record: Record,
): PrintReport {
  const { held, run, sampled, pages } = tally;
  const files = tally.spools.finish();
  writeWhole(join(dir, 'spools.csv'), spoolsDocument(files));
  const check = pageChecker(listChecker(context, cycle), setup, fonts);
  writeProof(context, dir, chooseProof(run), check, setup, fonts);
  removeOldSheets(join(dir, 'lists'), new Set(run.map(({ listId }) => `${listId}.pdf`)));
  writeWhole(join(dir, 'held.csv'), heldTable(held));
  // A print of some of the lists is no preflight of the cycle.
  const whole = limit === Number.POSITIVE_INFINITY;
  const seal = whole ? keepPreflight(context, cycle, faultsOf(held), 'all').seal : undefined;
  const imbs = (fate: string) => run.filter(({ imb }) => imb === fate).length;
  const report = {
    ...{ seal, sheets: run.length, pages, spools: files.length, held, sampled },
    ...{ imbPrinted: imbs('printed'), imbLeftOut: imbs('no-room') },
  };
  writeWhole(join(dir, 'preflight.json'), preflightDocument(cycle.cycleId, report));
  syncDirectory(join(dir, 'lists'));
  writeWhole(join(dir, 'manifest.csv'), tally.manifest());
  syncDirectory(dir);
  record.forget();
  return report;
}

function faultsOf(held: readonly HeldOutcome[]): Map<number, PreflightFault> {
  return new Map(
    held.filter(isFault).map(({ listId, reason, detail }) => [listId, { reason, detail } as PreflightFault]),
  );
}

/** `proof.pdf`, which a person looks at before the machine runs, and `proof.csv`: why each of its sheets. */
function writeProof(
  context: Context,
  dir: string,
  proof: readonly Proof[],
  check: ReturnType<typeof pageChecker>,
  setup: PageSetup,
  fonts: Fonts,
): void {
  const spool = spoolWriter(dir, setup, fonts, proof.length, () => 'proof.pdf');
  const rows = [csvLine(['page', 'sequence', 'list_id', 'why'])];
  for (const { sheet, why } of proof) {
    const list = context.ledger.lists.get(sheet.listId);
    const checked = list?.listCode === undefined ? undefined : check(list, list.listCode);
    if (checked?.tag !== 'ready') continue;
    const packed = packPages(checked.ready.pages, fonts, setup);
    const { firstPage } = spool.add(spoolAbout(checked.content), packed, sheet.sequence);
    rows.push(csvLine([firstPage, sheet.sequence, sheet.listId, why]));
  }
  spool.finish();
  writeWhole(join(dir, 'proof.csv'), rows.join(''));
}

/** Spools of an earlier run of another size must not lie beside the new ones; those that stay are as they are to be. */
function removeOldSpools(dir: string, staying: readonly DoneSpool[]): void {
  rmSync(join(dir, 'manifest.csv'), { force: true });
  const stay = new Set(staying.map(({ spool }) => spool.name));
  for (const name of readdirSync(dir))
    if (/^(spool-\d+|proof)\.pdf(\.part)?$/.test(name) && !stay.has(name)) rmSync(join(dir, name));
}

/** The sheet of a list that has been held since must not go to the printer with the others. */
function removeOldSheets(dir: string, printed: ReadonlySet<string>): void {
  for (const name of readdirSync(dir))
    if (/^\d+\.pdf(\.part)?$/.test(name) && !printed.has(name)) rmSync(join(dir, name));
}
