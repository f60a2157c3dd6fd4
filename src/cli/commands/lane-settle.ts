import { resolve } from 'node:path';
import { cents, formatCents } from '../../shared/cents.ts';
import { EXIT } from '../../shared/errors.ts';
import { withContext } from '../context.ts';
import { loadKeys } from '../keys.ts';
import { logLanes } from '../lane/lane-log.ts';
import { type SettledEntry, settleOffline } from '../lane/offline-settle.ts';
import { readQueueFile } from '../lane/queue-file.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly arguments: readonly string[] };

/** Entries of one ledger transaction. */
const CHUNK = 200;

/** `lane-settle`: what lane agents without a line did, from the files that they wrote. Takes no run lock. */
export async function run(world: World, options: Options): Promise<void> {
  const files = options.arguments.map((name) => readQueueFile(resolve(world.cwd, name)));
  await withContext(world, options, { command: 'lane-settle' }, async (context) => {
    const keys = loadKeys(context.dataDir, context.ledger);
    const settled: SettledEntry[] = [];
    for (const { storeId, entries } of files) {
      for (let from = 0; from < entries.length; from += CHUNK) {
        const done = context.ledger.inTransaction(() =>
          settleOffline(context, storeId, entries.slice(from, from + CHUNK), keys),
        );
        logLanes(context, done.facts);
        settled.push(...done.entries);
        await context.breathe();
      }
    }
    const sum = (of: 'givenCents' | 'billedCents') =>
      settled.reduce((all, entry) => (entry.tag === 'settled' ? all + entry[of] : all), 0);
    const open = settled.filter(({ tag }) => tag !== 'settled').length;
    const [given, billed] = [sum('givenCents'), sum('billedCents')];
    context.log.info('lane settle', { entries: settled.length, open });
    const figures = { entries: settled.length, open, given_cents: given, billed_cents: billed };
    context.answer(
      { schema: 'duelist.lane-settle/1', ...figures, not_billed_cents: given - billed },
      `${settled.length} entries of ${files.length} ${files.length === 1 ? 'file' : 'files'}: ${formatCents(cents(given))} given, ` +
        `${formatCents(cents(given - billed))} of it billed to nobody\n` +
        (open === 0 ? '' : `${open} cannot be settled yet: run this again later\n`),
    );
    if (open > 0) world.setExitCode(EXIT.answerIsNo);
  });
}
