import { isRightToLeft } from '../../print/glyphs.ts';
import { PREFLIGHT_FAULTS, type PreflightFault } from '../../print/preflight.ts';
import type { Unprintable } from '../../print/render.ts';
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
    case 'overflow': {
      const { leftOutCount, pagesMax, leftOut } = fault;
      const detail = `${leftOutCount} lines find no room on ${pagesMax} pages: ${leftOut.join('; ')}`;
      return { reason: fault.tag, detail };
    }
    case 'glyphs-missing': {
      const named = fault.missing.map(({ field, character, codePoint }) =>
        isRightToLeft(character)
          ? `${field} is written from right to left (${codePoint}), which is not set`
          : `${character} (${codePoint}) in ${field}`,
      );
      return { reason: fault.tag, detail: named.join('; ') };
    }
    case 'symbol-misread':
      return { reason: fault.tag, detail: `its bars read as ${fault.read}; please report this` };
  }
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
};

/** `held.csv` and its like: the lists that stayed back, and why. */
export function heldTable(held: readonly HeldSheet[]): string {
  return (
    csvLine(['list_id', 'household_id', 'reason', 'detail']) +
    held.map((one) => csvLine([one.listId, one.householdId, one.reason, one.detail])).join('')
  );
}

/** `preflight.json`: what was checked, what was found, and every sheet that is held by name. */
export function preflightDocument(cycleId: number, { sheets, pages, sampled, held }: Checked): string {
  const document = {
    schema: 'duelist.preflight/1',
    cycle_id: cycleId,
    sheets,
    pages,
    bars_read: sheets,
    files_read_back: sampled,
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
