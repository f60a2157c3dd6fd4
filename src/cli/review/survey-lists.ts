import type { ReadList } from '../../review/read-first-page.ts';
import { type Survey, type SurveyFrame, surveyor } from '../../review/survey.ts';
import { offerKey } from '../../review/tally.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import type { Folder } from './folder.ts';
import { frameOf, type ReviewOptions } from './frame.ts';
import { listTables } from './pages.ts';
import { readPrintFaults, type Sheets } from './sheets.ts';

/** Sheets of flagged lists that a packet has beside those to read first. */
const FLAGGED_SHEETS = 100;
/** Lists between two looks at whether the run is to stop. */
const LISTS_PER_BREATH = 100;

/** One pass over the cycle's lists: sums, the lists to read first, and the tables of all lists on the way. */
export async function surveyLists(
  context: Context,
  cycle: Cycle,
  folder: Folder,
  sheets: Sheets,
  options: ReviewOptions,
) {
  const { lists, review } = context.ledger;
  const frame = await surveyFrame(context, cycle, options);
  const look = surveyor(frame);
  const tables = listTables(frameOf(context, cycle), folder, sheets.of);
  const progress = context.progress('reading lists', cycle.lists + cycle.ghostLists);
  let read = 0;
  for (const list of lists.ofCycle(cycle.cycleId)) {
    const before = list.arm === 'treatment' ? review.earlierList(list.householdId, cycle) : undefined;
    const row = look.look(list, before);
    if (row.flags.length > 0 && sheets.count() < FLAGGED_SHEETS) sheets.add(list);
    tables.add(row);
    progress.advance(1);
    read += 1;
    if (read % LISTS_PER_BREATH === 0) await context.breathe();
  }
  progress.done();
  const survey = look.result();
  return { survey, newOffers: frame.newOffers, tables };
}

async function surveyFrame(context: Context, cycle: Cycle, options: ReviewOptions): Promise<SurveyFrame> {
  const { issuer, review } = context.ledger;
  const { min_due_lines: least, due_lines: most } = context.config.plan;
  const times = new Map(
    issuer
      .draws(cycle.cycleId, cycle.validFrom)
      .map(({ terms }) => [offerKey(terms.offerId, terms.version), terms.limitTransaction]),
  );
  return {
    seed: options.seed,
    // A held list may carry an offer that no other list has; it costs nothing.
    timesOf: (offerId, version) => times.get(offerKey(offerId, version)) ?? 1,
    newOffers: review.newOffers(cycle),
    holds: review.holdsOf(cycle.cycleId),
    printFaults: options.printDir === undefined ? new Map() : await readPrintFaults(options.printDir),
    // Large print has room for a third of the lines.
    minLines: { normal: least, large: Math.min(least, Math.floor(most / 3)) },
  };
}

/** The lists to read first, whole and with their sheets. */
export function readChosen(context: Context, cycle: Cycle, survey: Survey, sheets: Sheets): ReadList[] {
  return survey.chosen.map((chosen) => {
    const list = context.ledger.lists.ofHousehold(chosen.householdId, cycle.cycleId);
    if (list === undefined) throw new Error(`list ${chosen.listId} went away while it was reviewed`);
    return { ...chosen, list, sheet: sheets.add(list) };
  });
}
