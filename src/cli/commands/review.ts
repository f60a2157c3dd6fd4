import { resolve } from 'node:path';
import { centsOfMicros, several } from '../../review/format.ts';
import { formatDay } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { type Context, countOption, withContext } from '../context.ts';
import { requireCycle } from '../cycle/cycle.ts';
import type { CommonOptions } from '../options.ts';
import { type Review, writeNothing, writeReview } from '../review/write.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly cycle?: string;
  readonly static: string;
  readonly seed: string;
  readonly print?: string;
  readonly by?: string;
};

/** `review`: the packet that marketing reads before it approves. */
export async function run(world: World, options: Options): Promise<void> {
  const seed = countOption('--seed', options.seed, 0, 0xffff_ffff);
  await withContext(world, options, { command: 'review', lock: true }, async (context) => {
    const dir = resolve(world.cwd, options.static);
    const cycle = cycleToReview(context, options.cycle);
    if (cycle === undefined) {
      const index = writeNothing(context, dir);
      context.answer(
        { schema: 'duelist.review/1', cycle_id: null, index, lists: 0, sheets: 0 },
        `nothing to review: ${index}\n`,
      );
      return;
    }
    const printDir = options.print === undefined ? undefined : resolve(world.cwd, options.print);
    const review = await writeReview(context, cycle, dir, { seed, by: options.by, printDir });
    context.answer(documentOf(cycle, review), textOf(cycle, review));
  });
}

/** The cycle named, else the newest that still waits for a decision; undefined: there is none. */
function cycleToReview(context: Context, named: string | undefined): Cycle | undefined {
  if (named !== undefined) return requireCycle(context, named);
  return context.ledger.cycles.all().findLast(({ state }) => state === 'draft' || state === 'approved');
}

function documentOf(cycle: Cycle, { index, packet, sheets }: Review) {
  const { survey, funders, causes } = packet;
  const { tally, changes } = survey;
  return {
    schema: 'duelist.review/1',
    cycle_id: cycle.cycleId,
    state: cycle.state,
    as_of: formatDay(cycle.asOf),
    valid_from: formatDay(cycle.validFrom),
    valid_until: formatDay(cycle.validUntil),
    index,
    seed: packet.seed,
    lists: tally.lists,
    held_lists: tally.held,
    control_lists: tally.control,
    flagged_lists: survey.flaggedLists,
    sheets,
    value_cents: tally.valueCents,
    face_cents: tally.faceCents,
    expected_cents: centsOfMicros(tally.expectedMicros),
    new_offers: [...packet.newOffers].sort(),
    read_first: survey.chosen.map(({ listId, householdId, why }) => ({
      list_id: listId,
      household_id: householdId,
      why,
    })),
    flags: Object.fromEntries(survey.flagCounts),
    cost_by_funder: funders.map((funder) => ({
      funder_id: funder.funderId,
      budget_cents: funder.budgetCents ?? null,
      drawn_cents: funder.drawnCents,
      open_cents: funder.openCents,
      face_cents: funder.faceCents,
      expected_cents: centsOfMicros(funder.expectedMicros),
      left_cents: funder.leftCents ?? null,
      over_budget: funder.over.map(({ offerId, byCents }) => ({ offer_id: offerId, by_cents: byCents })),
    })),
    changes: {
      lists: changes.now.lists - changes.before.lists,
      value_cents: changes.now.valueCents - changes.before.valueCents,
      lines_kept: changes.linesKept,
      lines_new: changes.linesNew,
      lines_gone: changes.linesGone,
      causes: causes.map(({ text, valueCents, expectedMicros }) => ({
        text,
        value_cents: valueCents,
        expected_cents: centsOfMicros(expectedMicros),
      })),
    },
    blockers: packet.blockers,
  };
}

function textOf(cycle: Cycle, { index, packet }: Review): string {
  const { survey, blockers, funders } = packet;
  const { tally, chosen, flaggedLists } = survey;
  const held = tally.held === 0 ? '' : `, ${tally.held} held`;
  const over = funders.flatMap(({ over: offers }) => offers).length;
  const notes = [
    ...blockers.map((text) => `  would not be released: ${text}\n`),
    ...(over === 0 ? [] : [`  over budget: ${several(over, 'offer')}\n`]),
  ];
  return `cycle ${cycle.cycleId} (${cycle.state}): ${several(tally.lists, 'list')}${held}, ${chosen.length} to read first, ${flaggedLists} flagged\n${notes.join('')}open ${index}\n`;
}
