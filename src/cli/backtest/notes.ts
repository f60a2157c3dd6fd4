import { TIMING_DAYS } from '../../cadence/backtest/exam.ts';
import { NEIGHBOURS_MAX } from '../../cadence/backtest/tifu-knn.ts';
import { type Day, formatDay } from '../../shared/day.ts';
import type { Gathered } from './gather.ts';
import type { Outcome } from './outcome.ts';

/** What a reader must know of how it was done. */
export function notesOf(
  { windows, counts, fittedCutoffs }: Pick<Outcome, 'windows' | 'counts' | 'fittedCutoffs'>,
  gathered: Gathered,
): string[] {
  const { tooEarly, tooLate, validations, cutoffs, lastDay } = windows;
  const untimed = cutoffs.filter((day) => day + TIMING_DAYS > lastDay + 1);
  return [
    fitNote(cutoffs, fittedCutoffs),
    gathered.sampled
      ? `${count(counts.read)} of ${count(counts.known)} households, drawn by a hash of their ids; the tables of the chain are learnt from these alone. --households takes more.`
      : '',
    counts.read > NEIGHBOURS_MAX + 1
      ? `TIFUKNN looks for neighbours among ${NEIGHBOURS_MAX} households, since its work grows with the square of their number.`
      : '',
    tooEarly.length > 0 ? `Left out, with too little history before them: ${listed(tooEarly)}.` : '',
    tooLate.length > 0
      ? `Left out, since their windows are not over on ${formatDay(lastDay)}: ${listed(tooLate)}.`
      : '',
    validations.length === 0
      ? 'There is no earlier window to calibrate on: methods that only rank have no probabilities, and TIFUKNN its published setting.'
      : `Settings and calibrations were chosen on windows that begin on ${listed(validations)} and were over before the first cut-off.`,
    untimed.length > 0
      ? `Timing over ${TIMING_DAYS} days leaves out the cut-offs whose ${TIMING_DAYS} days are not all loaded: ${listed(untimed)}.`
      : '',
  ].filter((note) => note !== '');
}

/** At how many cut-offs the fit was in force. */
function fitNote(cutoffs: readonly Day[], fitted: readonly Day[]): string {
  const closed = cutoffs.filter((day) => !fitted.includes(day));
  const why = 'the history before was too short for a fit, or a fit was no better on its newest window';
  if (closed.length === 0)
    return `duelist was fitted to the chain at each of the ${cutoffs.length} cut-offs.`;
  if (fitted.length === 0) return `duelist was fitted at no cut-off, its closed form answered: ${why}.`;
  return `duelist was fitted to the chain at ${fitted.length} of ${cutoffs.length} cut-offs; its closed form answered at ${listed(closed)}, where ${why}.`;
}

function listed(days: readonly Day[]): string {
  return days.map(formatDay).join(', ');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
