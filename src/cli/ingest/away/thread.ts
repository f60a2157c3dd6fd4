import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadData } from './messages.ts';

/** Where a thread that reads a file begins. A thread does not of itself keep compiled code where its process does. */
const { reading, compileCache } = workerData as ThreadData;
if (compileCache !== undefined) enableCompileCache(compileCache);
const { readFile } = await import('./read-file.ts');
if (parentPort === null) throw new Error('this is run as a thread');
await readFile(reading, parentPort);
// What it listens to would keep the thread alive.
parentPort.close();
