import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { COMMANDS } from '../../src/cli/table/commands.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { worldIn } from './world.ts';

const scratch = scratchDirectory();

test.each([
  ['status', 1],
  ['stores', 1],
  ['void --redemption 1', 0],
])('%s stands back %d times', async (line, times) => {
  const stoodBack: string[] = [];
  const argv = [...line.split(' '), '--data', join(scratch, 'none')];
  const { world, said } = worldIn(scratch, { argv, standBack: () => void stoodBack.push(line) });
  await run(world);
  expect(said.exitCode).not.toBe(64);
  expect(stoodBack).toHaveLength(times);
});

test('what a lane waits for stands back for nobody', () => {
  const urgent = COMMANDS.filter((spec) => spec.urgent === true).map(({ name }) => name);
  expect(urgent).toEqual(['redeem', 'commit', 'serve', 'void', 'return', 'lane']);
});

// What main.ts does to its own process can be seen from inside one only.
test.skipIf(!existsSync('/proc/self/task'))(
  'to stand back is a matter of all threads, and never of less',
  () => {
    const niceOf = (args: readonly string[], nice: number): string[] => {
      const seen = `process.on('exit', () => {
      const { readdirSync, readFileSync } = process.getBuiltinModule('node:fs');
      const all = readdirSync('/proc/self/task').map((id) => readFileSync('/proc/self/task/' + id + '/stat', 'utf8').split(') ')[1].split(' ')[16]);
      process._rawDebug([...new Set(all)].join());
    });`;
      const main = join(import.meta.dirname, '../../src/main.ts');
      const node = ['--import', `data:text/javascript,${encodeURIComponent(seen)}`, main, ...args];
      const { stderr } = spawnSync('nice', ['-n', String(nice), process.execPath, ...node], {
        encoding: 'utf8',
        cwd: scratch,
      });
      return stderr.trim().split('\n').slice(-1);
    };
    expect(niceOf(['status', '--data', 'none'], 0)).toEqual(['10']);
    expect(niceOf(['status', '--data', 'none'], 15)).toEqual(['15']);
    expect(niceOf(['void', '--redemption', '1', '--data', 'none'], 0)).toEqual(['0']);
  },
);
