import type { Color } from '../../shared/color.ts';
import { type Point, Raster } from './raster.ts';
import { type Line, type Pen, strokePieces } from './stroke.ts';

/** x' = ax + cy + e, y' = bx + dy + f. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

type State = { readonly matrix: Matrix; readonly fill: Color; readonly stroke: Color; readonly pen: Pen };

const BLACK: Color = { red: 0, green: 0, blue: 0 };
/** A part of a curve, in dots; and the most parts of one. */
const PART_DOTS = 2;
const PARTS_MAX = 64;

/**
 * A logo's drawing operators as dots: the ones that `readSvg` writes, and no others.
 *
 * @param operators In a box of one by one, y downwards.
 * @throws Error for any other operator.
 */
export function drawVector(operators: string, width: number, height: number): Raster {
  const raster = new Raster(width, height);
  const artist = new Artist(raster);
  let numbers: number[] = [];
  for (const word of operators.split(/\s+/)) {
    if (word === '') continue;
    const number = Number(word);
    if (Number.isNaN(number)) {
      artist.do(word, numbers);
      numbers = [];
    } else numbers.push(number);
  }
  return raster;
}

/** Source: ISO 32000-1, 8.4.4 and 8.5. */
class Artist {
  readonly #raster: Raster;
  readonly #kept: State[] = [];
  #state: State;
  /** In the state's own units: a pen is as wide as those say. */
  #lines: { points: Point[]; isClosed: boolean }[] = [];

  constructor(raster: Raster) {
    this.#raster = raster;
    // As every page of a PDF begins.
    const pen = { width: 1, cap: 0, join: 0, miterMax: 10 };
    const matrix: Matrix = [raster.width, 0, 0, raster.height, 0, 0];
    this.#state = { matrix, fill: BLACK, stroke: BLACK, pen };
  }

  do(operator: string, numbers: readonly number[]): void {
    const [one = 0, two = 0, three = 0, four = 0, five = 0, six = 0] = numbers;
    const { pen } = this.#state;
    switch (operator) {
      case 'q':
        this.#kept.push(this.#state);
        break;
      case 'Q':
        this.#state = this.#kept.pop() ?? this.#state;
        break;
      case 'cm':
        this.#set({ matrix: product([one, two, three, four, five, six], this.#state.matrix) });
        break;
      case 'g':
      case 'rg':
        this.#set({ fill: colorOf(numbers) });
        break;
      case 'G':
      case 'RG':
        this.#set({ stroke: colorOf(numbers) });
        break;
      case 'w':
        this.#set({ pen: { ...pen, width: one } });
        break;
      case 'J':
        this.#set({ pen: { ...pen, cap: one } });
        break;
      case 'j':
        this.#set({ pen: { ...pen, join: one } });
        break;
      case 'M':
        this.#set({ pen: { ...pen, miterMax: one } });
        break;
      case 'm':
        this.#lines.push({ points: [[one, two]], isClosed: false });
        break;
      case 'l':
        this.#open().push([one, two]);
        break;
      case 'c':
        this.#curve([one, two], [three, four], [five, six]);
        break;
      case 'h': {
        const line = this.#lines.at(-1);
        if (line !== undefined) line.isClosed = true;
        break;
      }
      default:
        this.#paint(operator);
    }
  }

  #set(part: Partial<State>): void {
    this.#state = { ...this.#state, ...part };
  }

  /** The line that goes on; behind a closed one, a new one from where that began. */
  #open(): Point[] {
    const last = this.#lines.at(-1);
    if (last !== undefined && !last.isClosed) return last.points;
    const points: Point[] = [last?.points[0] ?? [0, 0]];
    this.#lines.push({ points, isClosed: false });
    return points;
  }

  #at(): Point {
    return this.#open().at(-1) ?? [0, 0];
  }

  #curve(one: Point, other: Point, end: Point): void {
    const line = this.#open();
    const from = this.#at();
    const hull = [from, one, other, end].map((point) => moved(point, this.#state.matrix));
    const dots = hull
      .slice(1)
      .reduce((sum, [x, y], at) => sum + Math.hypot(x - (hull[at]?.[0] ?? x), y - (hull[at]?.[1] ?? y)), 0);
    const parts = Math.min(PARTS_MAX, Math.max(2, Math.ceil(dots / PART_DOTS)));
    for (let part = 1; part <= parts; part++) line.push(onCurve(from, one, other, end, part / parts));
  }

  #paint(operator: string): void {
    if (!/^(?:[fB]\*?|S)$/.test(operator)) throw new Error(`a logo is drawn with ${operator}`);
    const { matrix, fill, stroke, pen } = this.#state;
    const outlines = (lines: readonly (readonly Point[])[]): Point[][] =>
      lines.map((points) => points.map((point) => moved(point, matrix)));
    if (operator !== 'S')
      this.#raster.fill(outlines(this.#lines.map(({ points }) => points)), fill, operator.endsWith('*'));
    if (!operator.startsWith('f')) {
      const pieces = this.#lines.flatMap((line: Line) => strokePieces(line, pen));
      this.#raster.fill(outlines(pieces).map(oneWay), stroke, false);
    }
    this.#lines = [];
  }
}

function colorOf(numbers: readonly number[]): Color {
  const [red = 0, green = red, blue = red] = numbers;
  return { red, green, blue };
}

function product([a, b, c, d, e, f]: Matrix, [A, B, C, D, E, F]: Matrix): Matrix {
  return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F];
}

function moved([x, y]: Point, [a, b, c, d, e, f]: Matrix): Point {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** Source: Bézier curve of the third degree. */
function onCurve(from: Point, one: Point, other: Point, end: Point, t: number): Point {
  const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
  const along = (axis: 0 | 1): number => a * from[axis] + b * one[axis] + c * other[axis] + d * end[axis];
  return [along(0), along(1)];
}

/** The same outline, clockwise: where pieces lie on each other, none takes the other away. */
function oneWay(outline: Point[]): Point[] {
  const area = outline.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = outline[(at + 1) % outline.length] ?? [x, y];
    return sum + x * nextY - y * nextX;
  }, 0);
  return area < 0 ? outline.toReversed() : outline;
}
