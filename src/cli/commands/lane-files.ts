import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LaneLayout } from '../../config/lane-layout.ts';
import { defaultLaneLayout, readLaneLayout } from '../../config/lane-layout-file.ts';
import { cents, formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { laneContent } from '../batch/lane-rows.ts';
import { folderOf, storesOf } from '../batch/lane-stores.ts';
import { type Manifest, writeStoreRun } from '../batch/store-run.ts';
import { type Context, dayOption, withContext } from '../context.ts';
import { todayIn } from '../night/today.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly out: string; readonly store?: string; readonly day?: string };

/** `lane-files`: per store a run of files, each whole; a store for which nothing has changed keeps the run it has. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'lane-files' }, async (context) => {
    const day =
      options.day === undefined
        ? todayIn(context.config.chain.timezone, world.now())
        : dayOption('--day', options.day);
    const dir = resolve(world.cwd, options.out);
    const stores = storesOf(context, options.store);
    const runs: { storeId: string; manifest: Manifest | undefined }[] = [];
    for (const storeId of stores) {
      const layout = layoutOf(context, storeId);
      const content = laneContent(context, storeId, day, layout.receipt_characters);
      const folder = join(dir, folderOf(storeId));
      runs.push({ storeId, manifest: writeStoreRun(folder, { storeId, day }, content, layout) });
      await context.breathe();
    }
    const changed = runs.flatMap(({ manifest }) => (manifest === undefined ? [] : [manifest]));
    context.log.info('lane files', { stores: stores.length, changed: changed.length });
    context.answer(
      { schema: 'duelist.lane-files/1', day: formatDay(day), out: dir, stores: stores.length, runs: changed },
      changed.map(textOf).join('') +
        (changed.length === stores.length
          ? ''
          : `nothing new for ${stores.length - changed.length} stores\n`),
    );
  });
}

function textOf({ store_id, run, files, saving_cents, delta }: Manifest): string {
  const change =
    delta === undefined
      ? ''
      : `, ${delta.rights.added} added and ${delta.rights.dropped} dropped since run ${delta.since_run}`;
  return `store ${store_id}: run ${run}, ${files.offers.rows} offers, ${files.rights.rows} rights worth ${formatCents(cents(saving_cents))}${change}\n`;
}

function layoutOf({ config: { checkout }, dataDir }: Context, storeId: string): LaneLayout {
  const name = checkout.store_layouts[storeId] ?? checkout.lane_layout;
  if (name === undefined) return defaultLaneLayout();
  const path = resolve(dataDir, name);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UserError('lane-layout-missing', `cannot read ${path}`, {
      exitCode: EXIT.inputMissing,
      next: 'Mend checkout.lane_layout or checkout.store_layouts in duelist.toml.',
      cause,
    });
  }
  return readLaneLayout(text, path);
}
