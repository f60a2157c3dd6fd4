import type { MessagePort, TransferListItem } from 'node:worker_threads';
import { openHistory } from '../../../store/history/history-store.ts';
import { openLedger } from '../../../store/ledger/ledger-store.ts';
import { keepPrivate } from '../../permissions.ts';
import { workInside } from '../../threads/inside.ts';
import { loadFonts } from '../fonts.ts';
import type { ThreadData } from './crew.ts';
import type { EmailDone, EmailJob } from './email-hands.ts';
import { type Done, type Job, printHands } from './hands.ts';

/** Do what comes, job by job, until the end is said. */
export async function work(
  { makes, dataDir, config, cycle, dir }: ThreadData,
  port: MessagePort,
): Promise<void> {
  const open = () => {
    // A thread knows nothing of what its process has said about it.
    keepPrivate(dataDir);
    const history = openHistory(dataDir);
    const ledger = openLedger(dataDir);
    history.keepLittle();
    ledger.keepLittle();
    const close = (): void => {
      history.close();
      ledger.close();
    };
    return { context: { config, dataDir, history, ledger }, told: () => undefined, close };
  };
  if (makes === 'sheets') {
    await workInside<Job, Done>(port, () => {
      const { context, ...opened } = open();
      return { ...opened, job: printHands(context, cycle, dir, loadFonts(context)), givenAway };
    });
    return;
  }
  const { emailHands } = await import('./email-hands.ts');
  await workInside<EmailJob, EmailDone>(port, () => {
    const { context, ...opened } = open();
    return { ...opened, job: emailHands(context, cycle, dir, loadFonts(context)), givenAway: () => [] };
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
