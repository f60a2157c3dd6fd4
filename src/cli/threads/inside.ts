import type { MessagePort, TransferListItem } from 'node:worker_threads';
import { sentError } from './errors.ts';
import type { FromThread, ToThread } from './ordered.ts';

/** What a thread does with what it is sent. */
export type Inside<Job, Done, Told> = {
  readonly told: (told: Told) => void;
  readonly job: (job: Job) => Done | Promise<Done>;
  /** What of the answer is given away instead of copied. */
  readonly givenAway: (done: Done) => TransferListItem[];
};

/**
 * Do what comes, job by job, until the end is said; a fault is sent, and ends it.
 *
 * @param open Gets what the jobs need. @returns What does them, and what closes it again.
 */
export async function workInside<Job, Done, Told = never>(
  port: MessagePort,
  open: () => Inside<Job, Done, Told> & { readonly close: () => void },
): Promise<void> {
  let opened: ReturnType<typeof open> | undefined;
  try {
    const inside = open();
    opened = inside;
    await eachMessage<Job, Told>(port, async (message) => {
      if (message.tag === 'told') {
        inside.told(message.told);
        return;
      }
      const done = await inside.job(message.job);
      const answer: FromThread<Done> = { tag: 'done', jobNo: message.jobNo, done };
      port.postMessage(answer, inside.givenAway(done));
    });
  } catch (error) {
    const failed: FromThread<Done> = { tag: 'failed', error: sentError(error) };
    port.postMessage(failed);
  } finally {
    opened?.close();
    // What it listens to would keep the thread alive.
    port.close();
  }
}

/** @returns When the end was said. @throws What `take` throws. */
function eachMessage<Job, Told>(
  port: MessagePort,
  take: (message: Exclude<ToThread<Job, Told>, { tag: 'end' }>) => Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // One after the other: what waits in the middle of a job lets the next message in.
    let before = Promise.resolve();
    port.on('message', (message: ToThread<Job, Told>) => {
      before = before.then(() => (message.tag === 'end' ? resolve() : take(message)));
      before.catch(reject);
    });
  });
}
