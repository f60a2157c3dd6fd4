import type { Loyalty } from './loyalty.ts';
import type { Segment } from './segment.ts';
import type { Usage } from './usage.ts';

/** The three by three, in the order in which a need's nine counts stand: by loyalty, and in each by usage. */
export const LOYALTIES = ['national-brand', 'switcher', 'store-brand'] as const satisfies readonly Loyalty[];
export const USAGES = ['heavy', 'medium', 'light'] as const satisfies readonly Usage[];

/** Households by need number: nine counts each. Whole numbers, so that batches add up to the same in any order. */
export type SegmentCells = Map<number, Uint32Array>;

/** Count a household in each need that it has a segment in, in place: a plan adds millions. */
export function addToCells(cells: SegmentCells, segments: ReadonlyMap<number, Segment>): void {
  for (const [needNo, { loyalty, usage }] of segments) {
    const counts = cells.get(needNo) ?? new Uint32Array(LOYALTIES.length * USAGES.length);
    const at = LOYALTIES.indexOf(loyalty) * USAGES.length + USAGES.indexOf(usage);
    counts[at] = (counts[at] ?? 0) + 1;
    cells.set(needNo, counts);
  }
}

/** Add the counts of one batch to those of others, in place. */
export function addCells(cells: SegmentCells, more: SegmentCells): void {
  for (const [needNo, counts] of more) {
    const sums = cells.get(needNo) ?? new Uint32Array(counts.length);
    for (const [at, households] of counts.entries()) sums[at] = (sums[at] ?? 0) + households;
    cells.set(needNo, sums);
  }
}

/** The counts under the names of needs, in their order: as kept with the plan. */
export function cellsByNeed(cells: SegmentCells, needs: readonly string[]): Record<string, number[]> {
  const sorted = [...cells].sort(([a], [b]) => a - b);
  return Object.fromEntries(sorted.map(([needNo, counts]) => [needs[needNo] ?? '', [...counts]]));
}
