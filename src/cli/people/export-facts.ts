import type { LineFacts } from '../../lists/planned-list.ts';
import { type Day, formatDay } from '../../shared/day.ts';
import { describeSegment } from './explain/segment.ts';

/** What stands beside a line, with days as people write them. */
export function exportFacts({ lastDay, offer, ...facts }: LineFacts) {
  return {
    ...facts,
    lastDay: dayText(lastDay),
    ...(offer === undefined ? {} : { offer: { ...offer, segment: describeSegment(offer) } }),
  };
}

export function dayText(day: number | string | null | undefined): string | null {
  return typeof day === 'number' ? formatDay(day as Day) : null;
}
