import type { MessagePort } from 'node:worker_threads';
import { openHistory } from '../../../store/history/history-store.ts';
import { openLedger } from '../../../store/ledger/ledger-store.ts';
import { workInside } from '../../threads/inside.ts';
import type { ChainTables } from '../chain.ts';
import { planInputs } from '../inputs.ts';
import { type Hands, planHands } from './hands.ts';
import type { Done, Job, ThreadData } from './messages.ts';

/** Do what comes, job by job, until the end is said. */
export function work({ dataDir, config, facts, orders }: ThreadData, port: MessagePort): Promise<void> {
  return workInside<Job, Done, ChainTables>(port, () => {
    const history = openHistory(dataDir);
    const ledger = openLedger(dataDir);
    const context = { config, history, ledger };
    const inputs = planInputs(context, facts);
    let hands: Hands | undefined;
    return {
      told: (tables) => {
        hands = planHands(context, inputs, tables, orders);
      },
      job: (job) => {
        if (hands === undefined) throw new Error('a job before the tables');
        return doneOf(hands, job);
      },
      givenAway: (done) => (done.tag === 'match' ? [done.block.numbers.buffer] : []),
      close: () => {
        history.close();
        ledger.close();
      },
    };
  });
}

export function doneOf(hands: Hands, job: Job): Done {
  return job.tag === 'match' ? hands.match(job) : hands.lists(job);
}
