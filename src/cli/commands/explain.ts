import { whyUnmet } from '../../lists/obeyed.ts';
import { describeObeyed } from '../../print/obeyed.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Household } from '../../store/history/households.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { type Context, withContext } from '../context.ts';
import { requireCycle } from '../cycle/cycle.ts';
import type { CommonOptions } from '../options.ts';
import { explainDocument } from '../people/explain/document.ts';
import { gather } from '../people/explain/gather.ts';
import { noListDocument, noListText, whyNoList } from '../people/explain/no-list.ts';
import { explainText } from '../people/explain/text.ts';
import { requireHousehold } from '../people/identify.ts';
import { unmetDocument, unmetWishesOf } from '../plan/wishes.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly household: string;
  readonly cycle?: string;
  readonly by?: string;
};

/** `explain`: why each line is on a household's list and each other candidate is not, as known then, and what came since. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'explain' }, (context) => {
    const by = context.actor(options.by);
    const household = requireHousehold(context, options.household);
    const { householdId } = household;
    const asked = options.cycle === undefined ? undefined : requireCycle(context, options.cycle);
    const list = context.ledger.lists.ofHousehold(householdId, asked?.cycleId);
    const cycle = asked ?? cycleOf(context, list?.cycleId, householdId);
    context.audit(by, 'explain', `household ${householdId}`, { cycle: cycle.cycleId });
    if (list === undefined) {
      sayNoList(context, household, cycle);
      return;
    }
    const explained = gather(context, household, cycle, list);
    const wishes = describeObeyed(list, context.config.chain.language);
    const unmet = unmetWishesOf(context, householdId);
    context.answer(
      { ...explainDocument(explained), wishes, unmet_wishes: unmetDocument(unmet) },
      explainText(explained, wishes, unmet.map(whyUnmet), world.columns),
    );
  });
}

/** The cycle of the list, else the newest one. @throws UserError (66) when nothing was ever planned. */
function cycleOf(context: Context, cycleId: number | undefined, householdId: string): Cycle {
  const all = context.ledger.cycles.all();
  const cycle = cycleId === undefined ? all.at(-1) : all.find((one) => one.cycleId === cycleId);
  if (cycle !== undefined) return cycle;
  throw new UserError('list-missing', `household ${householdId} has no list: nothing was planned yet`, {
    exitCode: EXIT.inputMissing,
    next: 'Plan first: duelist plan --as-of YYYY-MM-DD',
  });
}

function sayNoList(context: Context, household: Household, cycle: Cycle): void {
  const noList = whyNoList(context, household, cycle);
  context.answer(
    noListDocument(household, cycle, noList),
    noListText(household, cycle, noList, context.world.columns),
  );
  context.world.setExitCode(EXIT.answerIsNo);
}
