import type { HouseholdHistory } from '../../history/household-history.ts';
import { fitModel } from '../model.ts';
import { householdScorer } from '../score.ts';
import { only, type Scorer, type Scores } from './scorer.ts';

/** Our own model, learnt anew as of each cut-off, as `predict` does. */
export const OURS: Scorer = {
  id: 'duelist',
  title: 'duelist',
  isProbability: true,
  variants: only(({ window, households, catalog }) => {
    const model = fitModel(() => households, catalog, window);
    const scoresOf = householdScorer(model, window);
    const answer = (history: HouseholdHistory): Scores => {
      const { probability, expectedDay } = scoresOf(history);
      return { score: probability, expectedDay };
    };
    return Object.assign(answer, { isFitted: model.fit !== undefined });
  }),
};
