import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { readTable } from '../../ingest/table.ts';
import { PREFLIGHT_FAULTS, type PreflightCode } from '../../print/preflight.ts';
import { renderSheet } from '../../print/render.ts';
import type { SheetLink } from '../../review/lists-pages.ts';
import type { SurveyFrame } from '../../review/survey.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';
import { placesOfStores, sheetContent } from '../print/content.ts';
import { loadFonts } from '../print/fonts.ts';
import { describeUnprintable } from '../print/held.ts';
import { pageSetup } from '../print/setup.ts';
import type { Folder } from './folder.ts';

/** Sheets of single lists, each made once, as the print room makes them. */
export type Sheets = {
  readonly add: (list: StoredList) => SheetLink;
  readonly of: (listId: number) => SheetLink | undefined;
  readonly count: () => number;
  readonly faults: () => readonly { readonly listId: number; readonly fault: string }[];
};

export function sheetWriter(context: Context, cycle: Cycle, folder: Folder): Sheets {
  const fonts = loadFonts(context);
  const setup = pageSetup(context);
  const placeOf = placesOfStores(context);
  const made = new Map<number, SheetLink>();
  const make = (list: StoredList): SheetLink => {
    if (list.listCode === undefined) return { fault: 'a list of the control group has no sheet' };
    const content = sheetContent(context, cycle, list, list.listCode, placeOf(list.homeStoreId));
    const rendered = renderSheet(content, setup, fonts);
    if (rendered.tag !== 'rendered') return { fault: describeUnprintable(rendered).detail };
    const path = `sheets/${list.listId}.pdf`;
    folder.write(path, rendered.pdf);
    return { path };
  };
  return {
    add: (list) => {
      const known = made.get(list.listId);
      if (known !== undefined) return known;
      const link = make(list);
      made.set(list.listId, link);
      return link;
    },
    of: (listId) => made.get(listId),
    count: () => [...made.values()].filter((link) => 'path' in link).length,
    faults: () =>
      [...made].flatMap(([listId, link]) => ('fault' in link ? [{ listId, fault: link.fault }] : [])),
  };
}

/**
 * What a print run could not print, by list.
 *
 * @throws UserError 66 when there is no such print run, 65 when its report cannot be read.
 */
export async function readPrintFaults(printDir: string): Promise<SurveyFrame['printFaults']> {
  const path = join(printDir, 'held.csv');
  const rows = await readTable(createReadStream(path), path, ['list_id', 'reason', 'detail']);
  return new Map(
    rows.flatMap(({ values: { list_id, reason, detail } }) =>
      // What was kept back on purpose is no fault of the sheet.
      PREFLIGHT_FAULTS.filter((code) => code === reason).map(
        (code): [number, { code: PreflightCode; detail: string }] => [Number(list_id), { code, detail }],
      ),
    ),
  );
}
