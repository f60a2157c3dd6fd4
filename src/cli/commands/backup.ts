import { EXIT } from '../../shared/errors.ts';
import { backUp } from '../care/backup.ts';
import { withContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly out: string };

/** `backup`: a copy of one instant, made while everybody works, that was restored once before it is called good. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'backup' }, async (context) => {
    const { dir, manifest, bytes, faults } = await backUp(context, options.out);
    const good = faults.length === 0;
    context.answer(
      {
        schema: 'duelist.backup/1',
        dir,
        ok: good,
        faults,
        taken_at: manifest.taken_at,
        bytes,
        files: manifest.files.length,
        watermarks: manifest.watermarks,
        cycles: manifest.cycles,
      },
      good
        ? `backed up to ${dir}: ${manifest.files.length} files, ${Math.ceil(bytes / 1_000_000)} MB; it restores\n`
        : `the copy does not restore; it is in ${dir}\n${faults.map((fault) => `  ${fault}\n`).join('')}`,
    );
    if (!good) world.setExitCode(EXIT.answerIsNo);
  });
}
