import { type Day, formatDay } from '../../shared/day.ts';
import { assess, type Warning } from '../completeness/assess.ts';
import { describeQuality } from '../completeness/describe-quality.ts';
import { qualityOf } from '../completeness/quality.ts';
import type { Context } from '../context.ts';
import { scoreDocument, scoreLine, trendDocument, trendLine } from '../score/describe.ts';
import { judgedCycles, trendOfCycles } from '../score/judge.ts';

const WARNINGS_SHOWN_MAX = 5;
/** `score --cycle` shows any other. */
const SCORES_SHOWN_MAX = 3;

/** The last night and the scores of past cycles, for `status`: as data and as lines. */
export function nightStatus(context: Context) {
  const { ledger } = context;
  const night = ledger.nights.newest();
  const facts = night === undefined ? undefined : ledger.nights.phases(night.asOf).get('stores')?.facts;
  // A night that the receipts stopped has left no facts.
  const kept = facts?.warnings as readonly Warning[] | undefined;
  const warnings = kept ?? (night === undefined ? [] : assessNow(context, night.asOf));
  const judged = judgedCycles(context);
  const trend = trendOfCycles(judged);
  const scoreWarnings = judged.at(-1)?.warnings ?? [];
  const shown = judged.filter(({ score }) => score.dueLines > 0).slice(-SCORES_SHOWN_MAX);
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
    scores: judged.flatMap(({ score, control }) =>
      [score, control].flatMap((arm) => (arm === undefined ? [] : [scoreDocument(arm)])),
    ),
    score_trend: trendDocument(trend),
    score_warnings: scoreWarnings,
    lines: [
      ...(night === undefined ? [] : [`last night: ${formatDay(night.asOf)}, ${night.state}`]),
      ...warnings.slice(0, WARNINGS_SHOWN_MAX).map(({ text }) => `  ${text}`),
      ...(warnings.length > WARNINGS_SHOWN_MAX
        ? [`  and ${warnings.length - WARNINGS_SHOWN_MAX} more warnings`]
        : []),
      ...shown.map(scoreLine),
      ...[trendLine(trend)].filter((line) => line !== undefined),
      ...scoreWarnings.flatMap(({ text, next }) => [`  ${text}`, `    ${next}`]),
    ],
  };
}

function assessNow(context: Context, asOf: Day): readonly Warning[] {
  return assess(context, asOf, context.history.arrivals(asOf).newestDay).warnings;
}
