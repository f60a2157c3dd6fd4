import {
  type Band,
  bandOf,
  faultsOf,
  type Score,
  type ScoreFault,
  trendOf,
} from '../../measure/score-band.ts';
import { addDays, formatDay } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { CycleScore } from '../../store/ledger/scores.ts';
import type { Context } from '../context.ts';
import { percentText, shareText } from './words.ts';

/** A cycle's score among those before it. */
export type Judged = {
  readonly score: CycleScore;
  readonly control: CycleScore | undefined;
  readonly cycle: Cycle;
  /** undefined: fewer than four cycles before it. */
  readonly band: Band | undefined;
  readonly warnings: readonly ScoreWarning[];
};

/** What is amiss with a cycle's lists, and what to do about it. */
export type ScoreWarning = {
  readonly code: ScoreFault;
  readonly level: 'warn';
  readonly store: null;
  readonly text: string;
  readonly next: string;
};

type Reads = Pick<Context, 'ledger' | 'config'>;

/** Every scored cycle, in order of their validity. */
export function judgedCycles({ ledger, config }: Reads): Judged[] {
  const limits = {
    fallSds: config.quality.score_fall_sds,
    eceMax: config.quality.score_calibration_error_max,
  };
  const cycles = new Map(ledger.cycles.all().map((cycle) => [cycle.cycleId, cycle]));
  const all = ledger.scores.newest();
  const treated = all.filter(({ arm }) => arm === 'treatment');
  const scores = treated.map(toScore);
  return treated.flatMap((score, at) => {
    const cycle = cycles.get(score.cycleId);
    const own = scores[at];
    if (cycle === undefined || own === undefined) return [];
    const before = scores.slice(0, at);
    const band = bandOf(own, before, limits);
    const control = all.find(({ arm, cycleId }) => arm === 'control' && cycleId === score.cycleId);
    const warnings = faultsOf(own, before, limits).map((code) => toWarning(code, cycle, score, band));
    return [{ score, control, cycle, band, warnings }];
  });
}

export function toScore(score: CycleScore): Score {
  return { ...score, probability: score.parts.probability };
}

/** So many of the newest cycles are a trend: half a year of fortnights. */
const TREND_CYCLES = 13;

/** The newest cycles that had due lines, oldest first, and how their share moves from one to the next. */
export function trendOfCycles(judged: readonly Judged[]) {
  const shown = judged.filter(({ score }) => score.dueLines > 0).slice(-TREND_CYCLES);
  const share = (of: (score: CycleScore) => number): number[] =>
    shown.map(({ score }) => of(score) / score.dueLines);
  const bought = share((score) => score.bought);
  return {
    cycles: shown.map(({ score }) => score.cycleId),
    bought,
    naive: share((score) => score.naiveBought),
    predicted: share((score) => score.expectedMillionths / 1_000_000),
    ...trendOf(bought),
  };
}

function toWarning(code: ScoreFault, cycle: Cycle, score: CycleScore, band: Band | undefined): ScoreWarning {
  const of = `cycle ${cycle.cycleId}`;
  const bought = shareText(score.bought, score.dueLines);
  const missing = score.missingDays === 0 ? '' : ` (${score.missingDays} days of stores are missing)`;
  const receipts = `duelist stores --from ${formatDay(cycle.validFrom)} --to ${formatDay(cycle.validUntil)}`;
  const report = `duelist score --cycle ${cycle.cycleId}`;
  const words: Record<ScoreFault, readonly [text: string, next: string]> = {
    'score-fell': [
      `${of}: ${bought} of due lines bought, usually ${percentText(band?.mean)}, at least ${percentText(band?.low)}${missing}`,
      `See whether its receipts are all there (\`${receipts}\`), whether products have other numbers than before (\`duelist quality\`), and which lines fell (\`${report}\`).`,
    ],
    'score-below-naive': [
      `${of}: ${bought} of due lines bought, of a naive list ${shareText(score.naiveBought, score.dueLines)}${missing}`,
      `Look at the next lists before you approve them. See whether the receipts of weeks before ${formatDay(cycle.asOf)} were there when they were planned (\`duelist stores --to ${formatDay(addDays(cycle.asOf, -1))}\`), and what the lines were (\`${report}\`).`,
    ],
    'score-calibration': [
      `${of}: ${bought} of due lines bought, predicted ${shareText(score.expectedMillionths / 1_000_000, score.dueLines)}${missing}`,
      `The lists' order may be right all the same, but \`plan.min_probability\` does not mean what it says. See where it is off (\`${report}\`); if all bins are off to one side, see whether receipts are missing (\`${receipts}\`).`,
    ],
  };
  const [text, next] = words[code];
  return { code, level: 'warn', store: null, text, next };
}
