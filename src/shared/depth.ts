/** Where one class of depth ends and the next begins: percent of the shelf price that comes off. */
export const DEPTH_BOUNDS_PERCENT: readonly number[] = [10, 20, 30, 40];

/** How deep a special is, as a class: 0 for less than a tenth of the shelf price, to 4 for two fifths and more. */
export type Depth = number;

/**
 * The class of a special's depth; undefined: it has no shelf price, as one on the whole basket.
 *
 * @param beforeCents What its goods cost on the shelf.
 */
export function depthOf(savingCents: number, beforeCents: number | undefined): Depth | undefined {
  if (beforeCents === undefined || beforeCents <= 0) return undefined;
  let depth = 0;
  // Asked of every candidate: no array is made for it.
  for (const percent of DEPTH_BOUNDS_PERCENT) depth += Number(100 * savingCents >= percent * beforeCents);
  return depth;
}
