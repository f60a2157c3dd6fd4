import type { Color } from '../../shared/color.ts';

/** x and y in dots from the upper left corner. */
export type Point = readonly [x: number, y: number];

/** Lines of dots that each row is looked at: how soft an edge is from above; sideways it is exact. */
const LINES_A_ROW = 8;

type Crossing = { readonly x: number; readonly turn: number };
type Edge = { readonly from: Point; readonly to: Point; readonly turn: number };

/** A picture of coloured dots on white, as paper is. */
export class Raster {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue, 0 to 255, of dot by dot, row by row from the top. */
  readonly samples: Float64Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.samples = new Float64Array(width * height * 3).fill(255);
  }

  /**
   * Fill the inside of some outlines, each of which ends where it began; a dot that is half inside takes half of the colour.
   *
   * @param evenOdd Inside is what is surrounded an odd number of times, else what is surrounded more one way than the other.
   */
  fill(outlines: readonly (readonly Point[])[], color: Color, evenOdd: boolean): void {
    const edges = outlines.flatMap(edgesOf);
    for (let y = 0; y < this.height; y++) {
      const near = edges.filter(({ from, to }) => from[1] < y + 1 && to[1] > y);
      if (near.length === 0) continue;
      const covered = new Float64Array(this.width);
      for (let line = 0; line < LINES_A_ROW; line++)
        this.#coverLine(near, y + (line + 0.5) / LINES_A_ROW, evenOdd, covered);
      this.#blend(y, covered, color);
    }
  }

  #coverLine(edges: readonly Edge[], y: number, evenOdd: boolean, covered: Float64Array): void {
    const crossings = edges
      .flatMap((edge) => crossingAt(edge, y))
      .sort((one, other) => one.x - other.x || one.turn - other.turn);
    let turns = 0;
    for (const [at, { x, turn }] of crossings.entries()) {
      turns += turn;
      const isInside = evenOdd ? turns % 2 !== 0 : turns !== 0;
      if (isInside) cover(covered, x, crossings[at + 1]?.x ?? x);
    }
  }

  #blend(y: number, covered: Float64Array, { red, green, blue }: Color): void {
    for (let x = 0; x < this.width; x++) {
      const share = Math.min(1, (covered[x] ?? 0) / LINES_A_ROW);
      if (share === 0) continue;
      const at = (y * this.width + x) * 3;
      for (const [sample, value] of [red, green, blue].entries())
        this.samples[at + sample] = (this.samples[at + sample] ?? 0) * (1 - share) + value * 255 * share;
    }
  }
}

/** Downwards, with which way the outline goes there. */
function edgesOf(outline: readonly Point[]): Edge[] {
  return outline.flatMap((from, at): Edge[] => {
    const to = outline[(at + 1) % outline.length] ?? from;
    if (from[1] === to[1]) return [];
    return [from[1] < to[1] ? { from, to, turn: 1 } : { from: to, to: from, turn: -1 }];
  });
}

function crossingAt({ from, to, turn }: Edge, y: number): Crossing[] {
  if (y < from[1] || y >= to[1]) return [];
  return [{ x: from[0] + ((y - from[1]) / (to[1] - from[1])) * (to[0] - from[0]), turn }];
}

/** Add the share of each dot that is between two places of a line. */
function cover(covered: Float64Array, fromX: number, toX: number): void {
  const from = Math.max(0, fromX);
  const to = Math.min(covered.length, toX);
  for (let x = Math.floor(from); x < to; x++)
    covered[x] = (covered[x] ?? 0) + Math.min(to, x + 1) - Math.max(from, x);
}
