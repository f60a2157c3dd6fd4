import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const KB = 1024;

function ran(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Whether this account may mount: root in most places, nobody in some containers. */
export const MAY_MOUNT = mayMount();

/** Whether this account may become another one. */
export const MAY_CHANGE_USER =
  process.getuid?.() === 0 && ran('setpriv', '--reuid', '65534', '--clear-groups', 'true');

function mayMount(): boolean {
  const dir = mkdtempSync(join(tmpdir(), 'duelist-mount-'));
  const may = ran('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', dir);
  if (may) ran('umount', dir);
  rmdirSync(dir);
  return may;
}

/** A disk of its own of some megabytes, in memory. */
export function smallDisk(dir: string, megabytes: number) {
  mkdirSync(dir, { recursive: true });
  if (!ran('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', dir)) {
    throw new Error(`cannot mount ${dir}`);
  }
  const ballast = join(dir, 'ballast');
  return {
    /** Leave so many kilobytes free. */
    fill: (leaveKb: number): void => {
      const { bavail, bsize } = statfsSync(dir);
      const handle = openSync(ballast, 'w');
      const block = Buffer.alloc(KB);
      for (let left = Math.floor((bavail * bsize) / KB) - leaveKb; left > 0; left--) writeSync(handle, block);
      closeSync(handle);
    },
    clear: (): void => rmSync(ballast, { force: true }),
    // Lazily: a file that is still open somewhere in this process does not keep the others from going.
    remove: (): void => void ran('umount', '-l', dir),
  };
}

/** The same directory once more, where nothing can be written. @returns How to end it. */
export function mountReadOnly(dir: string, at: string): () => void {
  mkdirSync(at, { recursive: true });
  if (!ran('mount', '--bind', dir, at) || !ran('mount', '-o', 'remount,ro,bind', at)) {
    throw new Error(`cannot mount ${at}`);
  }
  return () => void ran('umount', '-l', at);
}
