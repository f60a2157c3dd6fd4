import { hitRate } from '../../measure/list-score.ts';
import { type Day, formatDay } from '../../shared/day.ts';
import type { CycleScore } from '../../store/ledger/scores.ts';
import { assess, type Warning } from '../completeness/assess.ts';
import { describeQuality } from '../completeness/describe-quality.ts';
import { qualityOf } from '../completeness/quality.ts';
import type { Context } from '../context.ts';

const WARNINGS_SHOWN_MAX = 5;

/** The last night and the scores of past cycles, for `status`: as data and as lines. */
export function nightStatus(context: Context) {
  const { ledger } = context;
  const night = ledger.nights.newest();
  const facts = night === undefined ? undefined : ledger.nights.phases(night.asOf).get('stores')?.facts;
  // A night that the receipts stopped has left no facts.
  const kept = facts?.warnings as readonly Warning[] | undefined;
  const warnings = kept ?? (night === undefined ? [] : assessNow(context, night.asOf));
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
            warnings: warnings,
            quality: qualityOf(context, night.asOf, 1).map(describeQuality),
          },
    scores: scores.map(toDocument),
    lines: [
      ...(night === undefined ? [] : [`last night: ${formatDay(night.asOf)}, ${night.state}`]),
      ...warnings.slice(0, WARNINGS_SHOWN_MAX).map(({ text }) => `  ${text}`),
      ...(warnings.length > WARNINGS_SHOWN_MAX
        ? [`  and ${warnings.length - WARNINGS_SHOWN_MAX} more warnings`]
        : []),
      ...treated.map(describe),
    ],
  };
}

function assessNow(context: Context, asOf: Day): readonly Warning[] {
  return assess(context, asOf, context.history.arrivals(asOf).newestDay).warnings;
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
