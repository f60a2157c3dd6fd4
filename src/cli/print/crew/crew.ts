import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import v8 from 'node:v8';
import type { Fonts } from '../../../print/fonts.ts';
import type { Cycle } from '../../../store/ledger/cycles.ts';
import type { Context } from '../../context.ts';
import { compileCacheFolder, OrderedThreads } from '../../threads/ordered.ts';
import { type Done, type Job, printHands } from './hands.ts';

/** Lists for which a thread is worth its start, and the most threads that are begun unasked. */
const LISTS_A_THREAD = 400;
const THREADS_UNASKED = 8;

/** What a thread is started with. */
export type ThreadData = {
  readonly dataDir: string;
  readonly config: Context['config'];
  readonly cycle: Cycle;
  readonly dir: string;
  readonly compileCache: string | undefined;
};

/** Whoever lays sheets out and writes their files. */
export type Crew = {
  /** What becomes of each job, in the order of the jobs, whoever is done first. */
  readonly run: (jobs: Iterable<Job>) => AsyncGenerator<Done>;
  readonly stop: () => Promise<void>;
};

/**
 * How many threads a print of so many lists gets besides the one that fills the spools. 0: that one does all of it, since a
 * small chain does not pay for the start of others.
 *
 * @param asked 0: as many as do it good.
 */
export function printThreadsFor(lists: number, asked: number, processors = availableParallelism()): number {
  if (asked > 1) return asked;
  if (lists < LISTS_A_THREAD) return 0;
  return asked === 1 ? 1 : Math.min(processors, THREADS_UNASKED, Math.floor(lists / LISTS_A_THREAD));
}

export function callPrintCrew(
  context: Context,
  cycle: Cycle,
  dir: string,
  fonts: Fonts,
  lists: number,
): Crew {
  const { config, dataDir } = context;
  const threads = printThreadsFor(lists, config.print.threads);
  if (threads === 0) return ownHands(context, cycle, dir, fonts);
  const data: ThreadData = { dataDir, config, cycle, dir, compileCache: compileCacheFolder() };
  const url = new URL(`./thread${extname(import.meta.url)}`, import.meta.url);
  keepHeapSmall();
  const crew = new OrderedThreads<Job, Done>(threads, 'prints', url, data);
  return { run: (jobs) => crew.run(jobs), stop: () => crew.stop() };
}

/**
 * Pages live briefly, and V8 would let the space for that grow to 64 MB, and the rest to twice what is wanted. Of its settings
 * these are heeded while it runs, by threads that begin later, too.
 */
function keepHeapSmall(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  v8.setFlagsFromString('--heap-growing-percent=50');
}

function ownHands(context: Context, cycle: Cycle, dir: string, fonts: Fonts): Crew {
  const hands = printHands(context, cycle, dir, fonts);
  return {
    run: async function* (jobs) {
      for (const job of jobs) yield hands(job);
    },
    stop: async () => undefined,
  };
}
