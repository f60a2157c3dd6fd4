import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { receivedError, type SentError } from './errors.ts';

/** Batches that a thread has before it: one in hand, one to go on with. */
const AHEAD = 2;
/** A thread's own space for what lives briefly would grow to four times that, and be no quicker. */
const YOUNG_MB = 16;

/** First what all jobs need to know, if anything, then jobs; the end when no more come. */
export type ToThread<Job, Told> =
  | { readonly tag: 'told'; readonly told: Told }
  | { readonly tag: 'job'; readonly jobNo: number; readonly job: Job }
  | { readonly tag: 'end' };

export type FromThread<Done> =
  | { readonly tag: 'done'; readonly jobNo: number; readonly done: Done }
  | { readonly tag: 'failed'; readonly error: SentError };

/** A thread does not of itself keep compiled code where its process does: the folder to tell it, if there is one. */
export function compileCacheFolder(): string | undefined {
  const folder = getCompileCacheDir();
  // What is given is the folder of this version of Node in the one that was asked for.
  return folder === undefined ? undefined : dirname(folder);
}

/** Threads that do jobs side by side, and give back what became of them in the order of the jobs. */
export class OrderedThreads<Job, Done, Told = never> {
  readonly #workers: readonly Worker[];
  readonly #done = new Map<number, Done>();
  readonly #what: string;
  #jobs = 0;
  #taken = 0;
  #broken: Error | undefined;
  #isOver = false;
  #wake: () => void = () => undefined;

  /** @param what They do, for the error when one ends by itself. @param url Of the file that a thread runs. */
  constructor(threads: number, what: string, url: URL, workerData: unknown) {
    this.#what = what;
    this.#workers = Array.from({ length: threads }, () => this.#start(url, workerData));
  }

  tell(told: Told): void {
    for (const worker of this.#workers) this.#post(worker, { tag: 'told', told });
  }

  /** What becomes of each job, in their order, whoever is done first. Jobs are asked for as they are begun. */
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

  #start(url: URL, workerData: unknown): Worker {
    const worker = new Worker(url, {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.on('message', (message: FromThread<Done>) => {
      if (message.tag === 'done') this.#done.set(message.jobNo, message.done);
      else this.#broken ??= receivedError(message.error);
      this.#wake();
    });
    worker.on('error', (error) => {
      this.#broken ??= error instanceof Error ? error : new Error(String(error));
      this.#wake();
    });
    worker.on('exit', (code) => {
      if (!this.#isOver) this.#broken ??= new Error(`a thread that ${this.#what} ended with ${code}`);
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

  #post(worker: Worker, message: ToThread<Job, Told>): void {
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
