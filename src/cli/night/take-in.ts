import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Feed } from '../../ingest/rows.ts';
import { formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { NightFile } from '../../store/ledger/nights.ts';
import type { Context } from '../context.ts';
import { describeUserError } from '../errors.ts';
import { knownFault } from '../faults.ts';
import { codesHint } from '../ingest/codes.ts';
import type { IngestedFile } from '../ingest/file.ts';
import { ingestFiles } from '../ingest/run.ts';
import { stampOf } from '../ingest/source.ts';
import type { TakenFile } from '../ingest/take.ts';
import {
  type InboxFile,
  listInbox,
  moveAside,
  moveStrayMarks,
  readinessOf,
  removeArchived,
} from './inbox.ts';
import type { NightRun, Phase, PhaseOutcome } from './run-types.ts';

/**
 * Everything that lies whole in the inbox. Each file is written down when it is in the database and moved after that: a
 * run that was killed between the two finds it ingested already. One bad file stops no other; it is moved to `refused/`,
 * so that the next night does not fail on it again.
 */
export const takeIn: Phase = {
  name: 'take-in',
  isDue: () => true,
  run: async (run): Promise<PhaseOutcome> => {
    const { context, places, notes } = run;
    requireLayouts(context, places.layoutDir);
    if (places.movesFiles) moveStrayMarks(places.inboxDir, formatDay(run.asOf));
    const { files, unknown, alone } = listInbox(places.inboxDir);
    nameUnknown(run, unknown);
    for (const name of alone) leave(run, { name }, 'the file that it is of is not there');
    for (const file of files) {
      await context.breathe();
      await takeFile(run, file);
    }
    const { taken, sentBefore, refused, halfWritten } = notes;
    return {
      did: taken.length + sentBefore.length + refused.length > 0,
      facts: { unknown },
      counts: {
        taken: taken.length,
        sent_before: sentBefore.length,
        refused: refused.length,
        half_written: halfWritten.length,
        files: taken,
      },
    };
  },
};

/** A layout that is not there would refuse every file of its feed: that is nobody's fault but the configuration's. */
function requireLayouts(context: Context, dir: string): void {
  for (const [feed, name] of Object.entries(context.config.inbox.layouts)) {
    const path = resolve(dir, name);
    if (isFile(path)) continue;
    throw new UserError('layout-missing', `inbox.layouts.${feed} names a file that is not there`, {
      exitCode: EXIT.badConfig,
      at: { file: path },
      next: 'Put the layout there, or mend the path in duelist.toml.',
    });
  }
}

/** Once a night is enough for a name that means nothing to us. */
function nameUnknown(run: NightRun, unknown: readonly string[]): void {
  run.notes.unknown = unknown;
  const named = (run.before.get('take-in')?.facts.unknown ?? []) as readonly string[];
  for (const name of unknown.filter((each) => !named.includes(each)))
    run.context.warn(`${name} in the inbox belongs to no feed, and stays there`);
}

async function takeFile(run: NightRun, file: InboxFile): Promise<void> {
  const { context } = run;
  const { ready, quiet_seconds, control } = context.config.inbox;
  // Whoever put it there may take it away again.
  if (!existsSync(file.path)) return;
  try {
    const stamp = stampOf(file.path);
    const nowMs = context.world.now().getTime();
    const readiness = await readinessOf(file, { ready, quietMs: quiet_seconds * 1000, nowMs, control });
    if (readiness.tag === 'half-written') {
      leave(run, file, readiness.why);
      return;
    }
    if (readiness.tag === 'broken') throw brokenFile(file, readiness.why);
    const [ingested] = await ingestFiles(context, file.feed, [file.path], {
      layoutFile: layoutOf(run, file.feed),
      archives: run.places.movesFiles,
      today: run.asOf,
    });
    if (ingested === undefined) throw new Error(`${file.path} was neither taken nor refused`);
    const hint = codesHint(ingested);
    if (hint !== undefined) context.warn(`${file.name}: ${hint}`);
    // Somebody went on writing: what was read is in, and the whole file is read the next time.
    if (stampOf(file.path) !== stamp) leave(run, file, 'it changed while it was read');
    else settle(run, file, recordOf(run, file, ingested), tooManyRejected(context, file, ingested), ingested);
  } catch (error) {
    const fault = knownFault(error);
    if (fault === undefined || !isOfTheFile(fault, file)) throw error;
    settle(run, file, recordOf(run, file, undefined), fault);
  }
}

function layoutOf({ context, places }: NightRun, feed: Feed): string | undefined {
  const name = context.config.inbox.layouts[feed];
  return name === undefined ? undefined : resolve(places.layoutDir, name);
}

function leave({ context, notes }: NightRun, { name }: Pick<InboxFile, 'name'>, why: string): void {
  notes.halfWritten.push({ name, why });
  context.log.info('left in the inbox', { file: name, why });
}

/** Write down what became of a file, and move it out of the way. */
function settle(
  run: NightRun,
  file: InboxFile,
  taken: NightFile,
  fault: UserError | undefined,
  ingested?: TakenFile,
): void {
  const { context, notes, places } = run;
  const record: NightFile =
    fault === undefined ? taken : { ...taken, outcome: 'refused', reason: fault.code };
  context.ledger.nights.addFile(run.asOf, record);
  const lists = { taken: notes.taken, 'sent-before': notes.sentBefore, refused: notes.refused };
  lists[record.outcome].push(file.name);
  const { feed, outcome, reason, lines, rejected } = record;
  context.log.info(outcome === 'sent-before' ? 'sent before' : outcome, {
    file: file.name,
    feed,
    lines,
    rejected,
  });
  if (fault !== undefined) context.warn(`${file.name} is refused (${reason}): ${fault.message}`);
  if (!places.movesFiles) return;
  const day = formatDay(run.asOf);
  if (fault === undefined && ingested?.archived !== undefined) removeArchived(places.inboxDir, file.name);
  else if (fault === undefined) moveAside(places.inboxDir, file.name, 'taken', day);
  // Why, beside the file: whoever mends it need not look for the run that refused it.
  else moveAside(places.inboxDir, file.name, 'refused', day, describeUserError(fault));
}

/** The row of the night's report. `ingested` undefined: it could not be read. */
function recordOf(run: NightRun, { name, feed }: InboxFile, ingested: IngestedFile | undefined): NightFile {
  const common = { name, feed, reason: undefined, afterPlan: isPlanned(run) };
  if (ingested === undefined) return { ...common, fileNo: 0, outcome: 'taken', lines: 0, rejected: 0 };
  const { fileNo, already, linesRead, linesRejected } = ingested;
  // Of this night's own files, one that a killed run had finished is as good as taken now.
  const outcome = already && fileNo <= run.knownFileNo ? 'sent-before' : 'taken';
  return { ...common, fileNo, outcome, lines: linesRead, rejected: linesRejected };
}

function isPlanned(run: NightRun): boolean {
  const plan = run.before.get('plan');
  return plan?.state === 'done' && typeof plan.facts.cycle_id === 'number';
}

function tooManyRejected(context: Context, { name }: InboxFile, file: IngestedFile): UserError | undefined {
  const { max_rejected_percent: most } = context.config.ingest;
  if (100 * file.linesRejected <= most * file.linesRead) return undefined;
  const { linesRejected, linesRead, quarantine } = file;
  return new UserError(
    'too-many-rejected',
    `${linesRejected} of ${linesRead} lines of ${name} were rejected (at most ${most} % may be)`,
    {
      exitCode: EXIT.badInput,
      ...(quarantine === undefined ? {} : { at: { file: quarantine } }),
      next: 'The good lines are in. A wrong layout is the usual cause.',
    },
  );
}

function brokenFile({ name, path }: InboxFile, why: string): UserError {
  return new UserError('gzip', `${name} cannot be unpacked: ${why}`, {
    exitCode: EXIT.badInput,
    at: { file: path },
    next: 'Fetch the file again; nothing of it was taken.',
  });
}

/** Whether a fault lies in the file: the machine's own faults and those of the configuration end the night. */
function isOfTheFile(fault: UserError, { path }: InboxFile): boolean {
  const unreadable = fault.code === 'not-writable' && fault.at?.file === path;
  return fault.exitCode === EXIT.badInput || fault.code === 'layout-columns' || unreadable;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
