import { type Exam, type Sheet, TENURE_LIMITS, TIMING_DAYS } from './exam.ts';
import { type Answer, runOf, type Scores } from './scorer.ts';
import { addError, addProbability, newSlice, type Slice } from './slice.ts';
import { addPair, addRanking, SUMS } from './sums.ts';

/** Length of the list by whose positions precision is shown, and whose timing is judged apart. */
const LIST_LINES = 20;

/** Most purchases of each band; the last one is open. */
export const PURCHASE_BANDS = ['1', '2', '3-5', '6-12', '13+'] as const;
const PURCHASE_LIMITS = [1, 2, 5, 12] as const;

/** One scorer's sums, over everything and over its parts. */
export type Grades = {
  readonly overall: Slice;
  /** Sums of each household of the past, one after the other: what is drawn from for intervals. */
  readonly perHousehold: Float64Array;
  readonly byCutoff: readonly Slice[];
  readonly byDepartment: readonly Slice[];
  readonly byTenure: readonly Slice[];
  /** No rankings: a band is no list. */
  readonly byPurchases: readonly Slice[];
  /** By place on the list, from the top: lists that are so long, and of those, where that line was bought. */
  readonly lines: Float64Array;
  readonly hits: Float64Array;
};

export function newGrades(households: number, cutoffs: number, departments: number): Grades {
  const slices = (length: number) => Array.from({ length }, newSlice);
  return {
    overall: newSlice(),
    perHousehold: new Float64Array(households * SUMS),
    byCutoff: slices(cutoffs),
    byDepartment: slices(departments),
    byTenure: slices(TENURE_LIMITS.length + 1),
    byPurchases: slices(PURCHASE_BANDS.length),
    lines: new Float64Array(LIST_LINES),
    hits: new Float64Array(LIST_LINES),
  };
}

/** How a scorer answers at a cut-off. */
export type Answers = {
  readonly answer: Answer;
  /** undefined: its scores cannot be made probabilities. */
  readonly probabilityOf: ((score: number) => number) | undefined;
};

/** Add a cut-off, the `cutoff`-th, to the grades. @param departmentNo By productNo: an index into `byDepartment`. */
export function gradeExam(
  grades: Grades,
  { sheets, view }: Exam,
  cutoff: number,
  { answer, probabilityOf }: Answers,
  departmentNo: Int32Array,
): void {
  for (const sheet of sheets) {
    const scores = answer(sheet.history);
    const order = rank(sheet, scores);
    const slices = [grades.overall, grades.byCutoff[cutoff], grades.byTenure[sheet.tenure]].filter(
      (slice) => slice !== undefined,
    );
    const ranking = {
      hits: Uint8Array.from(order, (i) => sheet.bought[i] ?? 0),
      candidates: sheet.places.length,
      positives: sheet.positives,
      boughtOfAll: sheet.boughtOfAll,
    };
    for (const { sums } of slices) addRanking(sums, 0, ranking);
    addRanking(grades.perHousehold, sheet.household * SUMS, ranking);
    ranking.hits.subarray(0, LIST_LINES).forEach((hit, place) => {
      grades.lines[place] = (grades.lines[place] ?? 0) + 1;
      grades.hits[place] = (grades.hits[place] ?? 0) + hit;
    });
    gradeDepartments(grades, sheet, order, departmentNo);
    gradePairs(grades, slices, sheet, { scores, order, probabilityOf, departmentNo, asOf: view.window.asOf });
  }
}

/** Indices of the candidates that are ranked, from the top of the list; what is scored alike in the drawn order. */
export function rank({ places, tieKeys }: Sheet, { score }: Scores): Int32Array {
  const scoreOf = (i: number) => score[places[i] ?? 0] ?? 0;
  return Int32Array.from(places.keys())
    .filter((i) => scoreOf(i) > Number.NEGATIVE_INFINITY)
    .sort((a, b) => scoreOf(b) - scoreOf(a) || (tieKeys[a] ?? 0) - (tieKeys[b] ?? 0));
}

/** The list cut to each department: as if it had no other goods. */
function gradeDepartments(
  grades: Grades,
  { history, places, bought }: Sheet,
  order: Int32Array,
  departmentNo: Int32Array,
): void {
  type Part = { readonly hits: number[]; candidates: number; positives: number };
  const parts = new Map<number, Part>();
  const partOf = (i: number): Part => {
    const department = departmentNo[history.productNos[places[i] ?? 0] ?? 0] ?? 0;
    const known = parts.get(department);
    if (known !== undefined) return known;
    const part: Part = { hits: [], candidates: 0, positives: 0 };
    parts.set(department, part);
    return part;
  };
  for (let i = 0; i < places.length; i++) {
    const part = partOf(i);
    part.candidates += 1;
    part.positives += bought[i] ?? 0;
  }
  for (const i of order) partOf(i).hits.push(bought[i] ?? 0);
  for (const [department, { hits, ...counts }] of parts) {
    const sums = grades.byDepartment[department]?.sums;
    if (sums !== undefined) addRanking(sums, 0, { hits: Uint8Array.from(hits), ...counts, boughtOfAll: 0 });
  }
}

type Given = {
  readonly scores: Scores;
  readonly order: Int32Array;
  readonly probabilityOf: Answers['probabilityOf'];
  readonly departmentNo: Int32Array;
  readonly asOf: number;
};

function gradePairs(grades: Grades, slices: readonly Slice[], sheet: Sheet, given: Given): void {
  const { scores, probabilityOf, asOf } = given;
  const isListed = new Uint8Array(sheet.places.length);
  for (const i of given.order.subarray(0, LIST_LINES)) isListed[i] = 1;
  for (let i = 0; i < sheet.places.length; i++) {
    const place = sheet.places[i] ?? 0;
    const { from, until } = runOf(sheet.history, place);
    const department = given.departmentNo[sheet.history.productNos[place] ?? 0] ?? 0;
    const touched = [...slices, grades.byDepartment[department], grades.byPurchases[bandOf(until - from)]];
    const bought = sheet.bought[i] ?? 0;
    const score = scores.score[place] ?? 0;
    if (probabilityOf !== undefined) {
      const probability =
        score === Number.NEGATIVE_INFINITY ? 0 : Math.min(Math.max(probabilityOf(score), 0), 1);
      for (const slice of touched) if (slice !== undefined) addProbability(slice, probability, bought);
      addPair(grades.perHousehold, sheet.household * SUMS, probability, bought);
    }
    const expected = scores.expectedDay?.[place];
    if (expected === undefined || until - from < 2 || score === Number.NEGATIVE_INFINITY) continue;
    const next = sheet.daysToNext[i] ?? 0;
    for (const slice of touched) {
      if (slice === undefined) continue;
      if (sheet.isTimed && next < TIMING_DAYS) addError(slice.timing, expected - asOf - next);
      if (isListed[i] === 1 && bought === 1) addError(slice.timingOfListed, expected - asOf - next);
    }
  }
}

/** Where a number of purchases stands among {@link PURCHASE_BANDS}. */
function bandOf(purchases: number): number {
  return PURCHASE_LIMITS.filter((limit) => purchases > limit).length;
}
