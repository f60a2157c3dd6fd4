/** What `npm run proof -- NAME` was asked for. `npm test` calls the same function with a small `count`. */
export type ProofOptions = {
  readonly seed: number;
  /** How many trials; undefined: the proof's full count. */
  readonly count: number | undefined;
  /** Whatever stood on the command line beyond the common options. */
  readonly args: readonly string[];
  /** Progress for people; never part of the result. */
  readonly say: (line: string) => void;
};

export type Proof = (options: ProofOptions) => Promise<Proven>;

export type Proven = {
  /** Trials that were run. */
  readonly count: number;
  /** One sentence per trial that went wrong, each enough to run it again. Empty: the proof holds. */
  readonly failures: readonly string[];
  /** What was seen on the way, for example how many kills fell into which phase. */
  readonly figures: Readonly<Record<string, string | number>>;
};

/** The document of `--json`. */
export type ProofReport = Proven & {
  readonly schema: 'duelist.proof/1';
  readonly proof: string;
  readonly seed: number;
  readonly passed: boolean;
};

export function proofReport(proof: string, seed: number, proven: Proven): ProofReport {
  return { schema: 'duelist.proof/1', proof, seed, passed: proven.failures.length === 0, ...proven };
}

/** The same report for people. */
export function proofText({ proof, seed, passed, count, failures, figures }: ProofReport): string {
  const verdict = passed ? `holds in all` : `FAILS in ${failures.length} of`;
  const seen = Object.entries(figures).map(([name, value]) => `  ${name}: ${value}`);
  return [`${proof}: ${verdict} ${count} trials, seed ${seed}`, ...seen, ...failures, ''].join('\n');
}
