import type { HouseholdHistory } from '../history/household-history.ts';

/**
 * How often products were bought chain-wide, in the windows before each of some days; a line here is a pair's purchase
 * day. Counted in stretches of days between the edges of all windows: one counter per product and stretch, whatever the
 * number of days.
 */
export type LineCounts = {
  /** First day of each stretch, ascending; the last ends where nothing is counted any more. */
  readonly edges: Int32Array;
  /** Stretch of each day since `edges[0]`. */
  readonly stretchOf: Int16Array;
  /** By product, then stretch. */
  readonly counts: Uint32Array;
};

/** What they say of each product as of one day; by productNo. */
export type ProductLines = {
  /** Lines in the last 182 days. */
  readonly recent: Float64Array;
  /** The last 28 days against the 182 before them, as the logarithm of a ratio. */
  readonly trend: Float64Array;
  /** The 28 days a year ago that the next ones resemble, against the year around them; 0 with less than 400 days. */
  readonly season: Float64Array;
  /** 1: no longer sold, see {@link isGone}. */
  readonly gone: Uint8Array;
};

/** The windows of step 9, in days before the as-of day: `[from, until)` back. */
const RECENT = [182, 0] as const;
const LAST = [28, 0] as const;
const BEFORE = [210, 28] as const;
const SEASON = [372, 344] as const;
const SEASON_YEAR = [547, 183] as const;
/** Four weeks each, the newest first, from the last ones on. */
const FOUR_WEEKS = [0, 28, 56, 84, 112, 140, 168].map((until) => [until + 28, until] as const);
const WINDOWS = [RECENT, LAST, BEFORE, SEASON, SEASON_YEAR, ...FOUR_WEEKS];
type Window = readonly [from: number, until: number];

/** A product with so many lines in four weeks does not have none in the next four by chance. */
const SOLD_LINES = 10;

/** Days of history without which a season is a guess. */
const SEASON_HISTORY_DAYS = 400;

export function newLineCounts(asOfDays: readonly number[], productCount: number): LineCounts {
  const all = asOfDays.flatMap((asOf) => WINDOWS.flat().map((back) => asOf - back));
  const edges = Int32Array.from([...new Set(all)].sort((a, b) => a - b));
  const [first = 0] = edges;
  const stretchOf = new Int16Array((edges.at(-1) ?? first) - first);
  edges.forEach((edge, stretch) => {
    stretchOf.fill(stretch, edge - first);
  });
  return { edges, stretchOf, counts: new Uint32Array(productCount * edges.length) };
}

/** Add one household's purchase days. */
export function countLines({ edges, stretchOf, counts }: LineCounts, history: HouseholdHistory): void {
  const { productNos, starts, days } = history;
  const first = edges[0] ?? 0;
  for (let place = 0; place < productNos.length; place++) {
    const base = (productNos[place] ?? 0) * edges.length;
    const until = starts[place + 1] ?? 0;
    for (let at = starts[place] ?? 0; at < until; at++) {
      const stretch = stretchOf[(days[at] ?? 0) - first];
      if (stretch !== undefined) counts[base + stretch] = (counts[base + stretch] ?? 0) + 1;
    }
  }
}

/** Step 9, its product facts as of one of the days. */
export function productLines(lines: LineCounts, asOf: number, historyDays: number): ProductLines {
  const count = lines.edges.length === 0 ? 0 : lines.counts.length / lines.edges.length;
  const within = ([from, until]: Window) => sumsBetween(lines, asOf - from, asOf - until);
  const [last, before, season, year] = [within(LAST), within(BEFORE), within(SEASON), within(SEASON_YEAR)];
  const seasonal = historyDays >= SEASON_HISTORY_DAYS;
  const facts = {
    recent: within(RECENT),
    trend: new Float64Array(count),
    season: new Float64Array(count),
    gone: goneProducts(FOUR_WEEKS.map(within), count),
  };
  for (let no = 0; no < count; no++) {
    facts.trend[no] = Math.log(((last[no] ?? 0) + 2) / (((before[no] ?? 0) * 28) / 182 + 2));
    if (seasonal) facts.season[no] = Math.log(((season[no] ?? 0) + 3) / (((year[no] ?? 0) * 28) / 364 + 3));
  }
  return facts;
}

/** By productNo. @param fourWeeks Lines by product, the newest four weeks first. */
function goneProducts(fourWeeks: readonly Float64Array[], count: number): Uint8Array {
  const totals = fourWeeks.map((lines) => lines.reduce((a, b) => a + b, 0));
  const [totalLast = 0] = totals;
  // Receipts may be missing, or stores closed: lines count as far as all other products kept theirs.
  const kept = (own: number, ago: number): number => {
    const others = (totals[ago] ?? 0) - own;
    return others === 0 ? 0 : own * Math.min(1, totalLast / others);
  };
  return Uint8Array.from({ length: count }, (_, no) =>
    isGone(fourWeeks.map((lines, ago) => kept(lines[no] ?? 0, ago))) ? 1 : 0,
  );
}

/**
 * Whether a product is no longer sold: it had ten lines or more in four weeks, then none for four weeks, and none since.
 * Half a year on that is forgotten: what comes back once a year was not delisted.
 *
 * @param fourWeeks Its lines, the newest four weeks first.
 */
function isGone(fourWeeks: readonly number[]): boolean {
  const sold = fourWeeks.findIndex((lines) => lines > 0);
  // Of the four weeks in which it ended, some days may be all that there is.
  return sold > 0 && Math.max(fourWeeks[sold] ?? 0, fourWeeks[sold + 1] ?? 0) >= SOLD_LINES;
}

/** Per product, the lines on days of `[from, until)`, both of them edges. */
function sumsBetween({ edges, counts }: LineCounts, from: number, until: number): Float64Array {
  const [first, last] = [edges.indexOf(from), edges.indexOf(until)];
  const sums = new Float64Array(edges.length === 0 ? 0 : counts.length / edges.length);
  for (let no = 0; no < sums.length; no++) {
    let sum = 0;
    for (let stretch = first; stretch < last; stretch++) sum += counts[no * edges.length + stretch] ?? 0;
    sums[no] = sum;
  }
  return sums;
}
