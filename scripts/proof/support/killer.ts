import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Beside, duelist, type Ran } from './program.ts';

/** How closely a run is watched, in milliseconds. */
const WATCH_MS = 1;

/** One run, and how long it worked: from the moment it held the run lock to its end. */
export async function timeWork(
  args: readonly string[],
  dataDir: string,
): Promise<{ ran: Ran; workMs: number }> {
  let startedMs = Number.NaN;
  const ran = await duelist(
    args,
    onceAtWork(dataDir, () => {
      startedMs = performance.now();
      return undefined;
    }),
  );
  return { ran, workMs: performance.now() - startedMs };
}

/** SIGKILL so long after the run began its work; starting a process takes longer than some of the work. */
export function killAfter(dataDir: string, delayMs: number): Beside {
  return (kill) =>
    onceAtWork(dataDir, () => {
      const timer = setTimeout(kill, delayMs);
      return () => clearTimeout(timer);
    })(kill);
}

/** A signal as soon as a query on the ledger finds a row: a state that lasts for a moment. */
export function killWhen(dataDir: string, sql: string, signal: NodeJS.Signals = 'SIGKILL'): Beside {
  return (kill) => {
    const db = new Database(join(dataDir, 'ledger.db'), { readonly: true });
    const look = db.prepare(sql);
    const stop = onceAtWork(dataDir, () => {
      const watch = setInterval(() => {
        if (look.get() === undefined) return;
        clearInterval(watch);
        kill(signal);
      }, WATCH_MS);
      return () => clearInterval(watch);
    })(kill);
    return () => {
      stop();
      db.close();
    };
  };
}

/** Call `then` when the run has taken the run lock, which it says by writing its name beside it. */
function onceAtWork(dataDir: string, then: () => (() => void) | undefined): Beside {
  return () => {
    const before = noteTime(dataDir);
    let stop: (() => void) | undefined;
    const watch = setInterval(() => {
      if (noteTime(dataDir) === before) return;
      clearInterval(watch);
      stop = then();
    }, WATCH_MS);
    return () => {
      clearInterval(watch);
      stop?.();
    };
  };
}

function noteTime(dataDir: string): number {
  return statSync(join(dataDir, 'run-holder.db'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
