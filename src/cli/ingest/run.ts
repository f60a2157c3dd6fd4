import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseToml } from '../../config/toml.ts';
import { type Layout, parseLayout } from '../../ingest/layout.ts';
import type { Feed } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { ProductRules } from '../../shared/product-rules.ts';
import type { Context } from '../context.ts';
import { sha256, sha256OfFile } from '../files.ts';
import { todayIn } from '../night/today.ts';
import { warnOfHouseholds } from '../people/household-warnings.ts';
import { carryKinship } from '../people/kinship.ts';
import { refreshCycles } from '../plan/rebuild.ts';
import { unknownWishers, unmetWishes, warnUnknownWishers, warnUnmet } from '../plan/wishes.ts';
import { productRules } from '../product-codes.ts';
import { type Archive, openArchive } from './archive.ts';
import { noteArrivals } from './arrival.ts';
import { type ReadingClock, readingClock, sha256WithClock } from './clock.ts';
import { type AskedRepair, countingReader, type FileCodes, readingSha256, repairOf } from './codes.ts';
import { type IngestedFile, ingestFile } from './file.ts';
import { requireFile, stampOf } from './source.ts';

export type IngestOptions = {
  readonly layoutFile?: string | undefined;
  /** What to mend in the product codes of each file, if its statistics carry it. */
  readonly repair?: AskedRepair | undefined;
  /** false: in a rehearsal, which leaves nothing behind. */
  readonly archives?: boolean;
  /** The day on which they came; the clock's, if absent. */
  readonly today?: Day;
};

export type TakenFile = IngestedFile &
  FileCodes & {
    /** It was written to while it was read: what was read is stored, and the file is to come again. */
    readonly changed: boolean;
    /** Where its original lies by now. */
    readonly archived: string | undefined;
  };

/** Take files of one feed in, each in turn; what is taken in stays in, whatever happens to the next one. */
export async function ingestFiles(
  context: Context,
  feed: Feed,
  paths: readonly string[],
  options: IngestOptions,
): Promise<TakenFile[]> {
  const clock = readingClock(context);
  const { layout, sha256: ofLayout } = loadLayout(context.world.cwd, feed, options.layoutFile);
  const layoutSha256 = feed === 'scans' ? sha256WithClock(ofLayout, layout, clock) : ofLayout;
  const ids = layout?.productIds ?? context.config.product_ids ?? context.history.productIds() ?? 'gtin';
  const rules = productRules(context.config, ids);
  const today = options.today ?? todayIn(context.config.chain.timezone, context.world.now());
  const mends = options.repair ?? repairOfLayout(layout);
  const how: How = { layout, layoutSha256, clock, rules, repair: mends, today };
  if (how.repair !== undefined && ids === 'opaque') throw noRepair();
  const archive = options.archives === false ? undefined : openArchive(context);
  // Cards that were re-issued, and households that were merged, are known before the first row.
  carryKinship(context);
  const files: TakenFile[] = [];
  try {
    for (const path of paths) files.push(await takeFile(context, feed, path, how, archive));
  } catch (error) {
    // Those before it are in. What went wrong is worth more than when they came.
    try {
      noteArrivals(context, files, today);
    } catch {
      // They have no day, then, and nobody is late for that.
    }
    throw error;
  }
  noteArrivals(context, files, today);
  if (feed === 'scans' || feed === 'households') carryKinship(context);
  if (feed === 'households') warnOfHouseholds(context, files);
  // Lanes and drafts learn of a recall with the feed, also where the run that took it in was cut off right behind it.
  if (feed === 'products') await refreshForRecalls(context);
  if (feed === 'preferences' && files.some(({ already }) => !already)) {
    warnUnknownWishers(context, unknownWishers(context));
    warnUnmet(context, unmetWishes(context));
  }
  return files;
}

type How = {
  readonly layout: Layout | undefined;
  /** '' without a layout. */
  readonly layoutSha256: string;
  readonly clock: ReadingClock;
  readonly rules: ProductRules;
  readonly repair: AskedRepair | undefined;
  readonly today: Day;
};

async function takeFile(
  context: Context,
  feed: Feed,
  path: string,
  how: How,
  archive: Archive | undefined,
): Promise<TakenFile> {
  const { layout, clock, rules, repair, today } = how;
  requireFile(path);
  const stamp = stampOf(path);
  const reading = readingSha256(how.layoutSha256, rules, repair);
  const isDone = async (): Promise<boolean> =>
    context.history.files.find({ feed, sha256: await sha256OfFile(path), layoutSha256: reading })?.state ===
    'done';
  const mended =
    repair === undefined || (await isDone())
      ? repair?.mends
      : await repairOf(context, feed, path, layout, rules, repair);
  const { statistics, read } = countingReader(mended === undefined ? rules : { ...rules, repair: mended });
  const file = await ingestFile(
    context,
    feed,
    path,
    { layout, sha256: reading, clock, readProduct: read },
    rules.ids,
    today,
  );
  const codes = rules.ids === 'opaque' || file.already ? undefined : statistics.finding();
  const changed = stampOf(path) !== stamp;
  if (changed) disown(context, file.fileNo);
  const { sha256: content } = context.history.files.get(file.fileNo);
  const archived = changed ? undefined : await archive?.keep(path, content);
  return { ...file, codes, repaired: mended, changed, archived };
}

/** The hash that it was registered under is not that of what was read: if that content comes, it must be read. */
function disown({ history }: Context, fileNo: number): void {
  const { sha256: planned } = history.files.get(fileNo);
  history.inTransaction(() => history.files.disown(fileNo, sha256(`changed ${fileNo} ${planned}`)));
}

function repairOfLayout(layout: Layout | undefined): AskedRepair | undefined {
  return layout?.repair === undefined ? undefined : { mends: layout.repair, must: false };
}

function noRepair(): UserError {
  return new UserError(
    'codes-opaque',
    'codes of the chain\'s own (product_ids = "opaque") are kept as they are',
    {
      exitCode: EXIT.usage,
      next: 'Leave the option out.',
    },
  );
}

async function refreshForRecalls(context: Context): Promise<void> {
  for (const { cycleId, lists, reopened } of await refreshCycles(context)) {
    const again = reopened ? '; it was approved and is a draft again: approve it again' : '';
    context.warn(
      `${lists} lists of cycle ${cycleId} were rebuilt, since products were recalled or are not any more${again}`,
    );
  }
}

function loadLayout(cwd: string, feed: Feed, name: string | undefined) {
  if (name === undefined) return { layout: undefined, sha256: '' };
  const path = resolve(cwd, name);
  const text = readFileSync(path, 'utf8');
  const layout = parseLayout(parseToml(text, path), path);
  if (layout.feed !== undefined && layout.feed !== feed) {
    throw new UserError('layout-feed', `${path} is a layout of ${layout.feed}, not of ${feed}`, {
      exitCode: EXIT.badConfig,
    });
  }
  return { layout, sha256: sha256(text) };
}
