import type { Point } from './raster.ts';

/**
 * How a line is drawn. Numbers of caps and joins as in ISO 32000-1, 8.4.3: butt, round, square; miter, round, bevel. A miter of more
 * than so many widths is cut off.
 */
export type Pen = {
  readonly width: number;
  readonly cap: number;
  readonly join: number;
  readonly miterMax: number;
};

/** A line of a path: its corners, and whether it comes back to the first. */
export type Line = { readonly points: readonly Point[]; readonly isClosed: boolean };

const [ROUND, SQUARE] = [1, 2];
const MITER = 0;
const CORNERS_OF_A_CIRCLE = 32;

/**
 * The pieces of a drawn line: a bar for each of its parts, and what lies at corners and ends. Together they are the line where each
 * is filled whichever way it goes.
 */
export function strokePieces({ points, isClosed }: Line, pen: Pen): Point[][] {
  const corners = points.filter((point, at) => at === 0 || !isSame(point, points[at - 1]));
  if (isClosed && corners.length > 1 && isSame(corners[0], corners.at(-1))) corners.pop();
  const half = pen.width / 2;
  const [only] = corners;
  if (only === undefined) return [];
  if (corners.length === 1) return pen.cap === ROUND ? [circle(only, half)] : [];
  const pieces: Point[][] = [];
  const last = corners.length - 1;
  for (const [at, from] of corners.entries()) {
    const to = corners[at === last ? 0 : at + 1] ?? from;
    const isDrawn = at < last || isClosed;
    const before = at > 0 ? corners[at - 1] : isClosed ? corners[last] : undefined;
    if (isDrawn) pieces.push(bar(from, to, half));
    if (before !== undefined && isDrawn) pieces.push(...joint(before, from, to, pen));
  }
  const [second = only, end = only, beforeEnd = only] = [corners[1], corners[last], corners[last - 1]];
  if (!isClosed) pieces.push(...capOf(second, only, half, pen.cap), ...capOf(beforeEnd, end, half, pen.cap));
  return pieces;
}

function isSame(one: Point | undefined, other: Point | undefined): boolean {
  return one?.[0] === other?.[0] && one?.[1] === other?.[1];
}

/** Half a width to the left of the way from one point to another. */
function aside([x, y]: Point, [toX, toY]: Point, half: number): Point {
  const length = Math.hypot(toX - x, toY - y);
  return [(-(toY - y) / length) * half, ((toX - x) / length) * half];
}

function bar(from: Point, to: Point, half: number): Point[] {
  const [dx, dy] = aside(from, to, half);
  return [
    [from[0] + dx, from[1] + dy],
    [to[0] + dx, to[1] + dy],
    [to[0] - dx, to[1] - dy],
    [from[0] - dx, from[1] - dy],
  ];
}

function circle([x, y]: Point, radius: number): Point[] {
  return Array.from({ length: CORNERS_OF_A_CIRCLE }, (_, at): Point => {
    const turn = (2 * Math.PI * at) / CORNERS_OF_A_CIRCLE;
    return [x + radius * Math.cos(turn), y + radius * Math.sin(turn)];
  });
}

/** What closes the wedge between two bars at a corner, on its outer side. */
function joint(before: Point, corner: Point, after: Point, { width, join, miterMax }: Pen): Point[][] {
  const half = width / 2;
  if (join === ROUND) return [circle(corner, half)];
  const [x, y] = corner;
  let [one, other] = [aside(before, corner, half), aside(corner, after, half)];
  const turn = one[0] * other[1] - one[1] * other[0];
  if (turn > 0) {
    one = [-one[0], -one[1]];
    other = [-other[0], -other[1]];
  }
  const wedge: Point[] = [corner, [x + one[0], y + one[1]], [x + other[0], y + other[1]]];
  // Of the angle between both outer sides: the miter's length in half widths is 1 over its half's cosine.
  const cosine = Math.sqrt(Math.max(0, (1 + (one[0] * other[0] + one[1] * other[1]) / half ** 2) / 2));
  if (join !== MITER || cosine * miterMax < 1) return [wedge];
  const [midX, midY] = [one[0] + other[0], one[1] + other[1]];
  const reach = half / cosine / Math.hypot(midX, midY);
  wedge.splice(2, 0, [x + midX * reach, y + midY * reach]);
  return [wedge];
}

function capOf(inner: Point, end: Point, half: number, cap: number): Point[][] {
  if (cap === ROUND) return [circle(end, half)];
  if (cap !== SQUARE) return [];
  const [dx, dy] = aside(inner, end, half);
  return [bar(end, [end[0] + dy, end[1] - dx], half)];
}
