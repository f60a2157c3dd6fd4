import type { Feed } from '../../ingest/rows.ts';
import type { Context } from '../context.ts';
import { carryPromotions } from '../lane/carry-promotions.ts';
import { warnOfHouseholds } from '../people/household-warnings.ts';
import { carryKinship } from '../people/kinship.ts';
import { refreshCycles } from '../plan/rebuild.ts';
import { unknownWishers, unmetWishes, warnUnknownWishers, warnUnmet } from '../plan/wishes.ts';
import { openArchive } from './archive.ts';
import { noteArrivals } from './arrival.ts';
import { warnOfSuccessions } from './succession-warnings.ts';
import { type How, type IngestOptions, prepare, type TakenFile, takeFile } from './take.ts';
import { withdrawMissing } from './whole-days.ts';

/** Take files of one feed in, each in turn; what is taken in stays in, whatever happens to the next one. */
export async function ingestFiles(
  context: Context,
  feed: Feed,
  paths: readonly string[],
  options: IngestOptions,
): Promise<TakenFile[]> {
  const archive = options.archives === false ? undefined : openArchive(context);
  return await ingestWith(context, feed, prepare(context, feed, options), async (files, how) => {
    for (const path of paths) {
      const file = await takeFile(context, feed, path, how);
      const archived = file.changed
        ? undefined
        : await archive?.keep(path, context.history.files.get(file.fileNo).sha256);
      const withdrawn = options.wholeDays === true && !file.changed ? withdrawMissing(context, file) : [];
      files.push({ ...file, archived, withdrawn });
    }
  });
}

/** What comes before and after the files of a feed, however they are made. @param take Puts each that is in to the others. */
export async function ingestWith(
  context: Context,
  feed: Feed,
  how: How,
  take: (files: TakenFile[], how: How) => Promise<void>,
): Promise<TakenFile[]> {
  // Cards that were re-issued, and households that were merged, are known before the first row.
  carryKinship(context);
  const files: TakenFile[] = [];
  try {
    await take(files, how);
  } catch (error) {
    // Those before it are in. What went wrong is worth more than when they came.
    try {
      noteArrivals(context, files.filter(isRegistered), how.today);
    } catch {
      // They have no day, then, and nobody is late for that.
    }
    throw error;
  }
  noteArrivals(context, files.filter(isRegistered), how.today);
  if (feed === 'scans' || feed === 'households') carryKinship(context);
  if (feed === 'scans') carryPromotions(context);
  if (feed === 'households') warnOfHouseholds(context, files);
  // Lanes and drafts learn of a recall with the feed, also where the run that took it in was cut off right behind it.
  if (feed === 'products') {
    await refreshForRecalls(context);
    if (files.some(({ already }) => !already)) warnOfSuccessions(context);
  }
  if (feed === 'preferences' && files.some(({ already }) => !already)) {
    warnUnknownWishers(context, unknownWishers(context));
    warnUnmet(context, unmetWishes(context));
  }
  return files;
}

/** Rows that had all come back before make no file. */
function isRegistered({ fileNo }: TakenFile): boolean {
  return fileNo > 0;
}

async function refreshForRecalls(context: Context): Promise<void> {
  for (const { cycleId, lists, reopened } of await refreshCycles(context)) {
    const again = reopened ? '; it was approved and is a draft again: approve it again' : '';
    context.warn(
      `${lists} lists of cycle ${cycleId} were rebuilt, since products were recalled or are not any more${again}`,
    );
  }
}
