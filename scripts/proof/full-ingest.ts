/**
 * A disk that is full in the middle of a long ingest, quarantine and all: told in words (74), and with room again the same
 * command leaves what an undisturbed run leaves. Needs an account that may mount.
 *
 *     npm run proof -- full-ingest [--count TIMES] [--seed N]
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../lib/arguments.ts';
import { bytesUnder } from '../lib/bytes-under.ts';
import type { Proof } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import { copyData } from './support/chain.ts';
import { MAY_MOUNT, smallDisk } from './support/disks.ts';
import { differences, faultsOf } from './support/dump.ts';
import { duelist, succeed } from './support/program.ts';
import { contentOf, LONG, registerFiles } from './support/register-files.ts';

export const title = 'a disk that is full in the middle of a long ingest loses nothing and doubles nothing';

const TIMES = 20;
const DISK_MB = 256;
const STREAM = 12;

type Ground = {
  readonly scratch: string;
  readonly base: string;
  readonly files: readonly string[];
  readonly expected: readonly string[];
};

export const run: Proof = async ({ seed, count = TIMES, say }) => {
  if (!MAY_MOUNT) throw new UsageError('this account may not mount a small disk: run it as root');
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-full-'));
  try {
    const base = join(scratch, 'base');
    mkdirSync(join(base, 'keys'), { recursive: true });
    writeFileSync(join(base, 'keys', '1.key'), `${'5a'.repeat(32)}\n`, { mode: 0o600 });
    const files = registerFiles(scratch, LONG, seed);
    const whole = copyData(base, join(scratch, 'whole'));
    await succeed(['ingest', 'scans', ...files, '--data', whole]);
    const ground = { scratch, base, files, expected: contentOf(whole) };
    const takenKb = Math.ceil(bytesUnder(whole) / 1024);
    const dice = new Dice(seed).stream(STREAM, 0);
    const failures: string[] = [];
    let stopped = 0;
    for (let time = 0; time < count; time++) {
      const leaveKb = dice.below(takenKb);
      const { code, faults } = await fillOnce(ground, leaveKb);
      if (code === 74) stopped += 1;
      failures.push(...faults.map((fault) => `with ${leaveKb} of ${takenKb} KB free: ${fault}`));
      say(`${time + 1} times, ${failures.length} failures`);
    }
    return {
      count,
      failures,
      figures: { 'KB of an undisturbed run': takenKb, 'stopped by the disk': stopped },
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

async function fillOnce({ scratch, base, files, expected }: Ground, leaveKb: number) {
  const mount = join(scratch, 'disk');
  const disk = smallDisk(mount, DISK_MB);
  try {
    const data = copyData(base, join(mount, 'data'));
    const args = ['ingest', 'scans', ...files, '--data', data];
    disk.fill(leaveKb);
    const { code, stderr } = await duelist(args);
    const faults: string[] = [];
    // Where it fits after all there is nothing to tell.
    if (code !== 0 && !(code === 74 && /^error\[(?:io|disk-full)\].*Make room/s.test(stderr)))
      faults.push(`ended with ${code}: ${stderr}`);
    disk.clear();
    const again = await duelist(args);
    if (again.code !== 0)
      return { code, faults: [...faults, `with room again, ${again.code}: ${again.stderr}`] };
    const left = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.part'),
    );
    if (left.length > 0) faults.push(`${left.join(', ')} is left`);
    return { code, faults: [...faults, ...faultsOf(data), ...differences(expected, contentOf(data))] };
  } finally {
    disk.remove();
  }
}
