import { getCompileCacheDir } from 'node:module';
import { dirname, extname } from 'node:path';
import v8 from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { FeedWarning } from '../../../ingest/rejection.ts';
import {
  type NumberColumns,
  newTexts,
  numberColumns,
  type ScanBatch,
  type ScanTexts,
} from '../../../ingest/scan-columns.ts';
import { receivedError } from '../../threads/errors.ts';
import type { CodesFound } from '../codes.ts';
import type { FromReader, Reading, SentBatch, ThreadData, ToReader } from './messages.ts';

/** Batches that may be read and not yet stored, beside the one that is being read. */
const SETS = 2;
/** What lives briefly in a thread that reads is a chunk of bytes and the texts of a batch. */
const YOUNG_MB = 3;

export type Hearers = {
  readonly onBytes: (bytes: number) => void;
  readonly onWarning: (warning: FeedWarning) => void;
  readonly onEnd: (found: CodesFound) => void;
};

export type AwayReading = {
  /** Each is valid until the next one is asked for. @throws What reading the file throws. */
  readonly batches: AsyncIterable<ScanBatch>;
  /** Where nobody wants to know any more. */
  readonly stop: () => Promise<void>;
};

/**
 * Begin to read a file of scans as `readScans` does, in a thread of its own, so that reading it and storing it go side by
 * side.
 */
export function readScansAway(reading: Omit<Reading, 'columns'>, hearers: Hearers): AwayReading {
  keepHeapSmall();
  const columns = Array.from({ length: SETS }, () =>
    numberColumns(reading.batchMost, (bytes) => new SharedArrayBuffer(bytes)),
  );
  const cacheDir = getCompileCacheDir();
  const workerData: ThreadData = {
    reading: { ...reading, columns },
    // What is given is the folder of this version of Node in the one that was asked for.
    compileCache: cacheDir === undefined ? undefined : dirname(cacheDir),
  };
  const worker = new Worker(new URL(`./thread${extname(import.meta.url)}`, import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  return {
    batches: batchesOf(worker, messagesOf(worker), columns, hearers),
    stop: async () => void (await worker.terminate()),
  };
}

/**
 * What is stored lives briefly, and V8 would let the space for that grow to 64 MB before it looks whether anything of it is
 * still wanted, and the rest to twice what is. Of its settings these are heeded while it runs.
 */
function keepHeapSmall(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  v8.setFlagsFromString('--optimize-for-size');
}

async function* batchesOf(
  worker: Worker,
  next: () => Promise<FromReader>,
  columns: readonly NumberColumns[],
  { onBytes, onWarning, onEnd }: Hearers,
): AsyncGenerator<ScanBatch> {
  let texts = newTexts();
  for (;;) {
    const message = await next();
    switch (message.tag) {
      case 'warning':
        onWarning(message.warning);
        break;
      case 'failed':
        throw receivedError(message.error);
      case 'end':
        onBytes(message.bytes);
        onEnd({ ...message.finding, notProducts: message.notProducts });
        return;
      case 'batch': {
        const { batch } = message;
        if (batch.isAnew) texts = newTexts();
        addTexts(texts, batch);
        onBytes(batch.bytes);
        yield received(batch, texts, columns);
        const free: ToReader = { tag: 'free', set: batch.set };
        worker.postMessage(free);
        break;
      }
    }
  }
}

/** Each message of a thread in turn, also of those that come before anybody asks. @throws What ended the thread before it said that it was done. */
function messagesOf(worker: Worker): () => Promise<FromReader> {
  const messages: FromReader[] = [];
  let broken: Error | undefined;
  let wake: (() => void) | undefined;
  const arrived = (): void => {
    wake?.();
    wake = undefined;
  };
  worker.on('message', (message: FromReader) => {
    messages.push(message);
    arrived();
  });
  worker.on('error', (error) => {
    broken = error instanceof Error ? error : new Error(String(error));
    arrived();
  });
  worker.on('exit', (code) => {
    broken ??= new Error(`the thread that reads ended with ${code}`);
    arrived();
  });
  return async () => {
    for (;;) {
      const message = messages.shift();
      if (message !== undefined) return message;
      if (broken !== undefined) throw broken;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}

function addTexts(texts: ScanTexts, { texts: more, described, descriptions }: SentBatch): void {
  append(texts.stores, more.stores);
  append(texts.registers, more.registers);
  append(texts.cards, more.cards);
  append(texts.listCodes, more.listCodes);
  append(texts.offers, more.offers);
  append(texts.products, more.products);
  for (const [at, place] of described.entries()) texts.descriptions[place] = descriptions[at];
}

function append<Text>(to: Text[], more: readonly Text[]): void {
  for (const text of more) to.push(text);
}

function received(batch: SentBatch, texts: ScanTexts, sets: readonly NumberColumns[]): ScanBatch {
  const { set, count, transactions, described, rejections, linesRead, skipped, records, controls } = batch;
  const numbers = sets[set];
  if (numbers === undefined) throw new Error(`there are no columns ${set}`);
  const columns = { ...numbers, count, texts, transactions, described };
  return { columns, rejections, linesRead, skipped, records, controls };
}
