import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../scripts/proof/support/program.ts';
import { succeedHere } from '../support/here.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { planned } from '../support/shared-chain.ts';

const data = join(scratchDirectory(), 'data');
beforeAll(() => planned(data));

test('a reader that is slow to begin gets all of a long output', async () => {
  const args = ['lists', '--cycle', '1', '--data', data];
  const program = [process.execPath, join(ROOT, 'src/duelist.js'), ...args]
    .map((arg) => `'${arg}'`)
    .join(' ');
  // More than a pipe holds, and later than the program would linger.
  const { stdout } = spawnSync('bash', ['-c', `${program} | (sleep 3; cat)`], { encoding: 'utf8' });
  expect(stdout.length).toBeGreaterThan(200_000);
  expect(stdout === (await succeedHere(args)).stdout).toBe(true);
});
