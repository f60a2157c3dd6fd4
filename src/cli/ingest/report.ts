import { basename, join } from 'node:path';
import type { Feed } from '../../ingest/rows.ts';
import { EXIT } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { unknownWishers, unmetDocument, unmetWishes } from '../plan/wishes.ts';
import { codesHint } from './codes.ts';
import { joinQuarantines } from './quarantine.ts';
import type { TakenFile } from './take.ts';
import { withdrawnDocument, withdrawnText } from './whole-days.ts';

/** The result of an ingest: the document of the contract, or the same in words; and the exit code that it deserves. */
export function sayIngested(
  context: Context,
  feed: Feed,
  files: readonly TakenFile[],
  seconds: number,
): void {
  type Count = 'linesRead' | 'linesStored' | 'linesDuplicate' | 'linesRejected' | 'linesForgotten';
  const sum = (field: Count): number => files.reduce((total, file) => total + file[field], 0);
  const totals = {
    lines_read: sum('linesRead'),
    lines_stored: sum('linesStored'),
    lines_duplicate: sum('linesDuplicate'),
    lines_rejected: sum('linesRejected'),
    lines_forgotten: sum('linesForgotten'),
    ...skippedOf(files),
    rejected_by_reason: addReasons(files.map((file) => file.rejectedByReason)),
    quarantine: quarantineOf(context, files),
    seconds,
  };
  context.log.info('ingested', { feed, ...totals });
  const wishes = feed === 'preferences' ? describeWishes(context) : {};
  const document = { schema: 'duelist.ingest/1', feed, files: files.map(describeFile), ...totals, ...wishes };
  context.answer(document, text(feed, files, totals));
  for (const { file } of files.filter(({ changed }) => changed)) {
    context.world.stderr(
      `error[file-changed]: ${file} was written to while it was read\n` +
        '  What was read is in. Take it in again when it is whole: receipts that differ are replaced.\n',
    );
    context.world.setExitCode(EXIT.badInput);
  }
  const share = totals.lines_read === 0 ? 0 : (100 * totals.lines_rejected) / totals.lines_read;
  if (share > context.config.ingest.max_rejected_percent) {
    context.world.stderr(
      `error[too-many-rejected]: ${totals.lines_rejected} of ${totals.lines_read} lines were rejected (at most ${context.config.ingest.max_rejected_percent} % may be)\n` +
        `  The good lines are in. See ${totals.quarantine}; ${files.map(codesHint).find((hint) => hint !== undefined) ?? 'a wrong layout is the usual cause'}.\n`,
    );
    context.world.setExitCode(EXIT.badInput);
  }
}

/** What of the preferences is kept and cannot be obeyed yet. */
function describeWishes(context: Context) {
  return {
    unknown_households: unknownWishers(context),
    unmet_wishes: unmetDocument(unmetWishes(context)),
  };
}

function describeFile(file: TakenFile) {
  return {
    file: file.file,
    state: file.already ? 'already-ingested' : 'ingested',
    lines_read: file.linesRead,
    lines_stored: file.linesStored,
    lines_duplicate: file.linesDuplicate,
    lines_rejected: file.linesRejected,
    lines_forgotten: file.linesForgotten,
    ...skippedOf([file]),
    quarantine: file.quarantine ?? null,
    product_codes: describeCodes(file),
    changed: file.changed,
    withdrawn: withdrawnDocument(file.withdrawn ?? []),
    archived: file.archived ?? null,
  };
}

/** Records that are no lines of the feed, as the layout says: tender, tax, training. */
function skippedOf(files: readonly TakenFile[]) {
  const byReason = addReasons(files.map((file) => file.skippedByReason));
  const lines = Object.values(byReason).reduce((total, count) => total + count, 0);
  return { lines_skipped: lines, skipped_by_reason: byReason };
}

/** The statistics of the codes; null: the file was not read, or has codes of the chain's own. */
function describeCodes({ codes, repaired }: TakenFile) {
  if (codes === undefined) return null;
  return {
    short: codes.short,
    short_valid_with_zeros: codes.shortValid,
    long: codes.long,
    long_valid: codes.longValid,
    not_products: codes.notProducts,
    verdict: codes.verdict,
    repaired: repaired ?? null,
  };
}

function addReasons(each: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const reasons of each) {
    for (const [reason, count] of Object.entries(reasons)) sum[reason] = (sum[reason] ?? 0) + count;
  }
  return sum;
}

function quarantineOf(context: Context, files: readonly TakenFile[]): string | null {
  const paths = files.map((file) => file.quarantine).filter((path) => path !== undefined);
  const [first] = paths;
  if (first === undefined) return null;
  if (paths.length === 1) return first;
  const stamp = context.world.now().toISOString().replace(/\D/g, '').slice(0, 17);
  return joinQuarantines(paths, join(context.dataDir, 'quarantine', `run-${stamp}.csv`));
}

type Totals = {
  lines_read: number;
  lines_stored: number;
  lines_duplicate: number;
  lines_rejected: number;
  lines_forgotten: number;
  lines_skipped: number;
  skipped_by_reason: Record<string, number>;
  rejected_by_reason: Record<string, number>;
  quarantine: string | null;
};

function text(feed: Feed, files: readonly TakenFile[], totals: Totals): string {
  const already = files.filter((file) => file.already).length;
  const count = (value: number): string => value.toLocaleString('en-US');
  const withdrawn = files.flatMap((file) => withdrawnText(file.withdrawn ?? []));
  if (already === files.length && withdrawn.length === 0) {
    return `${feed}: already ingested (${files.length === 1 ? '1 file' : `${files.length} files`}, ${count(totals.lines_read)} lines); nothing to do\n`;
  }
  const lines = [
    `${feed}: ${count(totals.lines_stored)} ${totals.lines_stored === 1 ? 'line' : 'lines'} stored of ${count(totals.lines_read)} in ${files.length} ${files.length === 1 ? 'file' : 'files'}` +
      ` (${count(totals.lines_duplicate)} duplicate, ${count(totals.lines_rejected)} rejected)`,
  ];
  if (totals.lines_forgotten > 0)
    lines.push(`  ${count(totals.lines_forgotten)} lines of forgotten households dropped`);
  if (totals.lines_skipped > 0) {
    const reasons = Object.entries(totals.skipped_by_reason).map(
      ([reason, times]) => `${count(times)} ${reason}`,
    );
    lines.push(`  ${count(totals.lines_skipped)} lines that are no purchases skipped: ${reasons.join(', ')}`);
  }
  if (already > 0) lines.push(`  ${already} of the files had been ingested before`);
  for (const [reason, times] of Object.entries(totals.rejected_by_reason).sort((a, b) => b[1] - a[1])) {
    lines.push(`  ${count(times)} x ${reason}`);
  }
  for (const file of files) {
    const hint = codesHint(file);
    if (hint !== undefined) lines.push(`  ${basename(file.file)}: ${hint}`);
    if (file.repaired !== undefined && !file.already)
      lines.push(`  ${basename(file.file)}: product codes mended (${file.repaired})`);
  }
  lines.push(...withdrawn);
  if (totals.quarantine !== null) lines.push(`  rejected lines: ${totals.quarantine}`);
  return `${lines.join('\n')}\n`;
}
