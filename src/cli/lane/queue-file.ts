import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { AgentStore } from '../../store/agent/agent-store.ts';
import { linesOf } from '../batch/write-files.ts';
import { writeWhole } from '../files.ts';
import { entryOf, type ForwardedEntry } from './forwarded.ts';

const SCHEMA = 'duelist.lane-queue/1';

type Head = { readonly schema: typeof SCHEMA; readonly store_id: string };
type Tail = { readonly entries: number; readonly sha256: string };

/** Steps read at once. */
const PAGE = 500;

/**
 * Write all that an agent did by itself into a file, for a store without a line: what the office has had before changes nothing
 * there.
 *
 * @returns How many entries.
 */
export function exportQueue(store: AgentStore, storeId: string, path: string): number {
  const head: Head = { schema: SCHEMA, store_id: storeId };
  const lines = [JSON.stringify(head)];
  for (let after = 0; ; ) {
    const steps = store.queue.queued(after, PAGE);
    if (steps.length === 0) break;
    for (const step of steps) lines.push(JSON.stringify(entryOf(step)));
    after = steps.at(-1)?.seq ?? after;
  }
  const text = `${lines.join('\n')}\n`;
  const tail: Tail = {
    entries: lines.length - 1,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
  writeWhole(path, `${text}${JSON.stringify(tail)}\n`);
  return tail.entries;
}

/** @throws UserError 66 where there is none, 65 where it is not as an agent wrote it. */
export function readQueueFile(path: string): {
  readonly storeId: string;
  readonly entries: readonly ForwardedEntry[];
} {
  if (!existsSync(path)) {
    throw new UserError('queue-missing', `there is no file ${path}`, { exitCode: EXIT.inputMissing });
  }
  const lines = [...linesOf(path)];
  const body = lines.slice(0, -1);
  const sha256 = createHash('sha256')
    .update(body.map((line) => `${line}\n`).join(''))
    .digest('hex');
  try {
    const head = JSON.parse(lines[0] ?? '') as Head;
    const tail = JSON.parse(lines.at(-1) ?? '') as Tail;
    if (head.schema === SCHEMA && tail.sha256 === sha256 && tail.entries === body.length - 1)
      return { storeId: head.store_id, entries: body.slice(1).map((line) => JSON.parse(line)) };
  } catch {
    // No JSON: as damaged as with another hash.
  }
  throw new UserError('queue-damaged', 'this file is not as a lane agent wrote it', {
    exitCode: EXIT.badInput,
    at: { file: path },
    next: 'Write it again at the store: duelist lane … --export FILE.',
  });
}
