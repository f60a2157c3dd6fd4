import type { SpecialFacts } from '../../../lists/planned-list.ts';
import type { Taper } from '../../../offers/past.ts';
import { formatDay } from '../../../shared/day.ts';
import { RELATION, say, USAGE } from './words.ts';

/** `was won: 50 % of the value for rival, heavy use, as which it first got the offer on 2026-08-14; bought it 2 times since`. */
export function taperText({ percent, relation, usage, since, purchases }: Taper): string {
  const times = purchases === 1 ? 'once' : `${purchases} times`;
  return (
    `was won, and gets ${percent} % of the value of that time (${say(RELATION, relation)}, ${say(USAGE, usage)}): ` +
    `bought the offer's products ${times} since it first had it, on ${formatDay(since)}`
  );
}

/** The same for programs. */
export function describeTaper({ taper }: SpecialFacts) {
  if (taper === undefined) return null;
  const { percent, purchases, since, relation, usage } = taper;
  return { percent, purchases, since: formatDay(since), relation, usage };
}
