import { resolve } from 'node:path';
import { withContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import { exportHousehold } from '../people/export.ts';
import { requireHousehold } from '../people/identify.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly household: string; readonly out: string; readonly by: string };

/** `export-household`: everything that is known of a household, for the shopper who asks. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'export-household' }, (context) => {
    const by = context.actor(options.by);
    const household = requireHousehold(context, options.household);
    context.audit(by, 'export', `household ${household.householdId}`);
    const out = resolve(world.cwd, options.out);
    const { receipts, lists, bytes } = exportHousehold(context, household, out);
    context.log.info('exported', { receipts, lists, bytes });
    context.answer(
      {
        schema: 'duelist.export-household/1',
        household_id: household.householdId,
        out,
        receipts,
        lists,
        bytes,
      },
      `${receipts} receipts and ${lists} lists of household ${household.householdId}: ${out}\n` +
        '  it holds a name, an address and years of shopping: hand it over safely, then delete it\n',
    );
  });
}
