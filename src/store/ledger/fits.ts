import type { Fit } from '../../cadence/fit.ts';
import type { FitScores } from '../../cadence/fit-scores.ts';
import type { ScoreWindow } from '../../cadence/window.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** A fit with the judgement on it; see the table. */
export type JudgedFit = {
  readonly fit: Fit;
  readonly heldOutDay: Day;
  readonly heldOutPairs: number;
  readonly scores: FitScores;
  /** The fit that was in force; undefined: none, and the closed form was the rival. */
  readonly rivalId: number | undefined;
  readonly rivalScores: FitScores;
};
export type StoredFit = JudgedFit & { readonly fitId: number; readonly keptOut: boolean };

type Row = {
  fit_id: number;
  content: string;
  held_out_day: Day;
  held_out_pairs: number;
  rival_id: number | null;
  scores: string;
  kept_out: number;
};
type Scores = { readonly own: FitScores; readonly rival: FitScores };

/** Fits by window; what is asked for is as of a day, so that a plan of an earlier day does not see a later fit. */
export function fitStore(db: Db) {
  const newest = (also: string) =>
    db.prepare<ScoreWindow, Row>(
      `SELECT fit_id, content, held_out_day, held_out_pairs, rival_id, scores, kept_out FROM fit
       WHERE lead_days = @leadDays AND horizon_days = @horizonDays AND as_of <= @asOf ${also}
       ORDER BY as_of DESC, fit_id DESC LIMIT 1`,
    );
  const newestOfAll = newest('');
  const newestKept = newest('AND kept_out = 0');
  const insert = db.prepare(
    `INSERT INTO fit (as_of, lead_days, horizon_days, content, held_out_day, held_out_pairs, rival_id, log_loss,
       rival_log_loss, scores, kept_out) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    /** The newest one, kept out or not. */
    newest: (window: ScoreWindow): StoredFit | undefined => toFit(newestOfAll.get(window)),
    inForce: (window: ScoreWindow): StoredFit | undefined => toFit(newestKept.get(window)),
    write: ({ fit, heldOutDay, heldOutPairs, scores, rivalId, rivalScores }: JudgedFit): void => {
      insert.run(
        fit.asOf,
        fit.leadDays,
        fit.horizonDays,
        JSON.stringify(fit),
        heldOutDay,
        heldOutPairs,
        rivalId ?? null,
        scores.logLoss,
        rivalScores.logLoss,
        JSON.stringify({ own: scores, rival: rivalScores } satisfies Scores),
        Number(scores.logLoss > rivalScores.logLoss),
      );
    },
  };
}

function toFit(row: Row | undefined): StoredFit | undefined {
  if (row === undefined) return undefined;
  const { own, rival }: Scores = JSON.parse(row.scores);
  return {
    fitId: row.fit_id,
    fit: JSON.parse(row.content) as Fit,
    heldOutDay: row.held_out_day,
    heldOutPairs: row.held_out_pairs,
    scores: own,
    rivalId: row.rival_id ?? undefined,
    rivalScores: rival,
    keptOut: row.kept_out === 1,
  };
}
