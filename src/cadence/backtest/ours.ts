import { fitModel } from '../model.ts';
import { householdScorer } from '../score.ts';
import { only, type Scorer } from './scorer.ts';

/** Our own model, learnt anew as of each cut-off, as `predict` does. */
export const OURS: Scorer = {
  id: 'duelist',
  title: 'duelist',
  isProbability: true,
  variants: only(({ window, households, catalog }) => {
    const scoresOf = householdScorer(
      fitModel(() => households, catalog, window),
      window,
    );
    return (history) => {
      const { probability, expectedDay } = scoresOf(history);
      return { score: probability, expectedDay };
    };
  }),
};
