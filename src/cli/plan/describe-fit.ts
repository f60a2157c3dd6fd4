import { GROUPS } from '../../cadence/features.ts';
import type { FitScores } from '../../cadence/fit-scores.ts';
import type { Gain } from '../../cadence/gate.ts';
import { groupsOf } from '../../cadence/groups.ts';
import type { TestedFit } from '../../cadence/test-fit.ts';
import { formatDay } from '../../shared/day.ts';
import { sixDecimals } from '../../shared/six-decimals.ts';
import type { StoredFit } from '../../store/ledger/fits.ts';

/** A fit and how it was tested, for documents and logs; null: there is too little history for one. */
export function describeFit(tested: TestedFit | undefined, inUse: boolean) {
  if (tested === undefined) return null;
  const { fit, heldOutDay, heldOutPairs, scores, closedForm } = tested;
  return {
    in_use: inUse,
    as_of: formatDay(fit.asOf),
    days: fit.days.length,
    pairs: fit.pairs,
    bought: fit.bought,
    held_out: { day: formatDay(heldOutDay), pairs: heldOutPairs, ...describeScores(scores) },
    closed_form: describeScores(closedForm),
    ...describeGroups(tested),
  };
}

/**
 * Each group of features: whether the fit leans on it, and the gain it was judged by; null: it is the same for all, as needs
 * are where none has two products, and quantities where all is bought singly.
 */
export function describeGroups({ fit, gains }: TestedFit) {
  const inUse = groupsOf(fit);
  return Object.fromEntries(
    GROUPS.map(({ name }) => {
      const gain = gains.get(name);
      return [name, gain === undefined ? null : { in_use: inUse.has(name), ...describeGain(gain) }];
    }),
  );
}

function describeGain({ logLoss, logLossError, brier }: Gain) {
  return {
    log_loss_gain: sixDecimals(logLoss),
    standard_error: sixDecimals(logLossError),
    brier_gain: sixDecimals(brier),
  };
}

/** A stored fit with the judgement on it. */
export function describeJudged({ fitId, fit, keptOut, heldOutDay, heldOutPairs, ...stored }: StoredFit) {
  return {
    fit_id: fitId,
    as_of: formatDay(fit.asOf),
    kept_out: keptOut,
    pairs: fit.pairs,
    held_out: { day: formatDay(heldOutDay), pairs: heldOutPairs, ...describeScores(stored.scores) },
    rival: { fit_id: stored.rivalId ?? null, ...describeScores(stored.rivalScores) },
  };
}

/** Why the newest fit is not in force, in a clause; undefined: it is. */
export function keptOutBecause({ keptOut, scores, rivalScores, rivalId }: StoredFit): string | undefined {
  if (!keptOut) return undefined;
  const rival = rivalId === undefined ? 'the closed form' : `fit ${rivalId}`;
  const [own, its] = [scores, rivalScores].map(({ logLoss }) => sixDecimals(logLoss));
  return `new fit kept out: log-loss ${own}, ${rival} has ${its}`;
}

function describeScores({ logLoss, brier, ece, ndcg }: FitScores) {
  return {
    log_loss: sixDecimals(logLoss),
    brier: sixDecimals(brier),
    ece: sixDecimals(ece),
    ndcg_20: sixDecimals(ndcg),
  };
}
