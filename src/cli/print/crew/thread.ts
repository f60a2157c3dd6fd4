import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadData } from './crew.ts';

/** Where a thread that prints begins. A thread does not of itself keep compiled code where its process does. */
const data = workerData as ThreadData;
if (data.compileCache !== undefined) enableCompileCache(data.compileCache);
const { work } = await import('./work.ts');
if (parentPort === null) throw new Error('this is run as a thread');
await work(data, parentPort);
