import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Fonts } from '../../print/fonts.ts';
import { postalCodeOf } from '../../print/postal-code.ts';
import type { PreflightFault } from '../../print/preflight.ts';
import { readBack } from '../../print/read-back.ts';
import { renderSheet } from '../../print/render.ts';
import type { PageSetup } from '../../print/sheet.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { csvLine, sha256, syncDirectory, writeWhole } from '../files.ts';
import { makeDirectory } from '../permissions.ts';
import { refreshCycle } from '../plan/rebuild.ts';
import { listChecker, pageChecker } from './check.ts';
import { keepPreflight } from './demand.ts';
import { describeUnprintable, type HeldSheet, preflightDocument } from './held.ts';
import { inPrintOrder } from './order.ts';
import { chooseProof, type Printed, type Proof, printedSheet } from './proof.ts';
import { pageSetup } from './setup.ts';
import { spoolsDocument, spoolWriter } from './spools.ts';

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
};

/** Of so many sheets one is read back from its written file; of all of them the bars are. */
const SAMPLE_EVERY = 50;

/** Sheets between two looks at whether the run is to stop. */
const SHEETS_PER_BREATH = 16;

const MANIFEST_HEADER = csvLine([
  'sequence',
  'list_id',
  'list_code',
  'household_id',
  'spool',
  'first_page',
  'pages',
  'sha256',
  'postal_code',
  'store_id',
  'offset',
  'length',
]);

/**
 * Print a cycle's treatment lists: single sheets, spools of at most `print.spool_sheets`, and last of all the manifest,
 * so that a directory with a manifest is whole. The same cycle prints the same bytes. A cycle that is not out yet is first
 * brought in line with what was held, withdrawn or recalled since; what must stay back even so is named in `held.csv`.
 */
export async function printCycle(
  context: Context,
  cycle: Cycle,
  dir: string,
  fonts: Fonts,
  limit: number,
): Promise<PrintReport> {
  await refreshCycle(context, cycle);
  const check = listChecker(context, cycle);
  makeDirectory(join(dir, 'lists'));
  removeOldSpools(dir);
  const setup = pageSetup(context);
  const spools = spoolWriter(dir, setup, fonts, context.config.print.spool_sheets);
  const manifest = [MANIFEST_HEADER];
  const held: HeldSheet[] = [];
  const faults = new Map<number, PreflightFault>();
  const run: Printed[] = [];
  let sampled = 0;
  const printed = new Set<string>();
  const progress = context.progress('printing', Math.min(cycle.lists, limit));
  let pages = 0;
  for (const list of inPrintOrder(context, cycle)) {
    if (manifest.length + held.length > limit) break;
    if (list.listCode === undefined) continue;
    const { listId, listCode, householdId } = list;
    const checked = check(list, listCode);
    if (checked.tag === 'kept') {
      const { reason, detail } = checked;
      held.push({ listId, householdId, reason, detail });
      continue;
    }
    const hold = (fault: PreflightFault): void => {
      held.push({ listId, householdId, ...fault });
      faults.set(listId, fault);
    };
    if (checked.tag === 'fault') {
      hold(checked.fault);
      continue;
    }
    const { content } = checked;
    if ((manifest.length + held.length) % SHEETS_PER_BREATH === 0) await context.breathe();
    const rendered = renderSheet(content, setup, fonts);
    progress.advance(1);
    if (rendered.tag !== 'rendered') {
      hold(describeUnprintable(rendered));
      continue;
    }
    if ((manifest.length - 1) % SAMPLE_EVERY === 0) {
      const read = readBack(rendered.pdf);
      if (read !== listCode) {
        hold(describeUnprintable({ tag: 'symbol-misread', read: read ?? 'nothing' }));
        continue;
      }
      sampled += 1;
    }
    const file = `${listId}.pdf`;
    writeWhole(join(dir, 'lists', file), rendered.pdf);
    printed.add(file);
    const sequence = manifest.length;
    const at = spools.add(content, rendered.ready, sequence);
    pages += at.pages;
    run.push(printedSheet(content, sequence, at.pages));
    manifest.push(
      csvLine([
        sequence,
        listId,
        listCode,
        householdId,
        at.spool,
        at.firstPage,
        at.pages,
        sha256(rendered.pdf),
        postalCodeOf(content.addressLines),
        list.homeStoreId ?? '',
        at.offset,
        at.length,
      ]),
    );
  }
  progress.done();
  const files = spools.finish();
  writeWhole(join(dir, 'spools.csv'), spoolsDocument(files));
  writeProof(context, dir, chooseProof(run), pageChecker(check, setup, fonts), setup, fonts);
  removeOldSheets(join(dir, 'lists'), printed);
  writeWhole(
    join(dir, 'held.csv'),
    csvLine(['list_id', 'household_id', 'reason', 'detail']) +
      held.map((h) => csvLine([h.listId, h.householdId, h.reason, h.detail])).join(''),
  );
  // A print of some of the lists is no preflight of the cycle.
  const whole = limit === Number.POSITIVE_INFINITY;
  const seal = whole ? keepPreflight(context, cycle, faults, 'all').seal : undefined;
  const report = { seal, sheets: manifest.length - 1, pages, spools: files.length, held, sampled };
  writeWhole(join(dir, 'preflight.json'), preflightDocument(cycle.cycleId, report));
  syncDirectory(join(dir, 'lists'));
  writeWhole(join(dir, 'manifest.csv'), manifest.join(''));
  syncDirectory(dir);
  return report;
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
    const { firstPage } = spool.add(checked.content, checked.ready, sheet.sequence);
    rows.push(csvLine([firstPage, sheet.sequence, sheet.listId, why]));
  }
  spool.finish();
  writeWhole(join(dir, 'proof.csv'), rows.join(''));
}

/** Spools of an earlier run of another size must not lie beside the new ones. */
function removeOldSpools(dir: string): void {
  rmSync(join(dir, 'manifest.csv'), { force: true });
  for (const name of readdirSync(dir))
    if (/^(spool-\d+|proof)\.pdf(\.part)?$/.test(name)) rmSync(join(dir, name));
}

/** The sheet of a list that has been held since must not go to the printer with the others. */
function removeOldSheets(dir: string, printed: ReadonlySet<string>): void {
  for (const name of readdirSync(dir))
    if (/^\d+\.pdf(\.part)?$/.test(name) && !printed.has(name)) rmSync(join(dir, name));
}
