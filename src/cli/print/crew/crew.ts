import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import type { Fonts } from '../../../print/fonts.ts';
import type { Cycle } from '../../../store/ledger/cycles.ts';
import type { Context } from '../../context.ts';
import { compileCacheFolder, OrderedThreads } from '../../threads/ordered.ts';
import type { EmailDone, EmailJob } from './email-hands.ts';
import { type Done, type Job, printHands } from './hands.ts';
import { keepHeapSmall } from './heap.ts';

/**
 * Lists for which a thread is worth its start, and the most threads that are begun unasked. One alone helps nobody. Each parses the
 * fonts and compiles its code anew, and the thread that fills the spools keeps a processor busy by itself: on two processors two
 * threads make 10,000 lists no sooner than none, for half as much processor time again.
 */
const LISTS_A_THREAD = 2_500;
const THREADS_UNASKED = 8;

/** What a thread is started with. */
export type ThreadData = {
  readonly makes: 'sheets' | 'emails';
  readonly dataDir: string;
  readonly config: Context['config'];
  readonly cycle: Cycle;
  readonly dir: string;
  readonly compileCache: string | undefined;
};

/** Whoever lays sheets out, or makes e-mails, and writes their files. */
export type Crew<J = Job, D = Done> = {
  /** What becomes of each job, in the order of the jobs, whoever is done first. */
  readonly run: (jobs: Iterable<J>) => AsyncGenerator<D>;
  readonly stop: () => Promise<void>;
};

/**
 * How many threads a print of so many lists gets besides the one that fills the spools. 0: that one does all of it, since a
 * small chain does not pay for the start of others, and with a single one beside it the sheets are no sooner there, and take
 * half as much memory again.
 *
 * @param asked 0: as many as do it good; 1: none besides.
 */
export function printThreadsFor(lists: number, asked: number, processors = availableParallelism()): number {
  if (asked > 0) return asked === 1 ? 0 : asked;
  const threads = Math.min(processors - 1, THREADS_UNASKED, Math.floor(lists / LISTS_A_THREAD));
  return threads < 2 ? 0 : threads;
}

export function callPrintCrew(
  context: Context,
  cycle: Cycle,
  dir: string,
  fonts: Fonts,
  lists: number,
): Crew {
  const threads = printThreadsFor(lists, context.config.print.threads);
  const own = () => printHands(context, cycle, dir, fonts);
  return callCrew({ context, cycle, dir, threads, makes: 'sheets' }, own);
}

/** @param folder Where the e-mails go. */
export async function callEmailCrew(
  context: Context,
  cycle: Cycle,
  folder: string,
  fonts: Fonts,
  lists: number,
): Promise<Crew<EmailJob, EmailDone>> {
  // Whoever prints on paper loads nothing of it.
  const { emailHands } = await import('./email-hands.ts');
  const threads = printThreadsFor(lists, context.config.print.threads);
  const own = () => emailHands(context, cycle, folder, fonts);
  return callCrew({ context, cycle, dir: folder, threads, makes: 'emails' }, own);
}

type Call = Pick<ThreadData, 'cycle' | 'dir' | 'makes'> & {
  readonly context: Context;
  readonly threads: number;
};

function callCrew<J, D>(
  { context, cycle, dir, threads, makes }: Call,
  own: () => (job: J) => D | Promise<D>,
): Crew<J, D> {
  const { config, dataDir, history, ledger } = context;
  history.keepLittle();
  ledger.keepLittle();
  keepHeapSmall();
  if (threads === 0) return ownHands(own());
  const data: ThreadData = { makes, dataDir, config, cycle, dir, compileCache: compileCacheFolder() };
  const url = new URL(`./thread${extname(import.meta.url)}`, import.meta.url);
  const what = makes === 'sheets' ? 'prints' : 'writes e-mails';
  const crew = new OrderedThreads<J, D>(threads, what, url, data);
  return { run: (jobs) => crew.run(jobs), stop: () => crew.stop() };
}

function ownHands<J, D>(hands: (job: J) => D | Promise<D>): Crew<J, D> {
  return {
    run: async function* (jobs) {
      for (const job of jobs) yield await hands(job);
    },
    stop: async () => undefined,
  };
}
