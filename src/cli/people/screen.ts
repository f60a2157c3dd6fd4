import type { FeedBatch } from '../../ingest/read-feed.ts';
import type { Rejection } from '../../ingest/rejection.ts';
import type { Feed, HouseholdRow, PreferenceRow, RowOf, ScanRow, SuppressionRow } from '../../ingest/rows.ts';
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
export function screenBatch<F extends Feed>(
  feed: F,
  batch: FeedBatch<F>,
  register: Register,
  isForgottenCode: (listCode: string) => boolean,
): ScreenedBatch<F> {
  if (register.size === 0) return { ...batch, forgotten: 0 };
  const screenRow = rowScreen(feed, register, isForgottenCode);
  const rows: { line: number; row: RowOf[F] }[] = [];
  for (const { line, row } of batch.rows) {
    const kept = screenRow === undefined ? row : (screenRow(row) as RowOf[F] | undefined);
    if (kept !== undefined) rows.push({ line, row: kept });
  }
  const rejections = batch.rejections.flatMap((rejection) => screenRejection(feed, rejection, register));
  return {
    ...batch,
    rows,
    rejections,
    forgotten: batch.linesRead - rows.length - rejections.length,
  };
}

function rowScreen(
  feed: Feed,
  register: Register,
  isForgottenCode: (listCode: string) => boolean,
): ScreenRow | undefined {
  switch (feed) {
    case 'scans':
      return (row) => screenScan(row as ScanRow, register, isForgottenCode);
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

function screenScan(
  row: ScanRow,
  register: Register,
  isForgottenCode: (listCode: string) => boolean,
): ScanRow {
  const { cardId, listCode } = row;
  const byCard = cardId !== undefined && namesForgotten(cardId, register);
  const byList = listCode !== undefined && isForgottenCode(listCode);
  if (!byCard && !byList) return row;
  return { ...row, cardId: byCard ? undefined : cardId, listCode: byList ? undefined : listCode };
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
function screenRejection(feed: Feed, rejection: Rejection, register: Register): Rejection[] {
  const cells = rejection.raw.split(/[,;\t|"\r\n]/).map((cell) => cell.trim());
  const ids = [...cells.filter((cell) => /\d/.test(cell)), ...(rejection.people ?? [])].filter((id) =>
    namesForgotten(id, register),
  );
  if (ids.length === 0) return [rejection];
  if (feed !== 'scans') return [];
  // The line is wrong whoever's it was, and has to be mended; only whose it was is nobody's business.
  const hide = (text: string): string => ids.reduce((left, id) => left.replaceAll(id, '****'), text);
  return [{ ...rejection, raw: hide(rejection.raw), message: hide(rejection.message) }];
}
