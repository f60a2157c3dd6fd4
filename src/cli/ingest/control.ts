import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseControl } from '../../ingest/control.ts';
import { countFeed, differences } from '../../ingest/count-feed.ts';
import { hasTotals, totalsDifferences } from '../../ingest/count-totals.ts';
import type { Layout } from '../../ingest/layout.ts';
import type { Feed } from '../../ingest/rows.ts';
import { formatCents } from '../../shared/cents.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { ProductIds } from '../../shared/product-id.ts';
import type { Context } from '../context.ts';
import type { ReadingClock } from './clock.ts';
import { CONTROL_END } from './names.ts';
import { openSource } from './source.ts';

/** Differences that are shown; a file of another day differs everywhere. */
const SHOWN_MAX = 10;

/** Who says what a file holds. */
type Source = { readonly says: string; readonly again: string };
const BESIDE: Source = { says: 'its control file says', again: ', with its control file' };
const OWN: Source = { says: 'its own totals say', again: '' };

/** A file that is to be checked before anything of it counts. */
export type Checked = {
  readonly feed: Feed;
  readonly path: string;
  readonly sha256: string;
  readonly layout: Layout | undefined;
  readonly productIds: ProductIds;
  readonly clock: ReadingClock;
  /** Whether an earlier run took it in, wholly or in part, when there was no control file. */
  readonly isKnown: boolean;
};

/**
 * Hold a file against what its sender says of it: in the control file beside it (`NAME.control.json`), and in records of
 * its own whose layout names totals. Where neither is, nothing is asked.
 *
 * @throws UserError (65) with what the sender says and what is there. Nothing of the file was taken in by then.
 */
export async function requireControlTotals(context: Pick<Context, 'log'>, file: Checked): Promise<void> {
  await requireControlFile(context, file);
  // What an earlier run took in, wholly or in part, agreed with itself then.
  if (file.isKnown || !hasTotals(file.layout)) return;
  await requireOwnTotals(file);
  context.log.info('totals agree', { file: basename(file.path) });
}

/** Hold a file against totals in its own records, if its layout names any. @throws As {@link requireControlTotals}. */
export async function requireOwnTotals(file: Omit<Checked, 'sha256'>): Promise<void> {
  const { feed, path, layout, productIds, clock } = file;
  if (!hasTotals(layout)) return;
  const source = openSource(path, () => undefined);
  const found = await totalsDifferences(feed, source, {
    fileName: basename(path),
    layout,
    productIds,
    zoneOfStore: clock.zoneOfStore,
    dayStartsAtSecond: clock.dayStartsAtSecond,
    earliestDay: clock.earliestDay,
  });
  if (found.length > 0) throw mismatch(file, OWN, found);
}

async function requireControlFile({ log }: Pick<Context, 'log'>, file: Checked): Promise<void> {
  const controlPath = `${file.path}${CONTROL_END}`;
  if (!existsSync(controlPath)) return;
  const control = parseControl(readFileSync(controlPath, 'utf8'), basename(controlPath), file.feed);
  const found =
    control.sha256 === undefined || control.sha256 === file.sha256
      ? []
      : [`SHA-256: ${control.sha256} by the control file, ${file.sha256} in the file`];
  // Other bytes than those that were sent: how far they come short is what the sender asks first, so it is counted, too.
  const toCount = control.rows ?? control.netCents ?? control.storeDays;
  if (toCount !== undefined)
    found.push(...differences(control, await countIn(file, control.storeDays !== undefined)));
  if (found.length > 0) throw mismatch(file, BESIDE, found);
  const { rows, netCents, storeDays } = control;
  const amount = netCents === undefined ? undefined : formatCents(netCents);
  log.info('control totals agree', {
    file: basename(file.path),
    rows,
    amount,
    store_days: storeDays?.length,
  });
}

function countIn({ feed, path, layout, productIds, clock }: Checked, needsStoreDays: boolean) {
  const options = { fileName: basename(path), layout, productIds, ...clock };
  return countFeed(
    feed,
    openSource(path, () => undefined),
    options,
    needsStoreDays,
  );
}

function mismatch(
  { path, isKnown }: Pick<Checked, 'path' | 'isKnown'>,
  { says, again }: Source,
  found: readonly string[],
): UserError {
  const more = found.length - SHOWN_MAX;
  return new UserError('control-totals', `${basename(path)} is not what ${says}`, {
    exitCode: EXIT.badInput,
    at: { file: path },
    next: [
      ...found.slice(0, SHOWN_MAX),
      ...(more > 0 ? [`and ${more} more`] : []),
      isKnown
        ? 'An earlier run has taken it in, without a control file. Fetch it whole and take that in: receipts that differ are replaced.'
        : `Nothing of it was taken in. Fetch the file again${again}.`,
    ].join('\n'),
  });
}
