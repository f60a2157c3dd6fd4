import { formatDay } from '../../shared/day.ts';
import { type DatedReport, roundPercent } from './quality.ts';

/** One store's night for programs; percents are rounded to a tenth. */
export function describeQuality(report: DatedReport) {
  return {
    night: formatDay(report.night),
    store_id: report.storeId === '' ? null : report.storeId,
    level: report.level,
    lines: report.lines,
    receipts: report.receipts,
    corrected: report.corrected,
    rejected: report.rejected,
    rejected_by_reason: report.rejectedByReason,
    measures: Object.fromEntries(
      report.measures.map(({ measure, percent, level, usualPercent, score }) => [
        measure,
        {
          percent: roundPercent(percent),
          level,
          usual_percent: usualPercent === undefined ? null : roundPercent(usualPercent),
          // JSON has no infinity: a value that was the same every night, and is another now.
          score:
            score === undefined
              ? null
              : Number.isFinite(score)
                ? roundPercent(score)
                : Math.sign(score) * 1e6,
        },
      ]),
    ),
  };
}
