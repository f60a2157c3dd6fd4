import { isUsable } from '../../cadence/groups.ts';
import { LEARNING_SWEEPS, learnChain } from '../../cadence/learn.ts';
import type { ScoreWindow } from '../../cadence/window.ts';
import type { Day } from '../../shared/day.ts';
import type { JudgedFit, StoredFit } from '../../store/ledger/fits.ts';
import type { Context } from '../context.ts';
import { describeGroups, describeJudged } from './describe-fit.ts';
import { findHouseCards } from './house-cards.ts';
import { learnFromStore } from './population.ts';

/** The window in which the lists of a plan of a day are good. */
export function planWindow({ config: { plan } }: Context, asOf: Day): ScoreWindow {
  return { asOf, leadDays: plan.lead_days, horizonDays: plan.valid_days };
}

/** What the probabilities of a plan are made of; undefined: the closed form. */
export function fitInForce({ ledger }: Context, window: ScoreWindow): StoredFit | undefined {
  const stored = ledger.fits.inForce(window);
  return stored !== undefined && isUsable(stored.fit) ? stored : undefined;
}

/**
 * Fit anew when the newest fit is old, and let it into force unless it is worse than the one that is. A chain with too
 * little history for a fit has none. Killed before it is stored, it is fitted again; stored, it is not fitted twice.
 */
export async function renewFit(context: Context, asOf: Day): Promise<void> {
  const { ledger, config } = context;
  const window = planWindow(context, asOf);
  const newest = ledger.fits.newest(window);
  const isFresh =
    newest !== undefined && isUsable(newest.fit) && asOf - newest.fit.asOf < config.plan.refit_days;
  if (isFresh) return;

  const readers = {
    asOf,
    leftOut: findHouseCards(context, asOf),
    successors: context.history.successions.asOf(asOf),
  };
  const catalog = context.history.facts.catalog();
  const { tested } = await learnFromStore(context, readers, learnChain(catalog, window), LEARNING_SWEEPS);
  if (tested === undefined) return;
  const rival = fitInForce(context, window);
  const its = rival === undefined ? undefined : tested.scoresOf(rival.fit);
  const judged: JudgedFit = {
    ...tested,
    rivalId: its === undefined ? undefined : rival?.fitId,
    rivalScores: its ?? tested.closedForm,
  };
  ledger.fits.write(judged);
  const stored = ledger.fits.newest(window);
  context.log.info(
    'fitted',
    stored === undefined ? {} : { ...describeJudged(stored), ...describeGroups(tested) },
  );
}
