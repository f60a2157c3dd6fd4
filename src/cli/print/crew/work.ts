import type { MessagePort, TransferListItem } from 'node:worker_threads';
import { openHistory } from '../../../store/history/history-store.ts';
import { openLedger } from '../../../store/ledger/ledger-store.ts';
import { keepPrivate } from '../../permissions.ts';
import { workInside } from '../../threads/inside.ts';
import { loadFonts } from '../fonts.ts';
import type { ThreadData } from './crew.ts';
import { type Done, type Job, printHands } from './hands.ts';

/** Do what comes, job by job, until the end is said. */
export function work({ dataDir, config, cycle, dir }: ThreadData, port: MessagePort): Promise<void> {
  return workInside<Job, Done>(port, () => {
    // A thread knows nothing of what its process has said about it.
    keepPrivate(dataDir);
    const history = openHistory(dataDir);
    const ledger = openLedger(dataDir);
    history.keepLittle();
    ledger.keepLittle();
    const context = { config, dataDir, history, ledger };
    const hands = printHands(context, cycle, dir, loadFonts(context));
    return {
      told: () => undefined,
      job: hands,
      givenAway,
      close: () => {
        history.close();
        ledger.close();
      },
    };
  });
}

/** The packed pages, but for those that share their memory with others. */
function givenAway(done: Done): TransferListItem[] {
  if (done.tag === 'keys') return [];
  const streams = done.outcomes.flatMap((outcome) =>
    outcome.tag === 'sheet' ? outcome.pages.map(({ stream }) => stream) : [],
  );
  return streams
    .filter(({ buffer, byteLength }) => buffer.byteLength === byteLength)
    .map(({ buffer }) => buffer as ArrayBuffer);
}
