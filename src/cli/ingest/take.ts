import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { openRecords } from '../../ingest/formats/open.ts';
import type { Layout } from '../../ingest/layout.ts';
import type { Feed } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { ProductRules } from '../../shared/product-rules.ts';
import type { RowPlace } from '../../store/history/fed-back.ts';
import type { WithdrawnDay } from '../../store/history/withdraw.ts';
import type { Context } from '../context.ts';
import { sha256, sha256OfFile } from '../files.ts';
import { todayIn } from '../night/today.ts';
import { productRules } from '../product-codes.ts';
import { type KnownClock, readingClock, sha256WithClock } from './clock.ts';
import { type AskedRepair, type FileCodes, readingSha256, repairOf } from './codes.ts';
import { type IngestedFile, ingestFile } from './file.ts';
import { layoutFromText } from './layout-text.ts';
import type { Origin } from './quarantine.ts';
import type { LayoutFile } from './read-as.ts';
import { openSource, requireFile, stampOf } from './source.ts';

export type IngestOptions = {
  readonly layoutFile?: string | undefined;
  /** What to mend in the product codes of each file, if its statistics carry it. */
  readonly repair?: AskedRepair | undefined;
  /** The files have whole days of their stores: what was sent of those days before and is not in them did not happen. */
  readonly wholeDays?: boolean | undefined;
  /** false: in a rehearsal, which leaves nothing behind. */
  readonly archives?: boolean;
  /** The day on which they came; the clock's, if absent. */
  readonly today?: Day;
};

export type TakenFile = IngestedFile &
  FileCodes & {
    /** It was written to while it was read: what was read is stored, and the file is to come again. */
    readonly changed: boolean;
    /** What it says never happened, where it has whole days. */
    readonly withdrawn?: readonly WithdrawnDay[];
    /** Where its original lies by now. */
    readonly archived: string | undefined;
  };

/** How the files of one run are read. */
export type How = {
  readonly layout: Layout | undefined;
  readonly layoutFile: LayoutFile | undefined;
  /** '' without a layout. */
  readonly layoutSha256: string;
  readonly clock: KnownClock;
  readonly rules: ProductRules;
  readonly repair: AskedRepair | undefined;
  readonly today: Day;
};

/** Of a file that was made of rejected rows: where they stood. */
export type Corrected = { readonly origin: Origin; readonly rows: readonly RowPlace[] };

export function prepare(context: Context, feed: Feed, options: IngestOptions): How {
  const clock = readingClock(context);
  const { layout, layoutFile, sha256: ofLayout } = loadLayout(context.world.cwd, feed, options.layoutFile);
  const layoutSha256 = feed === 'scans' ? sha256WithClock(ofLayout, layout, clock) : ofLayout;
  const ids = layout?.productIds ?? context.config.product_ids ?? context.history.productIds() ?? 'gtin';
  const repair = options.repair ?? repairOfLayout(layout);
  if (repair !== undefined && ids === 'opaque') throw noRepair();
  const today = options.today ?? todayIn(context.config.chain.timezone, context.world.now());
  return { layout, layoutFile, layoutSha256, clock, rules: productRules(context.config, ids), repair, today };
}

/** Take one file in, by the statistics of its product codes where they are to be mended. */
export async function takeFile(
  context: Context,
  feed: Feed,
  path: string,
  how: How,
  corrected?: Corrected,
): Promise<TakenFile> {
  const { layout, clock, rules, repair, today } = how;
  const { history } = context;
  requireFile(path);
  const stamp = stampOf(path);
  const usual = readingSha256(how.layoutSha256, rules, repair);
  // Rows that came back are added to receipts, which the same lines in a feed file would not be.
  const reading = corrected === undefined ? usual : sha256(`corrected ${usual}`);
  const key = async () => ({ feed, sha256: await sha256OfFile(path), layoutSha256: reading });
  const isDone = async (): Promise<boolean> => history.files.find(await key())?.state === 'done';
  const mended =
    repair === undefined || (await isDone())
      ? repair?.mends
      : await repairOf(context, feed, path, layout, rules, repair);
  const origin = corrected?.origin ?? { header: await headerOf(path, layout) };
  if (corrected !== undefined) {
    const content = await key();
    history.inTransaction(() => history.fedBack.announce(content, corrected.rows));
  }
  const mendedRules = mended === undefined ? rules : { ...rules, repair: mended };
  const readAs = { layout, layoutFile: how.layoutFile, sha256: reading, clock, rules: mendedRules, origin };
  const file = await ingestFile(context, feed, path, readAs, today);
  const codes = rules.ids === 'opaque' ? undefined : file.codes;
  const changed = stampOf(path) !== stamp;
  if (changed) disown(context, file.fileNo);
  return { ...file, codes, repaired: mended, changed, archived: undefined };
}

/** The line with the names of a file's columns; '': it has none that a row could be read by. */
async function headerOf(path: string, layout: Layout | undefined): Promise<string> {
  if (layout !== undefined && (layout.format !== 'delimited' || layout.header !== undefined)) return '';
  const { records } = openRecords(
    openSource(path, () => undefined),
    basename(path),
    layout,
  );
  for await (const [first] of records) if (first !== undefined) return first.raw;
  return '';
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

function loadLayout(cwd: string, feed: Feed, name: string | undefined) {
  if (name === undefined) return { layout: undefined, layoutFile: undefined, sha256: '' };
  const path = resolve(cwd, name);
  const text = readFileSync(path, 'utf8');
  const layout = layoutFromText(text, path);
  if (layout.feed !== undefined && layout.feed !== feed) {
    throw new UserError('layout-feed', `${path} is a layout of ${layout.feed}, not of ${feed}`, {
      exitCode: EXIT.badConfig,
    });
  }
  return { layout, layoutFile: { path, text }, sha256: sha256(text) };
}
