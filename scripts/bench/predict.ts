/**
 *     npm run bench -- predict [--pairs N] [--fit-pairs N] [--full] [--rounds N] [--json]
 *
 * `--pairs`: to be scored; `--fit-pairs`: in the chain whose fit is timed; `--full`: 20 million of those.
 */
import { parseArgs } from 'node:util';
import { learnChain } from '../../src/cadence/learn.ts';
import { type Model, modelOf, overAll } from '../../src/cadence/model.ts';
import { householdScorer } from '../../src/cadence/score.ts';
import type { NamedHistory } from '../../src/cadence/visit.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import type { Day } from '../../src/shared/day.ts';
import { alternate } from '../lib/alternate.ts';
import { UsageError } from '../lib/arguments.ts';
import type { Bench } from '../lib/bench-report.ts';
import { AS_OF, CATALOG, madeUpHouseholds, PAIRS_PER_HOUSEHOLD } from './support/made-up-households.ts';

export const title =
  'fitting and scoring households in memory, against the closed form and the mean-interval rule';

const ROUNDS = 5;
const PAIRS = 1_000_000;
const FIT_PAIRS = 2_000_000;
const FULL = 20_000_000;
/** Different ones; a larger chain has each of them several times, under as many names. */
const DISTINCT = 2_000;
const WINDOW = { asOf: AS_OF as Day, leadDays: 0, horizonDays: 14 };

const MS_PER_THOUSAND_MAX = 1;
const MILLION_S_MAX = 5;
const FIT_S_MAX = 600;

const FITTED = 'fitted model';
const CLOSED = 'closed form';
const MEAN = 'mean-interval rule';

export const run: Bench = async ({ rounds = ROUNDS, args, say }) => {
  const { pairs, fitPairs } = readOptions(args);
  const distinct = madeUpHouseholds(DISTINCT, 1);
  say(`${DISTINCT} made-up households of ${PAIRS_PER_HOUSEHOLD} products`);

  const began = cpuMs();
  const learned = overAll(learnChain(CATALOG, WINDOW), () => repeated(distinct, fitPairs));
  const fitS = (cpuMs() - began) / 1000;
  const fitPeakMb = process.resourceUsage().maxRSS / 1024;
  const model = modelOf(learned);
  say(`fitted to ${fitPairs} pairs in ${fitS.toFixed(1)} s of CPU`);
  if (model.fit === undefined) throw new Error('the made-up chain has no fit');

  const scored = [...repeated(distinct, pairs)].map(({ history }) => history);
  // The engine compiles what runs often: once for each before anything counts.
  for (const score of [fitted(model), fitted({ ...model, fit: undefined }), meanInterval]) score(scored);
  const perThousand = (score: (histories: readonly HouseholdHistory[]) => number) => () => {
    const from = cpuMs();
    const count = score(scored);
    return ((cpuMs() - from) * 1000) / count;
  };
  const samples = await alternate(
    {
      [FITTED]: perThousand(fitted(model)),
      [CLOSED]: perThousand(fitted({ ...model, fit: undefined })),
      [MEAN]: perThousand(meanInterval),
    },
    rounds,
  );
  const slowest = Math.max(...samples[FITTED]);
  return {
    contestants: ([FITTED, CLOSED, MEAN] as const).map((name) => ({
      name,
      ours: name === FITTED,
      unit: 'ms',
      samples: samples[name],
    })),
    claims: [
      { what: '1,000 pairs scored in', value: slowest, unit: 'ms', atMost: MS_PER_THOUSAND_MAX },
      { what: '1,000,000 pairs scored in', value: slowest, unit: 's', atMost: MILLION_S_MAX },
      { what: `a fit to ${fitPairs} pairs`, value: fitS, unit: 's', atMost: FIT_S_MAX },
      { what: 'peak memory of the fit, households included', value: fitPeakMb, unit: 'MB' },
    ],
    input: {
      pairs,
      fit_pairs: fitPairs,
      products: CATALOG.categoryNo.length,
      days: learned.tested?.fit.days.length ?? 0,
    },
    versions: {},
    notes: [
      'Milliseconds of CPU for 1,000 pairs, histories in memory; the slowest round counts.',
      `A fit: four sweeps, all training days, the sample, the regressions; ${DISTINCT} different households, each as often as it takes.`,
    ],
  };
};

/** What this process has computed so far: what else the machine does must not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Households of so many pairs in all. */
function* repeated(distinct: readonly HouseholdHistory[], pairs: number): Generator<NamedHistory> {
  for (let no = 0; no * PAIRS_PER_HOUSEHOLD < pairs; no++) {
    const history = distinct[no % distinct.length];
    if (history !== undefined) yield { householdId: `H${no}`, history };
  }
}

function fitted(model: Model): (histories: readonly HouseholdHistory[]) => number {
  const scoresOf = householdScorer(model, WINDOW);
  return (histories) => histories.reduce((pairs, history) => pairs + scoresOf(history).probability.length, 0);
}

/** The usual rule of thumb: due at the last day plus the mean gap; the nearer to the window, the likelier. */
function meanInterval(histories: readonly HouseholdHistory[]): number {
  let pairs = 0;
  for (const { productNos, starts, days } of histories) {
    const score = new Float64Array(productNos.length);
    for (let place = 0; place < productNos.length; place++) {
      const from = starts[place] ?? 0;
      const until = starts[place + 1] ?? from;
      const last = days[until - 1] ?? 0;
      const due = last + (last - (days[from] ?? 0)) / Math.max(1, until - from - 1);
      score[place] = -Math.max(0, AS_OF - due, due - AS_OF - WINDOW.horizonDays);
    }
    pairs += score.length;
  }
  return pairs;
}

function readOptions(args: readonly string[]): { pairs: number; fitPairs: number } {
  const text = { type: 'string' } as const;
  const options = { pairs: text, 'fit-pairs': text, full: { type: 'boolean' } } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  return {
    pairs: whole('--pairs', values.pairs, PAIRS),
    fitPairs: whole('--fit-pairs', values['fit-pairs'], values.full === true ? FULL : FIT_PAIRS),
  };
}

function whole(option: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new UsageError(`${option} takes a positive whole number`);
  return value;
}
