import { formatDay } from '../../shared/day.ts';
import { withContext } from '../context.ts';
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
      lists: cycle.lists,
      ghost_lists: cycle.ghostLists,
      valid_from: formatDay(cycle.validFrom),
      valid_until: formatDay(cycle.validUntil),
      ...ledger.issuer.standing(cycle.cycleId),
    }));
    const taken = history.summary();
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
    };
    const lines = [
      document.first_day === null
        ? 'no receipts yet'
        : `${taken.receipts.toLocaleString('en-US')} receipts from ${document.first_day} to ${document.last_day}, ${taken.households} households, ${taken.products} products`,
      ...document.files_half_read.map((name) => `half read: ${name}; ingest it again`),
      ...cycles.map(
        (c) =>
          `cycle ${c.cycle_id} as of ${c.as_of}: ${c.state}, ${c.lists} lists, good ${c.valid_from} to ${c.valid_until}` +
          (c.issued === 0 ? '' : `, ${c.redeemed} of ${c.issued} offers redeemed`),
      ),
    ];
    context.answer(document, `${lines.join('\n')}\n`);
  });
}
