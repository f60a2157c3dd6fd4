import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseToml } from '../../config/toml.ts';
import { parseLayout } from '../../ingest/layout.ts';
import type { Feed } from '../../ingest/rows.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { refreshCycles } from '../plan/rebuild.ts';
import { unknownWishers, unmetWishes, warnUnknownWishers, warnUnmet } from '../plan/wishes.ts';
import { type IngestedFile, ingestFile, type LoadedLayout } from './file.ts';

/** Take files of one feed in, each in turn; what is taken in stays in, whatever happens to the next one. */
export async function ingestFiles(
  context: Context,
  feed: Feed,
  paths: readonly string[],
  layoutFile: string | undefined,
): Promise<IngestedFile[]> {
  const layout = loadLayout(context.world.cwd, feed, layoutFile);
  const productIds =
    layout.layout?.productIds ?? context.config.product_ids ?? context.history.productIds() ?? 'gtin';
  const files: IngestedFile[] = [];
  for (const path of paths) files.push(await ingestFile(context, feed, path, layout, productIds));
  // Lanes and drafts learn of a recall with the feed, also where the run that took it in was cut off right behind it.
  if (feed === 'products') await refreshForRecalls(context);
  if (feed === 'preferences' && files.some(({ already }) => !already)) {
    warnUnknownWishers(context, unknownWishers(context));
    warnUnmet(context, unmetWishes(context));
  }
  return files;
}

async function refreshForRecalls(context: Context): Promise<void> {
  for (const { cycleId, lists, reopened } of await refreshCycles(context)) {
    const again = reopened ? '; it was approved and is a draft again: approve it again' : '';
    context.warn(
      `${lists} lists of cycle ${cycleId} were rebuilt, since products were recalled or are not any more${again}`,
    );
  }
}

function loadLayout(cwd: string, feed: Feed, name: string | undefined): LoadedLayout {
  if (name === undefined) return { layout: undefined, sha256: '' };
  const path = resolve(cwd, name);
  const text = readFileSync(path, 'utf8');
  const layout = parseLayout(parseToml(text, path), path);
  if (layout.feed !== undefined && layout.feed !== feed) {
    throw new UserError('layout-feed', `${path} is a layout of ${layout.feed}, not of ${feed}`, {
      exitCode: EXIT.badConfig,
    });
  }
  return { layout, sha256: createHash('sha256').update(text).digest('hex') };
}
