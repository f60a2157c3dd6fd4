/**
 * Loaded before the program (`node --import`), it ends the process by SIGKILL at one change of a file below a folder, so that
 * every gap between two changes can be struck, which moments of the clock hit by luck. A write is cut in its middle.
 *
 *     CUT_UNDER=FOLDER [CUT_FROM=NAME] CUT_AT=N     at the nth change, from 0; of those from the first one of NAME on
 *     CUT_UNDER=FOLDER CUT_FROM=NAME CUT_COUNT=FILE     let it run, and write down how many there were, all and from NAME on
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const { CUT_UNDER: under, CUT_FROM: from = '', CUT_AT: at, CUT_COUNT: count } = process.env;

/** Changes of threads are not counted: in what order they come is nobody's choice. */
if (under !== undefined && isMainThread) watch(under);

function watch(folder: string): void {
  const { openSync, closeSync, writeSync, writeFileSync, renameSync, rmSync, mkdirSync } = fs;
  const opened = new Map<number, string>();
  let [all, counted] = [0, 0];
  let begun = from === '';
  const step = (path: string | undefined, half: () => void = () => undefined): void => {
    if (path?.startsWith(folder) !== true) return;
    begun ||= path.endsWith(`/${from}.part`) || path.endsWith(`/${from}`);
    all += 1;
    if (!begun || counted++ !== Number(at ?? Number.NaN)) return;
    half();
    process.kill(process.pid, 'SIGKILL');
  };
  fs.openSync = (path, flags, ...rest) => {
    if (flags === 'w') step(String(path));
    const handle = openSync(path, flags, ...rest);
    opened.set(handle, String(path));
    return handle;
  };
  fs.closeSync = (handle) => {
    opened.delete(handle);
    closeSync(handle);
  };
  fs.writeSync = ((handle: number, data: Uint8Array, ...rest: []) => {
    step(opened.get(handle), () => writeSync(handle, firstHalf(data) as Uint8Array));
    return writeSync(handle, data, ...rest);
  }) as typeof fs.writeSync;
  fs.writeFileSync = (file, data, ...rest) => {
    const path = typeof file === 'number' ? opened.get(file) : String(file);
    step(path, () => writeFileSync(file, firstHalf(data as string | Uint8Array)));
    writeFileSync(file, data, ...rest);
  };
  fs.renameSync = (old, path) => {
    step(String(old));
    renameSync(old, path);
  };
  fs.rmSync = (path, ...rest) => {
    step(String(path));
    rmSync(path, ...rest);
  };
  fs.mkdirSync = ((path: string, ...rest: []) => {
    step(String(path));
    return mkdirSync(path, ...rest);
  }) as typeof fs.mkdirSync;
  // What names functions of `node:fs` gets these.
  syncBuiltinESMExports();
  if (count !== undefined)
    process.on('exit', () => writeFileSync(count, JSON.stringify({ all, last: counted })));
}

function firstHalf(data: string | Uint8Array): string | Uint8Array {
  return data.slice(0, data.length >> 1);
}
