import { resolve } from 'node:path';
import type { Day } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { loadConfig } from '../configuration.ts';
import { type Context, dayOption, withContext } from '../context.ts';
import { describeBug, describeUserError } from '../errors.ts';
import { type Beats, sendBeat } from '../night/heartbeat.ts';
import { type NightReport, reportOfNoStart, writeLastRun } from '../night/last-run.ts';
import { type NightRan, placesOf, runNight } from '../night/night.ts';
import { rehearse } from '../night/rehearsal.ts';
import { todayIn } from '../night/today.ts';
import type { CommonOptions } from '../options.ts';
import { requireOwner } from '../permissions.ts';
import type { World } from '../world.ts';

/** Names of one kind that a person is shown; `--json` has all. */
const SHOWN_MAX = 12;

type Options = CommonOptions & { readonly asOf?: string; readonly dryRun?: boolean };

/** `nightly`: everything that is due tonight, once. Silent when all is well; what it did is in `last-run.json`. */
export async function run(world: World, options: Options): Promise<void> {
  const started = world.now();
  // A slip on the command line is nobody's night.
  const named = options.asOf === undefined ? undefined : dayOption('--as-of', options.asOf);
  if (options.dryRun === true) {
    const ran = await rehearse(world, options, named ?? today(world, options));
    const text = `dry run, nothing was changed. ${ran.report.summary}\n${details(ran.report)}`;
    say(world, options, ran, options.quiet === true ? '' : text);
    return;
  }
  try {
    const asOf = named ?? today(world, options);
    await withContext(world, options, { command: 'nightly', lock: true }, async (context) => {
      const ran = await runTold(context, asOf, started);
      const talks = options.quiet !== true && (world.isTerminal || options.verbose === true);
      say(world, options, ran, talks ? `${ran.report.summary}\n` : '');
    });
  } catch (error) {
    if (error instanceof UserError && error.code === 'locked') throw inOneLine(error);
    await noteNoStart(world, options, named, started, error);
    throw error;
  }
}

function today(world: World, options: Options): Day {
  return todayIn(loadConfig(world, options).config.chain.timezone, world.now());
}

/** The night, with everybody told who is to be told. */
async function runTold(context: Context, asOf: Day, started: Date): Promise<NightRan> {
  const { night } = context.config;
  const first = await sendBeat(night, 'start', `nightly begins, pid ${context.world.pid}`);
  const ran = await runNight(context, asOf, placesOf(context), { started, dryRun: false });
  const withBeats = (heartbeats: Beats): NightRan => ({ ...ran, report: { ...ran.report, heartbeats } });
  // Before the monitor is told: whoever comes because of it finds it there.
  writeLastRun(context.dataDir, withBeats(first).report);
  const { exit_code: code, summary } = ran.report;
  const last = await sendBeat(night, code === EXIT.done ? 'success' : 'failure', summary);
  const beats = { ...first, ...last };
  for (const [which, { ok, detail }] of Object.entries(beats))
    if (!ok) context.log.warn(`heartbeat ${which}: ${detail}`);
  if (Object.keys(last).length > 0) writeLastRun(context.dataDir, withBeats(beats).report);
  return withBeats(beats);
}

/** The result on stdout, what went wrong on stderr; a fault in a phase is told here and not thrown. */
function say(world: World, options: Options, { report, end, refused }: NightRan, text: string): void {
  world.stdout(options.json === true ? `${JSON.stringify(report)}\n` : text);
  world.setExitCode(report.exit_code);
  if (end.fault !== undefined) {
    const { known, error } = end.fault;
    world.stderr(known === undefined ? describeBug(error, world.argv) : describeUserError(known));
  } else if (refused.length > 0) {
    world.stderr(describeUserError(filesRefused(refused)));
  }
}

function filesRefused(refused: readonly { readonly name: string; readonly reason: string }[]): UserError {
  return new UserError(
    'files-refused',
    `${refused.length} ${refused.length === 1 ? 'file' : 'files'} of the inbox could not be taken in; all else was done`,
    {
      exitCode: EXIT.badInput,
      next: [
        ...refused.map(({ name, reason }) => `${name}: ${reason}`),
        'Each lies in inbox/refused, with the reason beside it in NAME.why.txt. Mend it and put it into the inbox again.',
      ].join('\n'),
    },
  );
}

/** What each phase came to, for whoever rehearses. */
function details({ phases }: NightReport): string {
  return phases
    .map(({ phase, state, did: _did, seconds: _seconds, ...counts }) => {
      const figures = Object.entries(counts)
        .filter(([, value]) => !Array.isArray(value) || value.length > 0)
        .map(
          ([name, value]) =>
            `${name.replaceAll('_', ' ')} ${Array.isArray(value) ? shortened(value) : value}`,
        );
      return `  ${phase}: ${figures.length === 0 ? (state === 'failed' ? 'failed' : 'nothing') : figures.join(', ')}\n`;
    })
    .join('');
}

function shortened(values: readonly unknown[]): string {
  const more = values.length - SHOWN_MAX;
  return `${values.slice(0, SHOWN_MAX).join(' ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Cron mails whatever is written: of a night that finds another one at work, one line. */
function inOneLine({ code, message, exitCode }: UserError): UserError {
  return new UserError(code, message, { exitCode });
}

/** A night that did not come to its phases is a failed night for whoever looks at `last-run.json`, or waits for a sign. */
async function noteNoStart(
  world: World,
  options: Options,
  named: Day | undefined,
  started: Date,
  error: unknown,
): Promise<void> {
  try {
    const dataDir = resolve(world.cwd, options.data);
    requireOwner(world, dataDir);
    const report = reportOfNoStart(named ?? todayIn(undefined, started), started, world.now(), error);
    writeLastRun(dataDir, report);
    await sendBeat(loadConfig(world, options).config.night, 'failure', report.summary);
  } catch {
    // The fault itself is what a person is told; that it could not be noted follows from it.
  }
}
