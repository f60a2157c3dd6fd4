import { getCompileCacheDir } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Context } from '../../context.ts';
import { receivedError } from '../../threads/errors.ts';
import type { ChainTables } from '../chain.ts';
import type { PlanFacts } from '../facts.ts';
import type { PlanInputs } from '../inputs.ts';
import { type Orders, planHands } from './hands.ts';
import type { Done, FromHands, Job, ThreadData, ToHands } from './messages.ts';
import { doneOf } from './work.ts';

/** Households for each of which a thread is worth its start, and the most threads that are begun unasked. */
const HOUSEHOLDS_A_THREAD = 2_000;
const THREADS_UNASKED = 8;
/** Batches that a thread has before it: one in hand, one to go on with. */
const AHEAD = 2;
/** A thread's own would grow to four times that, and be no quicker. */
const YOUNG_MB = 16;

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
  const cacheDir = getCompileCacheDir();
  const data: ThreadData = {
    dataDir,
    config,
    facts,
    orders,
    // What is given is the folder of this version of Node in the one that was asked for.
    compileCache: cacheDir === undefined ? undefined : dirname(cacheDir),
  };
  return new Threads(threads, data);
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

class Threads implements Crew {
  readonly #workers: readonly Worker[];
  readonly #done = new Map<number, Done>();
  #jobs = 0;
  #taken = 0;
  #broken: Error | undefined;
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(threads: number, data: ThreadData) {
    this.#workers = Array.from({ length: threads }, () => this.#start(data));
  }

  begin(tables: ChainTables): void {
    for (const worker of this.#workers) this.#post(worker, { tag: 'tables', tables });
  }

  async *run(jobs: Iterable<Job>): AsyncGenerator<Done> {
    const left = jobs[Symbol.iterator]();
    // Job by job to one thread after the other: batches are alike, and whoever is slower waits for nobody.
    const givers = this.#workers.map((worker) => () => this.#give(worker, left));
    const waiting: { jobNo: number; again: () => number | undefined }[] = [];
    const giveMore = (again: () => number | undefined): void => {
      const jobNo = again();
      if (jobNo !== undefined) waiting.push({ jobNo, again });
    };
    for (let ahead = 0; ahead < AHEAD; ahead++) for (const give of givers) giveMore(give);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const done = await this.#wait(next.jobNo);
      giveMore(next.again);
      yield done;
    }
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    const isIdle = this.#broken === undefined && this.#taken === this.#jobs;
    await Promise.all(
      this.#workers.map(async (worker) => {
        if (!isIdle) return void (await worker.terminate());
        const ended = new Promise((resolve) => worker.once('exit', resolve));
        this.#post(worker, { tag: 'end' });
        await ended;
      }),
    );
  }

  #start(workerData: ThreadData): Worker {
    const worker = new Worker(new URL(`./thread${extname(import.meta.url)}`, import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.on('message', (message: FromHands) => {
      if (message.tag === 'done') this.#done.set(message.jobNo, message.done);
      else this.#broken ??= receivedError(message.error);
      this.#wake();
    });
    worker.on('error', (error) => {
      this.#broken ??= error instanceof Error ? error : new Error(String(error));
      this.#wake();
    });
    worker.on('exit', (code) => {
      if (!this.#isOver) this.#broken ??= new Error(`a thread that plans ended with ${code}`);
      this.#wake();
    });
    return worker;
  }

  #give(worker: Worker, left: Iterator<Job>): number | undefined {
    const next = left.next();
    if (next.done === true) return undefined;
    const jobNo = this.#jobs++;
    this.#post(worker, { tag: 'job', jobNo, job: next.value });
    return jobNo;
  }

  #post(worker: Worker, message: ToHands): void {
    worker.postMessage(message);
  }

  async #wait(jobNo: number): Promise<Done> {
    for (;;) {
      if (this.#broken !== undefined) throw this.#broken;
      const done = this.#done.get(jobNo);
      if (done !== undefined) {
        this.#done.delete(jobNo);
        this.#taken++;
        return done;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
