import type { FitScores } from '../../cadence/fit-scores.ts';
import type { TestedFit } from '../../cadence/learn.ts';
import { formatDay } from '../../shared/day.ts';

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
  };
}

/** To six decimals: what follows differs by nothing that anybody could act on. */
function describeScores({ logLoss, brier, ece, ndcg }: FitScores) {
  const rounded = (score: number) => Math.round(score * 1_000_000) / 1_000_000;
  return { log_loss: rounded(logLoss), brier: rounded(brier), ece: rounded(ece), ndcg_20: rounded(ndcg) };
}
