import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreRow } from '../../ingest/rows.ts';
import type { Fonts } from '../../print/fonts.ts';
import { contentFault, listFault } from '../../print/preflight.ts';
import { readBack } from '../../print/read-back.ts';
import { renderSheet } from '../../print/render.ts';
import type { SheetContent, StoreContent } from '../../print/sheet.ts';
import { sheetOfList } from '../../print/sheet-of-list.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';
import { csvLine, sha256, syncDirectory, writeWhole } from '../files.ts';
import { makeDirectory } from '../permissions.ts';
import { readLaw } from '../plan/law.ts';
import { refreshCycle } from '../plan/rebuild.ts';
import { sheetGate } from './gate.ts';
import { describeUnprintable, type HeldSheet, preflightDocument } from './held.ts';
import { preflightFacts } from './preflight.ts';
import { pageSetup } from './setup.ts';
import { spoolWriter } from './spools.ts';

export type PrintReport = {
  readonly sheets: number;
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
  const fateOf = sheetGate(context, cycle);
  makeDirectory(join(dir, 'lists'));
  removeOldSpools(dir);
  const setup = pageSetup(context);
  const placeOf = placesOfStores(context);
  const spools = spoolWriter(dir, setup, fonts, context.config.print.spool_sheets);
  const manifest = [MANIFEST_HEADER];
  const held: HeldSheet[] = [];
  const facts = preflightFacts(context, cycle);
  let sampled = 0;
  const printed = new Set<string>();
  const progress = context.progress('printing', Math.min(cycle.lists, limit));
  let pages = 0;
  for (const list of context.ledger.lists.ofCycle(cycle.cycleId)) {
    if (manifest.length + held.length > limit) break;
    if (list.listCode === undefined) continue;
    const fate = fateOf(list);
    if (fate.tag === 'kept') {
      const { reason, detail } = fate;
      held.push({ listId: list.listId, householdId: list.householdId, reason, detail });
      continue;
    }
    const { listId, listCode, householdId } = list;
    const hold = (fault: Pick<HeldSheet, 'reason' | 'detail'>) =>
      void held.push({ listId, householdId, ...fault });
    const printable = { ...list, listCode, mail: fate.mail };
    const fault = listFault(printable, facts);
    if (fault !== undefined) {
      hold(fault);
      continue;
    }
    const content = sheetContent(context, cycle, printable, listCode, placeOf(list.homeStoreId));
    const blank = contentFault(content);
    if (blank !== undefined) {
      hold(blank);
      continue;
    }
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
    const at = spools.add(content, rendered.ready);
    pages += at.pages;
    manifest.push(
      csvLine([
        manifest.length,
        listId,
        listCode,
        householdId,
        at.spool,
        at.firstPage,
        at.pages,
        sha256(rendered.pdf),
      ]),
    );
  }
  progress.done();
  const count = spools.finish();
  removeOldSheets(join(dir, 'lists'), printed);
  writeWhole(
    join(dir, 'held.csv'),
    csvLine(['list_id', 'household_id', 'reason', 'detail']) +
      held.map((h) => csvLine([h.listId, h.householdId, h.reason, h.detail])).join(''),
  );
  const report = { sheets: manifest.length - 1, pages, spools: count, held, sampled };
  writeWhole(join(dir, 'preflight.json'), preflightDocument(cycle.cycleId, report));
  syncDirectory(join(dir, 'lists'));
  writeWhole(join(dir, 'manifest.csv'), manifest.join(''));
  syncDirectory(dir);
  return report;
}

/** What a sheet says of a household's store, and what the law wants there beside the specials. */
export type SheetPlace = {
  readonly store: StoreRow | undefined;
  readonly disclosure: string | undefined;
};

export function placesOfStores(context: Context): (storeId: string | undefined) => SheetPlace {
  const stores = new Map(context.history.facts.stores().map((store) => [store.storeId, store]));
  const { disclosure } = readLaw(context);
  return (storeId) => ({
    store: storeId === undefined ? undefined : stores.get(storeId),
    disclosure: disclosure(storeId),
  });
}

export function sheetContent(
  context: Context,
  cycle: Cycle,
  list: StoredList,
  listCode: string,
  { store, disclosure }: SheetPlace,
): SheetContent {
  return sheetOfList(
    { ...list, listCode },
    {
      chainName: context.config.chain.name,
      currencySign: '$',
      weightUnit: context.config.print.weight_unit,
      store: store === undefined ? undefined : toStore(store, context.config.chain.name),
      disclosure,
      validFrom: cycle.validFrom,
      validUntil: cycle.validUntil,
    },
  );
}

function toStore(store: StoreRow, chainName: string): StoreContent {
  const { name, address, city, state, postalCode, hours } = store;
  return { name: name ?? chainName, address, city, state, postalCode, hours };
}

/** Spools of an earlier run of another size must not lie beside the new ones. */
function removeOldSpools(dir: string): void {
  rmSync(join(dir, 'manifest.csv'), { force: true });
  for (const name of readdirSync(dir)) if (/^spool-\d+\.pdf(\.part)?$/.test(name)) rmSync(join(dir, name));
}

/** The sheet of a list that has been held since must not go to the printer with the others. */
function removeOldSheets(dir: string, printed: ReadonlySet<string>): void {
  for (const name of readdirSync(dir))
    if (/^\d+\.pdf(\.part)?$/.test(name) && !printed.has(name)) rmSync(join(dir, name));
}
