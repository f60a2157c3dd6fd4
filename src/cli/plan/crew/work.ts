import type { MessagePort } from 'node:worker_threads';
import { openHistory } from '../../../store/history/history-store.ts';
import { openLedger } from '../../../store/ledger/ledger-store.ts';
import { sentError } from '../../threads/errors.ts';
import { planInputs } from '../inputs.ts';
import { type Hands, planHands } from './hands.ts';
import type { Done, FromHands, Job, ThreadData, ToHands } from './messages.ts';

/** Do what comes, job by job, until the end is said. */
export async function work({ dataDir, config, facts, orders }: ThreadData, port: MessagePort): Promise<void> {
  const history = openHistory(dataDir);
  const ledger = openLedger(dataDir);
  try {
    const context = { config, history, ledger };
    const inputs = planInputs(context, facts);
    let hands: Hands | undefined;
    await eachMessage(port, (message) => {
      if (message.tag === 'tables') hands = planHands(context, inputs, message.tables, orders);
      else {
        if (hands === undefined) throw new Error('a job before the tables');
        send(port, message.jobNo, doneOf(hands, message.job));
      }
    });
  } catch (error) {
    const failed: FromHands = { tag: 'failed', error: sentError(error) };
    port.postMessage(failed);
  } finally {
    history.close();
    ledger.close();
    // What it listens to would keep the thread alive.
    port.close();
  }
}

export function doneOf(hands: Hands, job: Job): Done {
  return job.tag === 'match' ? hands.match(job) : hands.lists(job);
}

function send(port: MessagePort, jobNo: number, done: Done): void {
  const message: FromHands = { tag: 'done', jobNo, done };
  port.postMessage(message, done.tag === 'match' ? [done.block.numbers.buffer] : []);
}

/** @returns When the end was said. @throws What `take` throws. */
function eachMessage(
  port: MessagePort,
  take: (message: Exclude<ToHands, { tag: 'end' }>) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    port.on('message', (message: ToHands) => {
      if (message.tag === 'end') {
        resolve();
        return;
      }
      try {
        take(message);
      } catch (error) {
        reject(error);
      }
    });
  });
}
