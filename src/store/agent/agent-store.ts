import { closeDatabase, openDatabase } from '../sqlite.ts';
import { packStore } from './packs.ts';
import { queueStore } from './queue.ts';

export type AgentStore = ReturnType<typeof openAgentStore>;

/** The file of a store's lane agent: the pack that it goes by, and what it told its registers. */
export function openAgentStore(path: string) {
  const db = openDatabase(path, import.meta.dirname, undefined, 'at-once');
  return {
    packs: packStore(db),
    queue: queueStore(db),
    inTransaction: <T>(work: () => T): T => db.transaction(work).immediate(),
    close: (): void => closeDatabase(db),
  };
}
