import { scoreCycles } from '../score/score-cycles.ts';
import type { Phase } from './run-types.ts';

/** How good the lists of cycles were whose validity is over. */
export const score: Phase = {
  name: 'score',
  isDue: () => true,
  run: async ({ context, asOf }) => {
    const scored = await scoreCycles(context, asOf);
    return { did: scored.length > 0, counts: { scored } };
  },
};
