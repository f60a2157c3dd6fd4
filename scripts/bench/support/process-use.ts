import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { UsageError } from '../../lib/arguments.ts';

/** What a whole process took, from its start to its end. */
export type Use = {
  readonly wallS: number;
  /** User and system time, of its children too. */
  readonly cpuS: number;
  /** The most memory that was resident at any moment. */
  readonly peakMb: number;
  readonly stdout: string;
};

/** How closely a process is watched: what it takes after the last look is not seen. */
const LOOK_MS = 10;
const TICKS_PER_SECOND = 100;
const KB_PER_MB = 1024;

/** Run a program to its end. @throws Error when it fails, with what it said. */
export async function useOf(
  program: string,
  args: readonly string[],
  input = '',
  env: NodeJS.ProcessEnv = process.env,
): Promise<Use> {
  if (process.platform !== 'linux')
    throw new UsageError('what a process takes is read from /proc: this bench needs Linux');
  const start = process.hrtime.bigint();
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
  child.stdin.end(input);
  const seen = { cpuS: 0, peakMb: 0 };
  const watch = setInterval(() => look(child.pid, seen), LOOK_MS);
  const { code, stdout, stderr } = await ended(child);
  clearInterval(watch);
  const wallS = Number(process.hrtime.bigint() - start) / 1e9;
  if (code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${stderr.slice(0, 2000)}`);
  return { wallS, ...seen, stdout };
}

function ended(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Both figures only grow, so that the last look before the end is nearly the end. */
function look(pid: number | undefined, seen: { cpuS: number; peakMb: number }): void {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Behind the name, which may hold anything: state is field 3; utime, stime, cutime and cstime are 14 to 17 (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    seen.cpuS = Math.max(seen.cpuS, ticks / TICKS_PER_SECOND);
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    seen.peakMb = Math.max(seen.peakMb, Number(peak ?? 0) / KB_PER_MB);
  } catch {
    // It has ended between two looks.
  }
}
