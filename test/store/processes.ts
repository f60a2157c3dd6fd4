import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

const SRC = pathToFileURL(join(import.meta.dirname, '../../src/')).href;

export type Ended = { readonly code: number | null; readonly stderr: string };

/**
 * Another process that runs some lines against our code; `src('store/run-lock.ts')` in them imports a module of it, and
 * `say(text)` prints a line; `go()` writes one to its stdin.
 */
export function otherProcess(lines: string) {
  const code = `const src = (name) => import(${JSON.stringify(SRC)} + name); const say = (text) => console.log(text); ${lines}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, stderr }));
  });
  return {
    pid: child.pid,
    ended,
    said: (line: string) => said(child, line, ended),
    go: () => child.stdin.write('go\n'),
    kill: () => child.kill('SIGKILL'),
  };
}

/** Resolves when the process has printed the line; fails when it ended without. */
function said(child: ChildProcess, line: string, ended: Promise<Ended>): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      if (text.includes(`${line}\n`)) resolve();
    });
    ended.then(
      ({ code, stderr }) => reject(new Error(`ended with ${code} before it said ${line}: ${stderr}`)),
      reject,
    );
  });
}
