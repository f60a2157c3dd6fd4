import { formatDay } from '../../shared/day.ts';
import { unsettledWords } from '../care/unsettled.ts';
import { withContext } from '../context.ts';
import { nightStatus } from '../night/status.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

/** `status`: what is in the data directory, and where each cycle stands. */
export async function run(world: World, options: CommonOptions): Promise<void> {
  await withContext(world, options, { command: 'status' }, (context) => {
    const { history, ledger } = context;
    const cycles = ledger.cycles.all().map((cycle) => ({
      cycle_id: cycle.cycleId,
      as_of: formatDay(cycle.asOf),
      state: cycle.state,
      taken_over: cycle.takenOver,
      // What went out; of one that has not, what is planned to.
      lists: cycle.lists - cycle.heldLists,
      held_lists: cycle.heldLists,
      ghost_lists: cycle.ghostLists,
      valid_from: formatDay(cycle.validFrom),
      valid_until: formatDay(cycle.validUntil),
      ...ledger.issuer.standing(cycle.cycleId),
    }));
    const taken = history.summary();
    const { lines: nightLines, ...night } = nightStatus(context);
    const document = {
      schema: 'duelist.status/1',
      product_ids: history.productIds() ?? null,
      first_day: taken.firstDay === undefined ? null : formatDay(taken.firstDay),
      last_day: taken.lastDay === undefined ? null : formatDay(taken.lastDay),
      receipts: taken.receipts,
      households: taken.households,
      products: taken.products,
      files: taken.files,
      files_half_read: history.files.openNames(),
      cycles,
      ...night,
      unsettled: unsettledWords(context) ?? null,
    };
    const lines = [
      document.first_day === null
        ? 'no receipts yet'
        : `${taken.receipts.toLocaleString('en-US')} receipts from ${document.first_day} to ${document.last_day}, ${taken.households} households, ${taken.products} products`,
      ...document.files_half_read.map((name) => `half read: ${name}; ingest it again`),
      ...cycles.map(
        (c) =>
          `cycle ${c.cycle_id} as of ${c.as_of}: ${c.state}, ${c.lists} lists${c.taken_over ? ' taken over' : ''}, good ${c.valid_from} to ${c.valid_until}` +
          (c.held_lists === 0 ? '' : `, ${c.held_lists} more held`) +
          (c.issued === 0 ? '' : `, ${c.redeemed} of ${c.issued} offers redeemed`),
      ),
      ...nightLines,
      ...(document.unsettled === null ? [] : [document.unsettled]),
    ];
    context.answer(document, `${lines.join('\n')}\n`);
  });
}
