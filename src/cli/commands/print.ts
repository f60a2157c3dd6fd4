import { join, resolve } from 'node:path';
import { EXIT, UserError } from '../../shared/errors.ts';
import { countOption, withContext } from '../context.ts';
import { requireCycle } from '../cycle/cycle.ts';
import { sha256 } from '../files.ts';
import { plural } from '../night/counts.ts';
import type { CommonOptions } from '../options.ts';
import { type Again, parseRange, printAgain, readSpoil } from '../print/again.ts';
import { type PrintReport, printCycle } from '../print/cycle.ts';
import { loadFonts } from '../print/fonts.ts';
import { countsByReason, type HeldSheet, isFault } from '../print/held.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly cycle: string;
  readonly out: string;
  readonly limit?: string;
  readonly reprint?: string;
  readonly list?: string;
  readonly spoil?: string;
  readonly large?: boolean;
  readonly by?: string;
};

/** `print`: sheets, spools, manifest. A sheet that cannot be printed as it must be is held and named, and the rest goes on. */
export async function run(world: World, options: Options): Promise<void> {
  const again = askedAgain(world, options);
  if (again !== undefined) {
    await runAgain(world, options, again);
    return;
  }
  const limit =
    options.limit === undefined
      ? Number.POSITIVE_INFINITY
      : countOption('--limit', options.limit, 1, 10_000_000);
  await withContext(world, options, { command: 'print', lock: true }, async (context) => {
    const cycle = requireCycle(context, options.cycle);
    const dir = resolve(world.cwd, options.out);
    // Sheets have names and addresses on them: whoever prints holds them.
    context.audit(context.actor(options.by), 'print', `cycle ${cycle.cycleId}`, { out: dir });
    const started = world.now().getTime();
    const report = await printCycle(context, cycle, dir, loadFonts(context), limit);
    const seconds = (world.now().getTime() - started) / 1000;
    const { sheets, pages, spools, held, imbLeftOut } = report;
    context.log.info('printed', { cycle: cycle.cycleId, sheets, pages, spools, held: held.length, seconds });
    context.answer(
      {
        schema: 'duelist.print/1',
        cycle_id: cycle.cycleId,
        sheets,
        pages,
        spools,
        held: held.map(heldRow),
        held_by_reason: countsByReason(held),
        imb_left_out: imbLeftOut,
        manifest: join(dir, 'manifest.csv'),
        preflight: join(dir, 'preflight.json'),
        proof: join(dir, 'proof.pdf'),
        seconds,
      },
      `printed ${sheets} ${plural(sheets, 'sheet')} (${pages} ${plural(pages, 'page')}) in ${spools} ${plural(spools, 'spool')}: ${dir}\n${describeImb(report)}${describeHeld(report, dir)}`,
    );
    // What somebody keeps back is no fault of the print.
    if (held.some(isFault)) world.setExitCode(EXIT.answerIsNo);
  });
}

/** What of a print that there is is asked for once more; undefined: a whole print. */
function askedAgain(
  world: World,
  { reprint, list, spoil, limit, large = false }: Options,
): Again | undefined {
  const asked = [reprint, list, spoil, limit].filter((option) => option !== undefined);
  if (asked.length > 1) throw usage('only one of --reprint, --list, --spoil and --limit goes at a time');
  if (large && list === undefined) throw usage('--large goes with --list');
  if (list !== undefined)
    return { kind: 'list', large, listId: countOption('--list', list, 1, Number.MAX_SAFE_INTEGER) };
  if (spoil !== undefined) {
    const sequences = readSpoil(resolve(world.cwd, spoil));
    if (sequences.length === 0) throw usage(`${spoil} names no sheet`);
    return { kind: 'spoil', sequences, name: `spoil-${sha256(sequences.join(',')).slice(0, 8)}` };
  }
  if (reprint === undefined) return undefined;
  const range = parseRange(reprint);
  if (range === undefined) throw usage(`--reprint: "${reprint}" is no range such as 120-180`);
  return { kind: 'range', ...range };
}

function usage(message: string): UserError {
  return new UserError('print-again', message, { exitCode: EXIT.usage, next: 'See duelist print --help' });
}

async function runAgain(world: World, options: Options, again: Again): Promise<void> {
  await withContext(world, options, { command: 'print', lock: true }, async (context) => {
    const cycle = requireCycle(context, options.cycle);
    const report = await printAgain(context, cycle, resolve(world.cwd, options.out), again);
    const { dir, sheets, pages, spools, held } = report;
    const detail = { out: dir, sheets, ...(again.kind === 'list' ? { list_id: again.listId } : {}) };
    context.audit(context.actor(options.by), 'reprint', `cycle ${cycle.cycleId}`, detail);
    context.log.info('printed again', { cycle: cycle.cycleId, sheets, pages, held: held.length });
    context.answer(
      {
        schema: 'duelist.print-again/1',
        cycle_id: cycle.cycleId,
        sheets,
        pages,
        spools,
        held: held.map(heldRow),
        manifest: join(dir, 'manifest.csv'),
      },
      `printed ${sheets} ${plural(sheets, 'sheet')} again (${pages} ${plural(pages, 'page')}), under the same numbers: ${dir}\n${held.map((one) => `  held, not printed: household ${one.householdId}: ${one.reason}, ${one.detail}\n`).join('')}`,
    );
    if (held.some(isFault)) world.setExitCode(EXIT.answerIsNo);
  });
}

function heldRow({ listId, householdId, reason, detail }: HeldSheet) {
  return { list_id: listId, household_id: householdId, reason, detail };
}

function describeImb({ imbLeftOut }: PrintReport): string {
  if (imbLeftOut === 0) return '';
  const sheets = `${imbLeftOut} ${plural(imbLeftOut, 'sheet')}`;
  return `without the post's barcode, since the window (print.window_pt) has no room for it: ${sheets}, see imb in manifest.csv\n`;
}

function describeHeld({ held }: PrintReport, dir: string): string {
  if (held.length === 0) return '';
  const named = held
    .slice(0, 3)
    .map(({ householdId, reason, detail }) => `  household ${householdId}: ${reason}, ${detail}\n`);
  const counts = Object.entries(countsByReason(held)).map(([reason, count]) => `${reason} ${count}`);
  const where = join(dir, 'preflight.json');
  return `held, not printed: ${held.length} ${plural(held.length, 'sheet')} (${counts.join(', ')}), see ${where}\n${named.join('')}`;
}
