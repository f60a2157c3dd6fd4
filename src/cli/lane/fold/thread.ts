/** Folds the ledger's write-ahead log while a server commits: `workerData` is the data directory. */
import { parentPort, workerData } from 'node:worker_threads';
import { openFolder } from '../../../store/ledger/folding.ts';

/** Between two folds, in milliseconds: what the server is left with is what it wrote since. */
const PAUSE_MS = 100;

const folder = openFolder(String(workerData));
const timer = setInterval(() => parentPort?.postMessage(folder.fold()), PAUSE_MS);
parentPort?.once('message', () => {
  clearInterval(timer);
  folder.close();
  parentPort?.close();
});
