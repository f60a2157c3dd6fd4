/** Steps of the simplex: reflection, expansion, contraction, shrinkage. */
const [EXPAND, CONTRACT, SHRINK] = [2, 0.5, 0.5];

type Vertex = { readonly point: readonly number[]; readonly value: number };

/**
 * A minimum of a function of a few numbers, from a start: as many evaluations as are allowed, or until the simplex is flat.
 *
 * Source: J. Nelder and R. Mead, "A simplex method for function minimization" (1965).
 */
export function minimise(
  of: (point: readonly number[]) => number,
  start: readonly number[],
  { step = 0.5, evaluations = 400, tolerance = 1e-7 } = {},
): readonly number[] {
  let left = evaluations;
  const at = (point: readonly number[]): Vertex => {
    left -= 1;
    return { point, value: of(point) };
  };
  const simplex = [
    at(start),
    ...start.map((_, axis) => at(start.map((x, i) => (i === axis ? x + step : x)))),
  ];
  for (;;) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0], simplex.at(-1)];
    if (best === undefined || worst === undefined) return start;
    if (left <= 0 || worst.value - best.value <= tolerance * Math.abs(best.value)) return best.point;
    const centre = start.map(
      (_, axis) =>
        simplex.slice(0, -1).reduce((sum, { point }) => sum + (point[axis] ?? 0), 0) / start.length,
    );
    const along = (factor: number) =>
      at(centre.map((x, axis) => x + factor * (x - (worst.point[axis] ?? 0))));
    const second = simplex.at(-2)?.value ?? worst.value;
    const reflected = along(1);
    const next = nextVertex(reflected, best.value, second, worst.value, along);
    if (next !== undefined) simplex[simplex.length - 1] = next;
    else shrink(simplex, best, at);
  }
}

/** What takes the worst vertex's place; undefined: nothing on the line is better. */
function nextVertex(
  reflected: Vertex,
  best: number,
  second: number,
  worst: number,
  along: (factor: number) => Vertex,
): Vertex | undefined {
  if (reflected.value < best) {
    const expanded = along(EXPAND);
    return expanded.value < reflected.value ? expanded : reflected;
  }
  if (reflected.value < second) return reflected;
  const contracted = along(reflected.value < worst ? CONTRACT : -CONTRACT);
  return contracted.value < Math.min(reflected.value, worst) ? contracted : undefined;
}

function shrink(simplex: Vertex[], best: Vertex, at: (point: readonly number[]) => Vertex): void {
  for (let i = 1; i < simplex.length; i++) {
    const from = simplex[i]?.point ?? best.point;
    simplex[i] = at(best.point.map((x, axis) => x + SHRINK * ((from[axis] ?? 0) - x)));
  }
}
