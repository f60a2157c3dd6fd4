import { closeSync, existsSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Backtest, runBacktest } from '../../cadence/backtest/backtest.ts';
import { SCORERS } from '../../cadence/backtest/scorers.ts';
import { summarise } from '../../cadence/backtest/summary.ts';
import { planWindows } from '../../cadence/backtest/windows.ts';
import { WINDOW_DAYS_MAX } from '../../cadence/window.ts';
import { backtestPage } from '../../review/backtest/page.ts';
import { addDays, formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { describeBacktest } from '../backtest/document.ts';
import { type Gathered, gatherPast } from '../backtest/gather.ts';
import { notesOf } from '../backtest/notes.ts';
import type { Outcome, Request } from '../backtest/outcome.ts';
import { backtestText } from '../backtest/text.ts';
import { type Context, countOption, dayOption, withContext } from '../context.ts';
import { writeWhole } from '../files.ts';
import { carryReturns } from '../lane/carry-returns.ts';
import { todayIn } from '../night/today.ts';
import type { CommonOptions } from '../options.ts';
import { makeDirectory, openForWriting } from '../permissions.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly from?: string;
  readonly to?: string;
  readonly step: string;
  readonly horizon: string;
  readonly households: string;
  readonly seed: string;
  readonly report?: string;
};

const STEP_MAX_DAYS = 366;
const HOUSEHOLDS_MAX = 1_000_000;
const SEED_MAX = 2 ** 31 - 1;

/** `backtest`: how well the model would have done on the chain's own past, beside the methods that it has to beat. */
export async function run(world: World, options: Options): Promise<void> {
  const request = readRequest(world, options);
  await withContext(world, options, { command: 'backtest', lock: true }, async (context) => {
    const started = world.now().getTime();
    if (request.report !== undefined) requireWritable(request.report);
    carryReturns(context);
    const windows = windowsOf(context, request);
    const days = [...windows.validations, ...windows.cutoffs];
    const gathered = await gatherPast(context, days, windows.lastDay, request.householdsMax);
    // Everything is read: the night need not wait for what only computes.
    context.unlock();
    const result = await judge(context, request, windows, gathered);
    const { households: judged, lists, pairs } = result;
    if (lists === 0) throw nothingToJudge(windows);
    const counts = { known: gathered.known, read: gathered.past.households.length, judged, lists, pairs };
    const scorers = summarise(result, windows.cutoffs, gathered.past.departments);
    const fittedCutoffs = windows.cutoffs.filter((_, at) => result.judged[0]?.fitted[at] === true);
    const notes = notesOf({ windows, counts, fittedCutoffs }, gathered);
    if (request.report !== undefined)
      await writeReport(context, request.report, { request, windows, counts, fittedCutoffs, scorers, notes });
    const outcome: Outcome = {
      request,
      windows,
      counts,
      fittedCutoffs,
      scorers,
      notes,
      report: request.report,
      seconds: (world.now().getTime() - started) / 1000,
    };
    context.log.info('backtested', { cutoffs: windows.cutoffs.length, ...counts, seconds: outcome.seconds });
    context.answer(describeBacktest(outcome), backtestText(outcome));
  });
}

function readRequest(world: World, options: Options): Request {
  const day = (name: string, text: string | undefined) =>
    text === undefined ? undefined : dayOption(name, text);
  const request = {
    from: day('--from', options.from),
    to: day('--to', options.to),
    stepDays: countOption('--step', options.step, 1, STEP_MAX_DAYS),
    horizonDays: countOption('--horizon', options.horizon, 1, WINDOW_DAYS_MAX),
    householdsMax: countOption('--households', options.households, 1, HOUSEHOLDS_MAX),
    seed: countOption('--seed', options.seed, 0, SEED_MAX),
    report: options.report === undefined ? undefined : resolve(world.cwd, options.report),
  };
  if (request.from === undefined || request.to === undefined || request.from <= request.to) return request;
  throw new UserError('day-order', `--from ${options.from} is after --to ${options.to}`, {
    exitCode: EXIT.usage,
    next: 'Both are cut-offs: the first and the last day on which a window may begin.',
  });
}

/** @throws UserError (66) when there is too little history for a single cut-off. */
function windowsOf({ history, config, world }: Context, request: Request): Outcome['windows'] {
  const { firstDay } = history.summary();
  // A register's clock may run ahead: no window ends in the future.
  const { newestDay } = history.arrivals(addDays(todayIn(config.chain.timezone, world.now()), 1));
  if (firstDay === undefined || newestDay === undefined) {
    throw new UserError('history-missing', 'there are no receipts to look back on', {
      exitCode: EXIT.inputMissing,
      next: 'Take some in first: duelist ingest scans FILE…',
    });
  }
  const windows = planWindows({ ...request, firstDay, lastDay: newestDay });
  if (!('missing' in windows)) return { ...windows, firstDay, lastDay: newestDay };
  throw new UserError('history-too-short', `too little history: ${windows.missing}`, {
    exitCode: EXIT.inputMissing,
    next: 'Take in older receipts, or name other days with --from and --to, or a shorter --horizon.',
  });
}

async function judge(
  context: Context,
  { horizonDays, seed }: Request,
  { cutoffs, validations }: Outcome['windows'],
  { past }: Gathered,
): Promise<Backtest> {
  const work = runBacktest({ past, cutoffs, validations, horizonDays, seed, scorers: SCORERS });
  let progress: ReturnType<Context['progress']> | undefined;
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) {
      progress?.done();
      return step.value;
    }
    progress ??= context.progress('looking back', step.value.of);
    progress.advance(1);
    await context.breathe();
  }
}

/** Told before minutes of work rather than after them. @throws UserError (73) where a folder is in the way. */
function requireWritable(path: string): void {
  makeDirectory(dirname(path));
  closeSync(openForWriting(`${path}.part`));
  rmSync(`${path}.part`);
  if (!existsSync(path) || !statSync(path).isDirectory()) return;
  throw new UserError('in-the-way', `${path} is a folder`, {
    exitCode: EXIT.cannotCreate,
    next: 'Name a file, for example backtest.html.',
  });
}

async function writeReport(
  { config }: Context,
  path: string,
  { request, windows, counts, scorers, notes }: Omit<Outcome, 'report' | 'seconds'>,
): Promise<void> {
  const [ours, ...others] = scorers;
  if (ours === undefined) return;
  const { judged: households, lists, pairs } = counts;
  const { horizonDays } = request;
  const facts = {
    chainName: config.chain.name,
    cutoffs: windows.cutoffs,
    horizonDays,
    households,
    lists,
    pairs,
    notes,
  };
  writeWhole(path, await backtestPage({ ...facts, scorers: [ours, ...others] }));
}

function nothingToJudge({ cutoffs }: Outcome['windows']): UserError {
  return new UserError(
    'nothing-to-judge',
    `no household with a card had bought anything in the 56 days before ${cutoffs.map(formatDay).join(', ')}`,
    {
      exitCode: EXIT.inputMissing,
      next: 'Only receipts with a card can be looked back on: are the cards in card_id, or does the layout map them?',
    },
  );
}
