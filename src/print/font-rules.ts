/** What we use of the substitution and positioning rules that fontkit parses. Source: OpenType specification, "GSUB", "GPOS". */
export type FontRules = {
  readonly GSUB?: RuleTable | undefined;
  readonly GPOS?: RuleTable | undefined;
  /** Apple's own rules, which fontkit prefers: state machines. */
  readonly morx?: unknown;
};

type RuleTable = {
  readonly featureList: readonly {
    readonly tag: string;
    readonly feature: { readonly lookupListIndexes: readonly number[] };
  }[];
  readonly lookupList: { readonly get: (index: number) => Lookup };
};

type Lookup = { readonly lookupType: number; readonly subTables: readonly Subtable[] };

type Coverage =
  | { readonly version: 1; readonly glyphs: readonly number[] }
  | {
      readonly version: 2;
      readonly rangeRecords: readonly { readonly start: number; readonly end: number }[];
    };

/** The fields of all kinds that we look at. */
type Subtable = {
  readonly version?: number;
  readonly lookupType?: number;
  readonly extension?: Subtable;
  readonly coverage?: Coverage;
  readonly markCoverage?: Coverage;
  readonly mark1Coverage?: Coverage;
  readonly deltaGlyphID?: number;
  readonly substitute?: { readonly get: (at: number) => number };
  readonly ligatureSets?: { readonly toArray: () => readonly (readonly Ligature[])[] };
  readonly backtrackCoverage?: readonly Coverage[];
  readonly inputCoverage?: readonly Coverage[];
  readonly lookaheadCoverage?: readonly Coverage[];
};
type Ligature = { readonly components: readonly number[] };

/** All features that fontkit applies to Latin text by itself, and the one that we ask for. */
const APPLIED = new Set(
  'rvrn ltra ltrm ccmp locl rlig mark mkmk calt clig liga rclt curs kern dist abvm blwm tnum'.split(' '),
);

/** Kinds of substitutions: up to the alternate they see one glyph. */
const [SINGLE, ALTERNATE, LIGATURE, CHAINED, SUBSTITUTION_EXTENSION] = [1, 3, 4, 6, 7];
/** Kinds of positionings: up to the pair they see a glyph and the next one. */
const [PAIR, POSITION_EXTENSION] = [2, 9];

/**
 * Whether what becomes of these glyphs in a text, and where they stand, depends on nothing but themselves and the glyph beside
 * them: no rule of a longer context can apply to them, and every ligature of three is seen by a ligature of its first two.
 */
export function knowNeighboursOnly({ GSUB, GPOS, morx }: FontRules, glyphIds: readonly number[]): boolean {
  if (morx !== undefined && morx !== null) return false;
  const substitutions = appliedOf(GSUB, SUBSTITUTION_EXTENSION);
  const reached = withSubstitutes(substitutions, new Set(glyphIds));
  const meets = (coverage: Coverage | undefined) => coverage === undefined || covers(coverage, reached);
  return (
    substitutions.every(({ type, table }) => {
      if (type === LIGATURE) return pairsTell(table, reached);
      if (type === CHAINED && table.version === 3) {
        const { backtrackCoverage = [], inputCoverage = [], lookaheadCoverage = [] } = table;
        return ![...backtrackCoverage, ...inputCoverage, ...lookaheadCoverage].every(meets);
      }
      return type <= ALTERNATE || !meets(table.coverage);
    }) &&
    appliedOf(GPOS, POSITION_EXTENSION).every(
      ({ type, table }) =>
        type <= PAIR || !meets(table.coverage ?? table.markCoverage ?? table.mark1Coverage),
    )
  );
}

type Applied = { readonly type: number; readonly table: Subtable };

function appliedOf(rules: RuleTable | undefined, extension: number): readonly Applied[] {
  if (rules === undefined || rules === null) return [];
  const indexes = new Set(
    rules.featureList
      .filter(({ tag }) => APPLIED.has(tag))
      .flatMap(({ feature }) => feature.lookupListIndexes),
  );
  return [...indexes].flatMap((index) => {
    const { lookupType, subTables } = rules.lookupList.get(index);
    return subTables.map((table) =>
      lookupType === extension
        ? { type: table.lookupType ?? 0, table: table.extension ?? {} }
        : { type: lookupType, table },
    );
  });
}

/** The glyphs, what stands for them by single substitutions, and so on. */
function withSubstitutes(rules: readonly Applied[], reached: Set<number>): ReadonlySet<number> {
  const singles = rules.flatMap(({ type, table }) => (type === SINGLE ? [table] : []));
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const { coverage, deltaGlyphID, substitute } of singles) {
      if (coverage === undefined) continue;
      for (const [at, id] of covered(coverage).entries()) {
        if (reached.has(id)) reached.add(substitute?.get(at) ?? (id + (deltaGlyphID ?? 0)) & 0xffff);
      }
    }
  }
  return reached;
}

/** Whether no three of the glyphs become one, unless the first two do. */
function pairsTell({ coverage, ligatureSets }: Subtable, reached: ReadonlySet<number>): boolean {
  if (coverage === undefined || ligatureSets === undefined) return false;
  const firsts = covered(coverage);
  return ligatureSets.toArray().every((set, at) => {
    if (!reached.has(firsts[at] ?? -1)) return true;
    const possible = set
      .map(({ components }) => components)
      .filter((ids) => ids.every((id) => reached.has(id)));
    const seconds = new Set(possible.flatMap((ids) => (ids.length === 1 ? ids : [])));
    return possible.every(([second]) => second !== undefined && seconds.has(second));
  });
}

function covered(coverage: Coverage): readonly number[] {
  if (coverage.version === 1) return coverage.glyphs;
  return coverage.rangeRecords.flatMap(({ start, end }) =>
    Array.from({ length: end - start + 1 }, (_, at) => start + at),
  );
}

function covers(coverage: Coverage, glyphIds: ReadonlySet<number>): boolean {
  return covered(coverage).some((id) => glyphIds.has(id));
}
