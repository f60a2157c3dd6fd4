import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseToml } from '../../config/load.ts';
import { parseLayout } from '../../ingest/layout.ts';
import type { Feed } from '../../ingest/rows.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
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
  return files;
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
