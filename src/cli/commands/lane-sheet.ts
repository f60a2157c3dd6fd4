import { resolve } from 'node:path';
import { renderLaneSheet } from '../../print/lane-sheet.ts';
import { withContext } from '../context.ts';
import { businessToday } from '../cycle/today.ts';
import { writeWhole } from '../files.ts';
import type { CommonOptions } from '../options.ts';
import { loadFonts } from '../print/fonts.ts';
import { pageSetup } from '../print/setup.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly out: string };

/** `lane-sheet`: the acceptance sheet, drawn as the lists are, for the lanes to scan before the chain goes live. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'lane-sheet', lock: false }, async (context) => {
    const file = resolve(world.cwd, options.out);
    const pdf = renderLaneSheet(
      context.config.chain.name,
      pageSetup(context),
      loadFonts(context),
      businessToday(context),
    );
    writeWhole(file, pdf);
    context.answer(
      { schema: 'duelist.lane-sheet/1', file },
      `wrote ${file}\n  next: print it without scaling, scan it on every lane, then set print.symbol\n`,
    );
  });
}
