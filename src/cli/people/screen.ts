import type { FeedBatch } from '../../ingest/read-feed.ts';
import type { Rejection } from '../../ingest/rejection.ts';
import type { Feed, HouseholdRow, PreferenceRow, RowOf, SuppressionRow } from '../../ingest/rows.ts';
import type { ScanBatch } from '../../ingest/scan-columns.ts';
import { NO_TEXT } from '../../shared/none.ts';
import type { Register } from './register.ts';

/** A batch without what feeds say of forgotten households. */
export type ScreenedBatch<F extends Feed> = FeedBatch<F> & {
  /** Records that were dropped; each record read is a row, a rejection or one of these. */
  readonly forgotten: number;
};

type ScreenRow = (row: RowOf[Feed]) => RowOf[Feed] | undefined;

/**
 * Keep forgotten households from coming back. Rows about them are dropped; a trip with their card is a trip of nobody.
 * A household with an alternate id (a telephone number, say) of a forgotten one is somebody else, or the same person who
 * came back as a new one: it is taken in without that id.
 */
export function screenBatch<F extends Exclude<Feed, 'scans'>>(
  feed: F,
  batch: FeedBatch<F>,
  register: Register,
): ScreenedBatch<F> {
  const { linesRead } = batch;
  if (register.size === 0) return { ...batch, forgotten: 0 };
  const screenRow = rowScreen(feed, register);
  const rows: { line: number; row: RowOf[F] }[] = [];
  for (const { line, row } of batch.rows) {
    const kept = screenRow === undefined ? row : (screenRow(row) as RowOf[F] | undefined);
    if (kept !== undefined) rows.push({ line, row: kept });
  }
  const rejections = batch.rejections.filter((rejection) => forgottenIdsOf(rejection, register).length === 0);
  const forgotten = linesRead - rows.length - rejections.length;
  return { ...batch, rows, rejections, forgotten };
}

/**
 * The same for scan lines, in place: a trip with a card or list of a forgotten household is a trip of nobody.
 *
 * @returns What is left of the batch's rejections.
 */
export function scanScreen(
  register: Register,
  isForgottenCode: (listCode: string) => boolean,
): (batch: ScanBatch) => readonly Rejection[] {
  if (register.size === 0) return ({ rejections }) => rejections;
  const isForgottenCard = asked((cardId) => namesForgotten(cardId, register));
  const isForgottenList = asked(isForgottenCode);
  return ({ columns, rejections }) => {
    const { texts, count, card, listCode } = columns;
    for (let line = 0; line < count; line++) {
      if (isForgottenCard(texts.cards, card[line] ?? NO_TEXT)) card[line] = NO_TEXT;
      if (isForgottenList(texts.listCodes, listCode[line] ?? NO_TEXT)) listCode[line] = NO_TEXT;
    }
    return rejections.map((rejection) => withoutForgotten(rejection, register));
  };
}

/** Answers about the texts of a table, each asked for once. */
function asked(ask: (text: string) => boolean): (table: readonly string[], place: number) => boolean {
  let known: readonly string[] | undefined;
  let answers: boolean[] = [];
  return (table, place) => {
    if (place === NO_TEXT) return false;
    if (table !== known) {
      known = table;
      answers = [];
    }
    let answer = answers[place];
    if (answer === undefined) {
      answer = ask(table[place] ?? '');
      answers[place] = answer;
    }
    return answer;
  };
}

function rowScreen(feed: Feed, register: Register): ScreenRow | undefined {
  switch (feed) {
    case 'households':
      return (row) => screenHousehold(row as HouseholdRow, register);
    case 'preferences':
    case 'suppressions': {
      return (row) =>
        namesForgotten((row as PreferenceRow | SuppressionRow).householdId, register) ? undefined : row;
    }
    default:
      return undefined;
  }
}

function screenHousehold(row: HouseholdRow, register: Register): HouseholdRow | undefined {
  const ids = [row.householdId, ...row.cardIds];
  if (ids.some((id) => isForgotten('household', id) || isForgotten('card', id))) return undefined;
  const alternateIds = row.alternateIds.filter((id) => !namesForgotten(id, register));
  return alternateIds.length === row.alternateIds.length ? row : { ...row, alternateIds };

  function isForgotten(kind: 'household' | 'card', id: string): boolean {
    return register.dayOf(kind, id) !== undefined;
  }
}

/** Whatever kind of id it is. */
function namesForgotten(id: string, register: Register): boolean {
  return (
    register.dayOf('household', id) !== undefined ||
    register.dayOf('card', id) !== undefined ||
    register.dayOf('alternate', id) !== undefined
  );
}

/** What is rejected is kept as it stands in the file; not so of a forgotten household. */
function forgottenIdsOf({ raw, people }: Rejection, register: Register): string[] {
  const cells = raw.split(/[,;\t|"\r\n]/).map((cell) => cell.trim());
  return [...cells.filter((cell) => /\d/.test(cell)), ...(people ?? [])].filter((id) =>
    namesForgotten(id, register),
  );
}

/** The line is wrong whoever's it was, and has to be mended; only whose it was is nobody's business. */
function withoutForgotten(rejection: Rejection, register: Register): Rejection {
  const ids = forgottenIdsOf(rejection, register);
  if (ids.length === 0) return rejection;
  const hide = (text: string): string => ids.reduce((left, id) => left.replaceAll(id, '****'), text);
  return { ...rejection, raw: hide(rejection.raw), message: hide(rejection.message) };
}
