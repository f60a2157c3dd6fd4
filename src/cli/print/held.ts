import { isRightToLeft } from '../../print/glyphs.ts';
import { PREFLIGHT_FAULTS, type PreflightFault } from '../../print/preflight.ts';
import type { Unprintable } from '../../print/render.ts';
import type { Overflow } from '../../print/sheet.ts';
import { csvLine } from '../files.ts';

/** A sheet that was not printed, and why. */
export type HeldSheet = {
  readonly listId: number;
  readonly householdId: string;
  readonly reason: string;
  readonly detail: string;
};

const FAULTS: ReadonlySet<string> = new Set(PREFLIGHT_FAULTS);

/** Whether it should have been printed; what somebody keeps back is no fault of the sheet. */
export function isFault({ reason }: Pick<HeldSheet, 'reason'>): boolean {
  return FAULTS.has(reason);
}

export function describeUnprintable(fault: Unprintable): PreflightFault {
  switch (fault.tag) {
    case 'overflow':
      return { reason: fault.tag, detail: overflowText(fault) };
    case 'glyphs-missing': {
      const named = fault.missing.map(({ field, character, codePoint }) =>
        isRightToLeft(character)
          ? `${placeOf(field)} is written from right to left, which is not set`
          : `no font has ${character} (${codePoint}) in ${placeOf(field)}`,
      );
      return { reason: fault.tag, detail: [...new Set(named)].join('; ') };
    }
    case 'symbol-misread':
      return { reason: fault.tag, detail: `its bars read as ${fault.read}; please report this` };
  }
}

/** What the layout calls the one thing that is not in its columns. */
const ADDRESS = 'postal address';

function overflowText({ leftOutCount, pagesMax, leftOut }: Overflow): string {
  if (leftOut.includes(ADDRESS))
    return 'its name and address do not fit in the window of the envelope at 8 points (print.window_pt), or the head reaches into it';
  const lines = leftOutCount === 1 ? '1 line finds' : `${leftOutCount} lines find`;
  return `${lines} no room on ${pagesMax} pages: ${leftOut.join('; ')}`;
}

const PLACES: Readonly<Record<string, string>> = {
  householdName: "the household's name",
  addressLines: 'its address',
  chainName: "the chain's name",
  store: "the store's name, address or hours",
};
const LINES: Readonly<Record<string, string>> = { due: 'due line', specials: 'special', extras: 'extra' };

/** Where on the sheet a text stands: `due[3].description` is in due line 4. */
function placeOf(field: string): string {
  const [, name = '', at] = /^(\w+)(?:\[(\d+)\])?/.exec(field) ?? [];
  const line = LINES[name];
  if (line !== undefined && at !== undefined) return `${line} ${Number(at) + 1}`;
  return PLACES[name] ?? field;
}

/** How many sheets are held for each reason, the most first. */
export function countsByReason(held: readonly HeldSheet[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { reason } of held) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

type Checked = {
  readonly sheets: number;
  readonly pages: number;
  readonly sampled: number;
  readonly held: readonly HeldSheet[];
  readonly imbPrinted: number;
  readonly imbLeftOut: number;
};

/** `held.csv` and its like: the lists that stayed back, and why. */
export function heldTable(held: readonly HeldSheet[]): string {
  return (
    csvLine(['list_id', 'household_id', 'reason', 'detail']) +
    held.map((one) => csvLine([one.listId, one.householdId, one.reason, one.detail])).join('')
  );
}

/** `preflight.json`: what was checked, what was found, and every sheet that is held by name. */
export function preflightDocument(cycleId: number, checked: Checked): string {
  const { sheets, pages, sampled, held, imbPrinted, imbLeftOut } = checked;
  const document = {
    schema: 'duelist.preflight/1',
    cycle_id: cycleId,
    sheets,
    pages,
    bars_read: sheets,
    files_read_back: sampled,
    imb_printed: imbPrinted,
    imb_left_out: imbLeftOut,
    held: held.length,
    held_by_reason: countsByReason(held),
    sheets_held: held.map(({ listId, householdId, reason, detail }) => ({
      list_id: listId,
      household_id: householdId,
      fault: isFault({ reason }),
      reason,
      detail,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
