import { basename } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { Layout } from '../../../ingest/layout.ts';
import { readScans } from '../../../ingest/read-scans.ts';
import type { NumberColumns, ScanBatch, ScanTexts } from '../../../ingest/scan-columns.ts';
import { sentError } from '../../threads/errors.ts';
import { countingReader } from '../codes.ts';
import { batchesUpTo } from '../limits.ts';
import { openSource } from '../source.ts';
import type { FromReader, Reading, SentBatch, ToReader } from './messages.ts';

/** Read a file of scans, and send every batch to whoever stores it. */
export async function readFile(reading: Reading, port: MessagePort): Promise<void> {
  const post = (message: FromReader): void => port.postMessage(message);
  const free = freeSets(port, reading.columns.length);
  const send = sender(post, reading.columns);
  const { rules, path } = reading;
  const { statistics, notProducts, read } = countingReader(rules);
  let bytes = 0;
  try {
    const layout = await layoutOf(reading);
    const source = openSource(path, (more) => {
      bytes += more;
    });
    const batches = readScans(source, {
      fileName: basename(path),
      layout,
      productIds: rules.ids,
      readProduct: read,
      dayStartsAtSecond: reading.dayStartsAtSecond,
      earliestDay: reading.earliestDay,
      zoneOfStore: (storeId) => reading.zones.get(storeId) ?? reading.chainZone,
      batchRows: batchesUpTo(reading.batchMost, reading.recordsDone),
      onWarning: (warning) => post({ tag: 'warning', warning }),
    });
    for await (const batch of batches) {
      send(batch, await free(), bytes);
      bytes = 0;
    }
  } catch (error) {
    post({ tag: 'failed', error: sentError(error) });
    return;
  }
  post({ tag: 'end', finding: statistics.finding(), notProducts: notProducts(), bytes });
}

/** What reads layouts takes longer to load than all the rest. */
async function layoutOf({ layout }: Reading): Promise<Layout | undefined> {
  if (layout === undefined) return undefined;
  const { layoutFromText } = await import('../layout-text.ts');
  return layoutFromText(layout.text, layout.path);
}

/** Waits for columns that may be filled. */
function freeSets(port: MessagePort, count: number): () => Promise<number> {
  const free = Array.from({ length: count }, (_, set) => set);
  let waiting: ((set: number) => void) | undefined;
  port.on('message', ({ set }: ToReader) => {
    if (waiting === undefined) free.push(set);
    else waiting(set);
    waiting = undefined;
  });
  return async () =>
    free.shift() ??
    (await new Promise((resolve) => {
      waiting = resolve;
    }));
}

/** Sends batches: numbers through shared columns, and of the texts those that are new. */
function sender(post: (message: FromReader) => void, sets: readonly NumberColumns[]) {
  let sent: ScanTexts | undefined;
  let lengths: Lengths = NONE;
  return (batch: ScanBatch, set: number, bytes: number): void => {
    const { columns, ...rest } = batch;
    const { texts, count, transactions, described } = columns;
    const to = sets[set];
    if (to === undefined) throw new Error(`there are no columns ${set}`);
    for (const name of Object.keys(to) as (keyof NumberColumns)[])
      to[name].set(columns[name].subarray(0, count));
    const isAnew = texts !== sent;
    if (isAnew) lengths = NONE;
    const message: SentBatch = {
      ...rest,
      set,
      count,
      transactions,
      described,
      isAnew,
      texts: {
        stores: texts.stores.slice(lengths.stores),
        registers: texts.registers.slice(lengths.registers),
        cards: texts.cards.slice(lengths.cards),
        listCodes: texts.listCodes.slice(lengths.listCodes),
        offers: texts.offers.slice(lengths.offers),
        products: texts.products.slice(lengths.products),
      },
      descriptions: described.map((place) => texts.descriptions[place]),
      bytes,
    };
    post({ tag: 'batch', batch: message });
    sent = texts;
    lengths = {
      stores: texts.stores.length,
      registers: texts.registers.length,
      cards: texts.cards.length,
      listCodes: texts.listCodes.length,
      offers: texts.offers.length,
      products: texts.products.length,
    };
  };
}

type Lengths = Record<keyof SentBatch['texts'], number>;
const NONE: Lengths = { stores: 0, registers: 0, cards: 0, listCodes: 0, offers: 0, products: 0 };
