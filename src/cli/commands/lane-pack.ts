import { join, resolve } from 'node:path';
import { formatDay } from '../../shared/day.ts';
import { folderOf, storesOf } from '../batch/lane-stores.ts';
import { dayOption, withContext } from '../context.ts';
import { type WrittenPack, writePack } from '../lane/pack-write.ts';
import { todayIn } from '../night/today.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly out: string; readonly store?: string; readonly day?: string };

/** `lane-pack`: per store one file by which its lane agent decides while it is cut off. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'lane-pack' }, async (context) => {
    const day =
      options.day === undefined
        ? todayIn(context.config.chain.timezone, world.now())
        : dayOption('--day', options.day);
    const dir = resolve(world.cwd, options.out);
    const packs: WrittenPack[] = [];
    for (const storeId of storesOf(context, options.store)) {
      packs.push(writePack(context, storeId, day, join(dir, `${folderOf(storeId)}.pack`)));
      await context.breathe();
    }
    context.log.info('lane packs', { stores: packs.length });
    context.answer(
      { schema: 'duelist.lane-packs/1', day: formatDay(day), out: dir, packs },
      packs.map(textOf).join(''),
    );
  });
}

function textOf({ store_id: store, lists, rights, file }: WrittenPack): string {
  return `store ${store}: ${lists} lists, ${rights} specials: ${file}\n`;
}
