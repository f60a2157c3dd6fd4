import { resolve } from 'node:path';
import { formatDay } from '../../shared/day.ts';
import { EXIT } from '../../shared/errors.ts';
import { type Context, withContext } from '../context.ts';
import { type Cutover, takeOver } from '../cutover/take-over.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly lists: string; readonly by: string };

/** `cutover`: lists that an earlier system mailed count as live, and lanes redeem them. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'cutover', lock: true }, async (context) => {
    const taken = await takeOver(context, resolve(world.cwd, options.lists), context.actor(options.by));
    const document = describe(taken);
    context.log.info('cutover', { ...document, quarantine: undefined });
    context.answer(document, text(taken));
    refuseMany(context, taken);
  });
}

function describe(taken: Cutover) {
  const { cycles } = taken;
  return {
    schema: 'duelist.cutover/1',
    lines_read: taken.linesRead,
    lines_rejected: taken.linesRejected,
    lines_forgotten: taken.linesForgotten,
    rejected_by_reason: taken.rejectedByReason,
    quarantine: taken.quarantine ?? null,
    lists_taken: cycles.reduce((sum, { lists }) => sum + lists, 0),
    lists_known: taken.listsKnown,
    offers_issued: cycles.reduce((sum, { offers }) => sum + offers, 0) + taken.offersAdded,
    cycles: cycles.map((cycle) => ({
      cycle_id: cycle.cycleId,
      valid_from: formatDay(cycle.validFrom),
      valid_until: formatDay(cycle.validUntil),
      lists: cycle.lists,
      issued_offers: cycle.offers,
    })),
  };
}

function text(taken: Cutover): string {
  const { cycles, listsKnown, offersAdded, linesRejected, rejectedByReason, quarantine } = taken;
  const nothing = cycles.length === 0 && offersAdded === 0;
  return [
    ...(nothing ? [`nothing to take over: ${count(listsKnown, 'list')} known already`] : []),
    ...cycles.map(
      (cycle) =>
        `took over ${count(cycle.lists, 'list')} as cycle ${cycle.cycleId}, good ${formatDay(cycle.validFrom)} to ${formatDay(cycle.validUntil)}, ${count(cycle.offers, 'offer')}`,
    ),
    ...(offersAdded === 0 ? [] : [`added ${count(offersAdded, 'offer')} to lists that were known already`]),
    ...(linesRejected === 0 ? [] : [`  ${count(linesRejected, 'line')} rejected: ${quarantine}`]),
    ...Object.entries(rejectedByReason).map(([reason, lines]) => `  ${lines} x ${reason}`),
    '',
  ].join('\n');
}

function count(value: number, one: string): string {
  return `${value.toLocaleString('en-US')} ${value === 1 ? one : `${one}s`}`;
}

/** As with a feed: beyond the threshold something is wrong with the file as a whole. */
function refuseMany(context: Context, { linesRead, linesRejected, quarantine }: Cutover): void {
  const most = context.config.ingest.max_rejected_percent;
  if (linesRead === 0 || (100 * linesRejected) / linesRead <= most) return;
  context.world.stderr(
    `error[too-many-rejected]: ${linesRejected} of ${linesRead} lines were rejected (at most ${most} % may be)\n` +
      `  The good lines are in. See ${quarantine}; mend them and run this again with the whole file.\n`,
  );
  context.world.setExitCode(EXIT.badInput);
}
