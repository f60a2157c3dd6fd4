import { resolve } from 'node:path';
import { FEEDS, type Feed } from '../../ingest/rows.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { nearest } from '../../shared/nearest.ts';
import { withContext } from '../context.ts';
import { type AskedRepair, REPAIR_OPTION } from '../ingest/codes.ts';
import { feedBack } from '../ingest/corrected.ts';
import { findOperands } from '../ingest/operands.ts';
import { sayIngested } from '../ingest/report.ts';
import { ingestFiles } from '../ingest/run.ts';
import { openSpool, spooled } from '../ingest/spool.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly arguments: readonly string[];
  readonly layout?: string;
  readonly name?: string;
  readonly fromQuarantine?: string;
  readonly wholeDays?: boolean;
  readonly acceptLostZeros?: boolean;
  readonly acceptMissingCheckDigits?: boolean;
};

/** `ingest FEED FILE…`: each file in turn; what is taken in stays in, whatever happens to the next one. */
export async function run(world: World, options: Options): Promise<void> {
  const [feedName = '', ...names] = options.arguments;
  const feed = parseFeed(feedName);
  const repair = askedRepair(options);
  const wholeDays = askedWholeDays(feed, options);
  const corrected = correctedFile(world, names, options.fromQuarantine);
  const { operands, twice } = await findOperands(world.cwd, names);
  await withContext(world, options, { command: 'ingest', create: true, lock: true }, async (context) => {
    const started = world.now().getTime();
    for (const path of twice) context.warn(`${path} is named twice, and taken once`);
    const spool = openSpool(context);
    try {
      const how = { layoutFile: options.layout, repair, wholeDays };
      const files =
        corrected === undefined
          ? await ingestFiles(context, feed, await spooled(context, spool, operands, options.name), how)
          : await feedBack(context, feed, corrected, spool, how);
      sayIngested(context, feed, files, (world.now().getTime() - started) / 1000);
    } finally {
      spool.clear();
    }
  });
}

/** A corrected quarantine comes in place of files. @throws UserError (64) for both, and for neither. */
function correctedFile(world: World, names: readonly string[], path: string | undefined): string | undefined {
  if ((path === undefined) !== (names.length === 0)) {
    return path === undefined ? undefined : resolve(world.cwd, path);
  }
  throw new UserError('nothing-to-ingest', 'name files, or one corrected quarantine file', {
    exitCode: EXIT.usage,
    next: 'duelist ingest FEED FILE…, or: duelist ingest FEED --from-quarantine FILE.csv',
  });
}

/** @throws UserError (64) for another feed, and for rows that are no whole file. */
function askedWholeDays(feed: Feed, { wholeDays = false, fromQuarantine }: Options): boolean {
  if (!wholeDays || (feed === 'scans' && fromQuarantine === undefined)) return wholeDays;
  throw new UserError('whole-days-feed', 'only files of scans have whole days', {
    exitCode: EXIT.usage,
    next: 'Leave --whole-days out.',
  });
}

function askedRepair(options: Options): AskedRepair | undefined {
  if (options.acceptLostZeros === true && options.acceptMissingCheckDigits === true) {
    throw new UserError(
      'repair-twice',
      'codes without check digits may have lost zeros, too: one option is enough',
      {
        exitCode: EXIT.usage,
        next: `Leave ${REPAIR_OPTION['lost-zeros']} out.`,
      },
    );
  }
  if (options.acceptLostZeros === true) return { mends: 'lost-zeros', must: true };
  return options.acceptMissingCheckDigits === true
    ? { mends: 'missing-check-digits', must: true }
    : undefined;
}

function parseFeed(name: string): Feed {
  const feed = FEEDS.find((known) => known === name);
  if (feed !== undefined) return feed;
  const near = nearest(name, FEEDS);
  throw new UserError(
    'feed-unknown',
    `there is no feed ${name}${near === undefined ? '' : `; did you mean ${near}?`}`,
    {
      exitCode: EXIT.usage,
      next: `The feeds are: ${FEEDS.join(', ')}.`,
    },
  );
}
