import { basename } from 'node:path';
import { type EarlierList, earlierLists } from '../../ingest/earlier-lists.ts';
import { readRows } from '../../ingest/read-feed.ts';
import { isOurListCode } from '../../lists/list-code.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { KnownEarlierList } from '../../store/ledger/earlier-lists.ts';
import type { Context } from '../context.ts';
import { sha256OfFile } from '../files.ts';
import { openQuarantine } from '../ingest/quarantine.ts';
import { openSource } from '../ingest/source.ts';
import { loadKeys } from '../keys.ts';
import { openRegister } from '../people/register.ts';
import { readLaw } from '../plan/law.ts';

export type ReadLists = {
  readonly lists: readonly EarlierList[];
  readonly linesRead: number;
  readonly linesRejected: number;
  /** Rows of households that were forgotten, which are dropped. */
  readonly linesForgotten: number;
  readonly rejectedByReason: Readonly<Record<string, number>>;
  readonly quarantine: string | undefined;
};

/** The same answer to the same question: a list's rows mostly stand together. */
function lastOne<T>(answer: (listCode: string) => T): (listCode: string) => T {
  let last: { readonly listCode: string; readonly answered: T } | undefined;
  return (listCode) => {
    if (last?.listCode !== listCode) last = { listCode, answered: answer(listCode) };
    return last.answered;
  };
}

/** The lists of a file, and its rejected rows in quarantine. Writes nothing else. */
export async function readLists(
  context: Context,
  path: string,
  offers: ReadonlyMap<string, OfferTerms>,
  known: (listCode: string) => KnownEarlierList | undefined,
): Promise<ReadLists> {
  const register = openRegister(context);
  const keys = loadKeys(context.dataDir, context.ledger);
  const law = readLaw(context);
  const { definition, lists } = earlierLists({
    isOurs: (listCode) => isOurListCode(listCode, keys),
    known: lastOne(known),
    isForgotten: (householdId) => register.dayOf('household', householdId) !== undefined,
    restrictionOf: (offerId) => {
      const terms = offers.get(offerId);
      return terms === undefined || law.denies(terms.restricted, terms.stores) ? terms?.restricted : 'none';
    },
  });
  const quarantine = openQuarantine(context.dataDir, 'cutover', path, await sha256OfFile(path));
  const counts = { linesRead: 0, linesRejected: 0, linesForgotten: 0 };
  const rejectedByReason: Record<string, number> = {};
  const rows = readRows(
    definition,
    openSource(path, () => undefined),
    {
      fileName: basename(path),
      layout: undefined,
      productIds: 'opaque',
      onWarning: (warning) => context.warn(`${warning.file}: ${warning.message}`),
    },
  );
  for await (const batch of rows) {
    quarantine.add(batch.rejections);
    counts.linesRead += batch.linesRead;
    counts.linesRejected += batch.rejections.length;
    counts.linesForgotten += batch.rows.filter(({ row }) => row === 'forgotten').length;
    for (const { reason } of batch.rejections) rejectedByReason[reason] = (rejectedByReason[reason] ?? 0) + 1;
    await context.breathe();
  }
  quarantine.keep();
  return {
    lists: [...lists.values()],
    ...counts,
    rejectedByReason,
    quarantine: counts.linesRejected === 0 ? undefined : quarantine.path,
  };
}
