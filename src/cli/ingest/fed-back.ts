import { createReadStream, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Correction, readCorrections } from '../../ingest/corrections.ts';
import type { Day } from '../../shared/day.ts';
import type { RowPlace } from '../../store/history/fed-back.ts';
import type { Context } from '../context.ts';
import { noteArrivals } from './arrival.ts';

/** Receipts settled in one transaction. */
const SETTLE_RECEIPTS = 2_000;

/** A quarantine of an earlier version names no content: then the name of the file must do. */
export function placeOf({ source, file, line }: Correction): RowPlace {
  return { source: source === '' ? `file ${file}` : source, line };
}

/**
 * Write down which of the rows that came back were taken in: all that were read, but those in the new quarantine. A file
 * that a killed run left half read is ended where it stood; its other rows were not taken in.
 */
export async function settleFedBack(context: Context, today: Day): Promise<void> {
  const { history } = context;
  for (const file of history.fedBack.unsettled()) {
    if (file.fileNo === undefined) {
      history.inTransaction(() => history.fedBack.withdraw(file));
      continue;
    }
    const { fileNo } = file;
    const { state, recordsDone, quarantine } = history.files.get(fileNo);
    const rejected = await rejectedOf(context, quarantine, state === 'open');
    if (state === 'open') {
      while (endFile(context, fileNo)) await context.breathe();
      noteArrivals(context, [{ fileNo }], today);
    }
    history.inTransaction(() => history.fedBack.settle(file, recordsDone, rejected));
  }
}

/** @returns Whether there may be more to settle. */
function endFile({ history }: Context, fileNo: number): boolean {
  return history.inTransaction(() => {
    const counts = history.settleResent(fileNo, SETTLE_RECEIPTS);
    if (counts === undefined) {
      history.files.finish(fileNo);
      for (const { storeId, day } of history.fedBack.daysOf(fileNo))
        history.storeDays.refresh(fileNo, storeId, day, undefined);
      history.storeDays.countCorrections(fileNo);
    } else history.files.advance(fileNo, { records: 0, ...counts, rejectedByReason: {} });
    return counts !== undefined;
  });
}

async function rejectedOf(
  { dataDir }: Context,
  quarantine: string | undefined,
  isOpen: boolean,
): Promise<RowPlace[]> {
  if (quarantine === undefined) return [];
  const path = join(dataDir, 'quarantine', `${basename(quarantine)}${isOpen ? '.part' : ''}`);
  if (!existsSync(path)) return [];
  const places: RowPlace[] = [];
  for await (const row of readCorrections(createReadStream(path), path)) places.push(placeOf(row));
  return places;
}
