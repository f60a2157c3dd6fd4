import type { Candidate, CandidateContext } from '../../offers/candidates.ts';
import { Chooser } from './choose.ts';
import { fillOptions } from './from-candidates.ts';
import type { Granted } from './grants.ts';
import { emptyOptions, noPrices, type TierRule } from './options.ts';

/**
 * The best specials of one list by itself, as when it is rebuilt: those that it may have, at no price.
 *
 * @param ordered The household's candidates in the order of their options.
 */
export function bestSpecials(
  ordered: readonly Candidate[],
  context: Pick<CandidateContext, 'index'>,
  rule: TierRule,
  granted: Granted,
): Candidate[] {
  const options = emptyOptions(ordered.length);
  fillOptions(options, ordered, context, '', 0);
  const offers = Math.max(0, ...ordered.map(({ offer }) => offer.offerNo + 1));
  const chooser = new Chooser([rule], noPrices(offers));
  chooser.choose(options, (place) => {
    const candidate = ordered[place];
    return candidate === undefined || !granted(candidate);
  });
  return chooser.chosen.map((place) => ordered[place]).filter((candidate) => candidate !== undefined);
}
