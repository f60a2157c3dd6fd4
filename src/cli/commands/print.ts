import { join, resolve } from 'node:path';
import { EXIT } from '../../shared/errors.ts';
import { countOption, withContext } from '../context.ts';
import { requireCycle } from '../cycle/cycle.ts';
import type { CommonOptions } from '../options.ts';
import { type PrintReport, printCycle } from '../print/cycle.ts';
import { loadFonts } from '../print/fonts.ts';
import { countsByReason, isFault } from '../print/held.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly cycle: string;
  readonly out: string;
  readonly limit?: string;
  readonly by?: string;
};

/** `print`: sheets, spools, manifest. A sheet that cannot be printed as it must be is held and named, and the rest goes on. */
export async function run(world: World, options: Options): Promise<void> {
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
    const { sheets, pages, spools, held } = report;
    context.log.info('printed', { cycle: cycle.cycleId, sheets, pages, spools, held: held.length, seconds });
    context.answer(
      {
        schema: 'duelist.print/1',
        cycle_id: cycle.cycleId,
        sheets,
        pages,
        spools,
        held: held.map(({ listId, householdId, reason, detail }) => ({
          list_id: listId,
          household_id: householdId,
          reason,
          detail,
        })),
        held_by_reason: countsByReason(held),
        manifest: join(dir, 'manifest.csv'),
        preflight: join(dir, 'preflight.json'),
        seconds,
      },
      `printed ${sheets} sheets (${pages} pages) in ${spools} ${spools === 1 ? 'spool' : 'spools'}: ${dir}\n${describeHeld(report, dir)}`,
    );
    // What somebody keeps back is no fault of the print.
    if (held.some(isFault)) world.setExitCode(EXIT.answerIsNo);
  });
}

function describeHeld({ held }: PrintReport, dir: string): string {
  if (held.length === 0) return '';
  const named = held
    .slice(0, 3)
    .map(({ householdId, reason, detail }) => `  household ${householdId}: ${reason}, ${detail}\n`);
  const counts = Object.entries(countsByReason(held)).map(([reason, count]) => `${reason} ${count}`);
  const where = join(dir, 'preflight.json');
  return `held, not printed: ${held.length} sheets (${counts.join(', ')}), see ${where}\n${named.join('')}`;
}
