import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { guessLayout } from '../../ingest/guess/guess.ts';
import type { Proposal } from '../../ingest/guess/proposal.ts';
import type { Feed } from '../../ingest/rows.ts';
import { formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { writeWhole } from '../files.ts';
import { requireFile } from '../ingest/source.ts';
import type { World } from '../world.ts';
import { guessText } from './guess-text.ts';
import { type Head, readHead } from './read-head.ts';
import { shownRow } from './shown-row.ts';
import { layoutToml } from './toml.ts';
import { type HeadTrial, tryHead } from './try-head.ts';

export type GuessOptions = {
  readonly feed: Feed;
  readonly file: string;
  readonly out: string | undefined;
  readonly json: boolean;
};

/** `layout guess`: propose a layout for a file, and show what the reader makes of it. Exit 1: none can be proposed. */
export async function guess(world: World, options: GuessOptions): Promise<void> {
  const path = resolve(world.cwd, options.file);
  requireFile(path);
  const out = options.out === undefined ? undefined : resolve(world.cwd, options.out);
  if (out !== undefined && existsSync(out)) throw inTheWay(out);
  const head = await readHead(path);
  const guessed = guessLayout({ feed: options.feed, bytes: head.bytes, isWhole: head.isWhole });
  const proposal = { ...guessed, notes: [...headNotes(head, path), ...guessed.notes] };
  const trial = await tryHead(proposal, head, basename(path));
  const toml = proposal.draft === undefined ? undefined : layoutToml(proposal.draft);
  if (out !== undefined && toml !== undefined) writeWhole(out, toml);
  world.stdout(
    options.json
      ? `${JSON.stringify(documentOf(path, proposal, trial, toml))}\n`
      : guessText(basename(path), proposal, trial, toml),
  );
  if (toml === undefined) world.setExitCode(EXIT.answerIsNo);
}

function inTheWay(out: string): UserError {
  return new UserError('in-the-way', `there is a file ${out} already`, {
    exitCode: EXIT.cannotCreate,
    next: 'Name another, or move it away: a layout that somebody has worked on is not written over.',
  });
}

function headNotes({ fault, bytes, isPacked }: Head, path: string): string[] {
  const notes: string[] = [];
  if (isPacked && !path.endsWith('.gz'))
    notes.push('It is compressed with gzip: name it .gz before you take it in.');
  if (fault !== undefined)
    notes.push(
      `Its compression is damaged (${fault}); guessed from the ${bytes.length} bytes before the damage.`,
    );
  return notes;
}

function documentOf(
  path: string,
  proposal: Proposal,
  trial: HeadTrial | undefined,
  toml: string | undefined,
) {
  const { feed, what, form, columns, unread, missing, productIds, notes, draft } = proposal;
  return {
    schema: 'duelist.layout-guess/1',
    file: path,
    feed,
    what,
    encoding: form?.encoding ?? null,
    byte_order_mark: form?.hasMark ?? null,
    delimiter: form?.delimiter ?? null,
    header: form?.hasHeader ?? null,
    decimal_mark: form?.decimalMark ?? null,
    date: dateOf(form?.date),
    columns: columns.map(({ isRequired, ...column }) => ({ ...column, required: isRequired })),
    unread,
    missing: missing.map(({ canonical, constant, advice }) => ({
      canonical,
      constant: constant ?? null,
      advice,
    })),
    product_ids:
      productIds === undefined
        ? null
        : { kind: productIds.kind, valid_share: productIds.validShare, repair: productIds.repair ?? null },
    notes,
    layout: draft?.written ?? null,
    toml: toml ?? null,
    trial: trial === undefined ? null : trialOf(trial),
  };
}

function dateOf(date: NonNullable<Proposal['form']>['date']) {
  if (date === undefined) return null;
  const { doubt } = date;
  return {
    format: date.format ?? 'yyyy-MM-dd',
    share: date.share,
    has_time: date.hasTime,
    first_day: formatDay(date.firstDay),
    last_day: formatDay(date.lastDay),
    doubt:
      doubt === undefined
        ? null
        : { format: doubt.format, both_share: doubt.bothShare, because: doubt.because ?? null },
  };
}

function trialOf({ report, fault }: HeadTrial) {
  return {
    lines_read: report.linesRead,
    lines_accepted: report.linesAccepted,
    lines_rejected: report.linesRejected,
    skipped_by_reason: report.skippedByReason,
    rejected: report.rejected.map(({ reason, count, examples }) => ({
      reason,
      count,
      examples: examples.map(({ line, column, message }) => ({ line, column, message })),
    })),
    rows: report.firstRows.map(({ line, row }) => ({ line, ...shownRow(row) })),
    fault:
      fault === undefined ? null : { code: fault.code, message: fault.message, next: fault.next ?? null },
  };
}
