import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import type { Context } from '../../context.ts';
import { compileCacheFolder, OrderedThreads } from '../../threads/ordered.ts';
import type { ChainTables } from '../chain.ts';
import type { PlanFacts } from '../facts.ts';
import type { PlanInputs } from '../inputs.ts';
import { type Orders, planHands } from './hands.ts';
import type { Done, Job, ThreadData } from './messages.ts';
import { doneOf } from './work.ts';

/** Households for each of which a thread is worth its start, and the most threads that are begun unasked. */
const HOUSEHOLDS_A_THREAD = 2_000;
const THREADS_UNASKED = 8;

/** Whoever does a plan's work on single households. */
export type Crew = {
  /** To be called once, before the first job. */
  readonly begin: (tables: ChainTables) => void;
  /** What becomes of each job, in the order of the jobs, whoever is done first. Jobs are asked for as they are begun. */
  readonly run: (jobs: Iterable<Job>) => AsyncGenerator<Done>;
  readonly stop: () => Promise<void>;
};

/** How many threads a plan of so many households gets. @param asked 0: as many as do it good. */
export function threadsFor(households: number, asked: number, processors = availableParallelism()): number {
  if (asked > 0) return asked;
  return Math.max(1, Math.min(processors, THREADS_UNASKED, Math.floor(households / HOUSEHOLDS_A_THREAD)));
}

/** One thread is the one that asks: a small chain does not pay for the start of others. */
export function callCrew(context: Context, inputs: PlanInputs, facts: PlanFacts, orders: Orders): Crew {
  const { config, history, dataDir } = context;
  const threads = threadsFor(history.households.count(), config.plan.threads);
  if (threads === 1) return ownHands(context, inputs, orders);
  const data: ThreadData = { dataDir, config, facts, orders, compileCache: compileCacheFolder() };
  const url = new URL(`./thread${extname(import.meta.url)}`, import.meta.url);
  const crew = new OrderedThreads<Job, Done, ChainTables>(threads, 'plans', url, data);
  return {
    begin: (tables) => crew.tell(tables),
    run: (jobs) => crew.run(jobs),
    stop: () => crew.stop(),
  };
}

function ownHands(context: Context, inputs: PlanInputs, orders: Orders): Crew {
  let hands: ReturnType<typeof planHands> | undefined;
  return {
    begin: (tables) => {
      hands = planHands(context, inputs, tables, orders);
    },
    run: async function* (jobs) {
      for (const job of jobs) {
        if (hands === undefined) throw new Error('a job before the tables');
        yield doneOf(hands, job);
      }
    },
    stop: async () => undefined,
  };
}
