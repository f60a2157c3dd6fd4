import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Folded } from '../../../store/ledger/folding.ts';
import type { Context } from '../../context.ts';

/** Pages of 8 KiB from which on the log is to begin anew: 256 MB, which a full endpoint writes in some ten seconds. */
const LOG_PAGES_MAX = 32_768;

/** Leave the folding of the ledger's log to a thread for as long as a server runs. @returns How to end that. */
export function foldAside({ dataDir, ledger, log }: Context): () => Promise<void> {
  ledger.fold.leaveToOthers();
  const worker = new Worker(new URL(`./thread${extname(import.meta.url)}`, import.meta.url), {
    workerData: dataDir,
  });
  worker.on('message', ({ pages }: Folded) => {
    if (pages >= LOG_PAGES_MAX) ledger.fold.rest();
  });
  // Without it the log only grows; what is in it is safe, and folded when the server ends.
  worker.on('error', (error) => log.error(error));
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  return () => {
    worker.postMessage('end');
    return ended;
  };
}
