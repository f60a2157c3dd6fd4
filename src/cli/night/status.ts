import { hitRate } from '../../measure/list-score.ts';
import { formatDay } from '../../shared/day.ts';
import type { CycleScore } from '../../store/ledger/scores.ts';
import type { Context } from '../context.ts';

/** The last night and the scores of past cycles, for `status`: as data and as lines. */
export function nightStatus({ ledger }: Context) {
  const night = ledger.nights.newest();
  const scores = ledger.scores.all();
  const treated = scores.filter(({ arm, dueLines }) => arm === 'treatment' && dueLines > 0);
  return {
    night:
      night === undefined
        ? null
        : {
            as_of: formatDay(night.asOf),
            state: night.state,
            started: night.started,
            ended: night.ended ?? null,
          },
    scores: scores.map(toDocument),
    lines: [
      ...(night === undefined ? [] : [`last night: ${formatDay(night.asOf)}, ${night.state}`]),
      ...treated.map(describe),
    ],
  };
}

function toDocument(score: CycleScore) {
  const rate = hitRate(score);
  return {
    cycle_id: score.cycleId,
    arm: score.arm,
    lists: score.lists,
    shoppers: score.shoppers,
    due_lines: score.dueLines,
    bought: score.bought,
    bought_share: rate?.bought ?? null,
    predicted_share: rate?.predicted ?? null,
    naive_share: rate?.naive ?? null,
    specials: score.specials,
    redeemed: score.redeemed,
  };
}

function describe(score: CycleScore): string {
  const rate = hitRate(score);
  const percent = (share: number | undefined): string => `${Math.round((share ?? 0) * 100)} %`;
  return (
    `score of cycle ${score.cycleId}: ${percent(rate?.bought)} of due lines bought, predicted ${percent(rate?.predicted)}, ` +
    `a list of favourites ${percent(rate?.naive)}, ${score.redeemed} of ${score.specials} specials redeemed`
  );
}
