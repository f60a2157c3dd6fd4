import { TIERS } from '../../ingest/rows.ts';
import { LIST_KINDS } from '../../lists/list-kind.ts';
import type { PlanReport } from '../../lists/plan-report.ts';
import { type Day, formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle, NewCycle } from '../../store/ledger/cycles.ts';
import { type Context, dayOption, withContext } from '../context.ts';
import { requireCycle } from '../cycle/cycle.ts';
import type { CommonOptions } from '../options.ts';
import { describeJudged, keptOutBecause } from '../plan/describe-fit.ts';
import { specialsDocument, specialsText } from '../plan/describe-specials.ts';
import { diffPlan, newestDraft } from '../plan/diff.ts';
import { type Drafted, draftCycle } from '../plan/draft.ts';
import { fitInForce, planWindow } from '../plan/fit.ts';
import { lawWarningsDocument } from '../plan/law.ts';
import type { PlanCounts } from '../plan/planner.ts';
import { belowCostDocument, priceFaultsDocument } from '../plan/price-faults.ts';
import { sayDiff } from '../plan/say-diff.ts';
import { unmetDocument, unmetWishes } from '../plan/wishes.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly asOf?: string;
  readonly households: 'due' | 'all';
  readonly diff?: boolean;
  readonly cycle?: string;
};

/** `plan`: a draft cycle. The same inputs again answer with the same cycle. `--diff` only looks. */
export async function run(world: World, options: Options): Promise<void> {
  if (options.diff === true) {
    await withContext(world, options, { command: 'plan' }, async (context) => {
      const cycle = options.cycle === undefined ? newestDraft(context) : requireCycle(context, options.cycle);
      context.audit(context.actor(undefined), 'plan-diff', `cycle ${cycle.cycleId}`);
      sayDiff(context, await diffPlan(context, cycle));
    });
    return;
  }
  if (options.asOf === undefined) {
    throw new UserError('as-of-missing', 'no day of planning was given', {
      exitCode: EXIT.usage,
      next: 'Add --as-of YYYY-MM-DD. What changed in a draft: --diff.',
    });
  }
  const asOf = dayOption('--as-of', options.asOf);
  await withContext(world, options, { command: 'plan', lock: true }, async (context) => {
    const drafted = await draftCycle(context, asOf, options.households);
    if (drafted.tag === 'nothing-due') {
      sayNothingDue(context, drafted.asked, drafted.counts);
      return;
    }
    const { cycle } = drafted;
    if (drafted.tag === 'drafted') say(context, cycle, drafted, `planned cycle ${cycle.cycleId}`);
    else say(context, cycle, undefined, `cycle ${cycle.cycleId} was planned before (${cycle.state})`);
  });
}

type New = Pick<
  Extract<Drafted, { readonly tag: 'drafted' }>,
  'counts' | 'priceFaults' | 'belowCost' | 'lawWarnings'
>;

/** @param made What came of the planning; undefined: it was planned before. */
function say(context: Context, cycle: Cycle, made: New | undefined, headline: string): void {
  const report = context.ledger.plans.report<PlanReport>(cycle.cycleId);
  const document = {
    schema: 'duelist.plan/1',
    cycle_id: cycle.cycleId,
    as_of: formatDay(cycle.asOf),
    valid_from: formatDay(cycle.validFrom),
    valid_until: formatDay(cycle.validUntil),
    state: cycle.state,
    lists: cycle.lists,
    held_lists: cycle.heldLists,
    ghost_lists: cycle.ghostLists,
    ...shapeOf(context, cycle),
    ...fitOf(context, cycle.asOf).document,
    specials: specialsDocument(report),
    unmet_wishes: unmetDocument(unmetWishes(context)),
    ...(made === undefined
      ? {}
      : {
          not_planned: made.counts.notPlanned,
          price_faults: priceFaultsDocument(made.priceFaults),
          below_cost: belowCostDocument(made.belowCost),
          law_warnings: lawWarningsDocument(made.lawWarnings),
        }),
  };
  const withheld = `${cycle.ghostLists} withheld from the control group`;
  context.answer(
    document,
    `${headline}: ${cycle.lists} lists, ${withheld}, good ${document.valid_from} to ${document.valid_until}\n${specialsText(report)}${fitOf(context, cycle.asOf).line}${reasons(made?.counts)}`,
  );
}

/** What shaped the lists, in numbers: every tier and kind of list, and the kinds of wishes that are obeyed on some. */
function shapeOf(context: Context, { cycleId }: Cycle) {
  const { tiers, kinds, obeyed } = context.ledger.lists.shape(cycleId);
  return {
    tiers: Object.fromEntries(TIERS.map((tier) => [tier, tiers[tier] ?? 0])),
    kinds: Object.fromEntries(LIST_KINDS.map((kind) => [kind, kinds[kind] ?? 0])),
    obeyed,
  };
}

/** What its probabilities are made of: the fit in force, and the newest one when that was kept out. */
function fitOf(context: Context, asOf: Day) {
  const window = planWindow(context, asOf);
  const inForce = fitInForce(context, window);
  const newest = context.ledger.fits.newest(window);
  const keptOut = newest === undefined ? undefined : keptOutBecause(newest);
  return {
    document: {
      fit: inForce === undefined ? null : describeJudged(inForce),
      ...(newest?.keptOut === true ? { fit_kept_out: describeJudged(newest) } : {}),
    },
    line: keptOut === undefined ? '' : `  ${keptOut}\n`,
  };
}

function sayNothingDue(context: Context, cycle: NewCycle, counts: PlanCounts): void {
  const document = {
    schema: 'duelist.plan/1',
    cycle_id: null,
    as_of: formatDay(cycle.asOf),
    valid_from: formatDay(cycle.validFrom),
    valid_until: formatDay(cycle.validUntil),
    state: null,
    lists: 0,
    ghost_lists: 0,
    not_planned: counts.notPlanned,
  };
  context.answer(document, `nothing due on ${document.as_of}\n${reasons(counts)}`);
}

function reasons(counts: PlanCounts | undefined): string {
  return Object.entries(counts?.notPlanned ?? {})
    .sort((a, b) => b[1] - a[1])
    .map(([reason, households]) => `  ${households} households without a list: ${reason}\n`)
    .join('');
}
