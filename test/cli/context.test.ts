import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countOption, dayOption, withContext } from '../../src/cli/context.ts';
import type { CommonOptions } from '../../src/cli/options.ts';
import type { World } from '../../src/cli/world.ts';
import { EXIT, UserError } from '../../src/shared/errors.ts';
import { date } from '../offers/build.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { worldIn } from './world.ts';

const scratch = scratchDirectory();
const CREATE = { command: 'test', create: true };
const OPEN = { command: 'test' };

function fault(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

/** Make an empty chain, named by itself. */
async function makeChain(name: string): Promise<string> {
  await withContext(worldIn(scratch).world, { data: name }, CREATE, () => undefined);
  return join(scratch, name);
}

describe('a day of the command line', () => {
  test('is a calendar day', () => {
    expect(dayOption('--as-of', '2028-02-29')).toBe(date('2028-02-29'));
  });

  test.each(['', 'today', '2026-2-3', '2026-02-30', '2027-02-29', '2026/02/03', '2026-02-03 ', '20260203'])(
    '%j is a usage fault that names its option',
    (text) => {
      const error = fault(() => dayOption('--as-of', text));
      expect(error.exitCode).toBe(EXIT.usage);
      expect(error.message).toBe(`--as-of ${text} is not a calendar day`);
    },
  );
});

describe('a number of the command line', () => {
  test.each([
    ['1', 1],
    ['56', 56],
    ['007', 7],
  ])('%s is one', (text, value) => {
    expect(countOption('--horizon', text, 1, 56)).toBe(value);
  });

  test.each(['', '0', '57', '-1', '+1', '1.5', '1e1', '0x10', ' 7', 'seven', '1'.repeat(400)])(
    '%j is a usage fault that names its option and its range',
    (text) => {
      const error = fault(() => countOption('--horizon', text, 1, 56));
      expect(error.exitCode).toBe(EXIT.usage);
      expect(error.message).toBe(`--horizon ${text} is not a whole number from 1 to 56`);
    },
  );
});

describe('the data directory', () => {
  test('is asked for where there is none, and not made by the way', async () => {
    const opened = withContext(worldIn(scratch).world, { data: 'nowhere' }, OPEN, () => undefined);
    await expect(opened).rejects.toMatchObject({ code: 'data-missing', exitCode: EXIT.inputMissing });
    expect(existsSync(join(scratch, 'nowhere'))).toBe(false);
  });

  test('is made for its owner alone by a command that may', async () => {
    const dir = await makeChain('made');
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(existsSync(join(dir, 'ledger.db'))).toBe(true);
  });

  test('is complete at rest: no write-ahead log is left behind, also after a fault', async () => {
    const dir = await makeChain('at-rest');
    const failing = withContext(worldIn(scratch).world, { data: 'at-rest' }, OPEN, () => {
      throw new RangeError('a bug');
    });
    await expect(failing).rejects.toThrow('a bug');
    for (const name of ['history.db-wal', 'ledger.db-wal']) {
      const path = join(dir, name);
      expect(existsSync(path) ? statSync(path).size : 0).toBe(0);
    }
    expect(readFileSync(join(dir, 'logs/duelist.log'), 'utf8')).toContain('a bug');
  });

  test('is locked against a second run, which says who holds it; and free again afterwards', async () => {
    await makeChain('locked');
    const needs = { command: 'night', lock: true };
    await withContext(worldIn(scratch).world, { data: 'locked' }, needs, async () => {
      const second = withContext(worldIn(scratch).world, { data: 'locked' }, needs, () => undefined);
      await expect(second).rejects.toMatchObject({ exitCode: EXIT.locked });
      await expect(second).rejects.toThrow(/4711|night/);
      // A lane does not wait for the night.
      await withContext(worldIn(scratch).world, { data: 'locked' }, OPEN, () => undefined);
    });
    const third = withContext(worldIn(scratch).world, { data: 'locked' }, needs, () => 'done');
    await expect(third).resolves.toBe('done');
  });
});

describe('the config', () => {
  test('is the one in the data directory, the one that is named, or the defaults', async () => {
    const dir = await makeChain('config');
    const drops = (options: Partial<CommonOptions>) =>
      withContext(
        worldIn(scratch).world,
        { data: 'config', ...options },
        OPEN,
        ({ config }) => config.plan.drops,
      );
    expect(await drops({})).toBe(1);
    writeFileSync(join(dir, 'duelist.toml'), '[plan]\ndrops = 2\n');
    expect(await drops({})).toBe(2);
    mkdirSync(join(scratch, 'elsewhere'));
    writeFileSync(join(scratch, 'elsewhere/my.toml'), '[plan]\ndrops = 14\n');
    expect(await drops({ config: 'elsewhere/my.toml' })).toBe(14);
  });

  test('that is named and not there is a fault, not the defaults', async () => {
    await makeChain('config-gone');
    const opened = withContext(
      worldIn(scratch).world,
      { data: 'config-gone', config: 'gone.toml' },
      OPEN,
      () => 0,
    );
    await expect(opened).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('with a fault stops the run before it touches anything', async () => {
    const dir = join(scratch, 'config-bad');
    mkdirSync(dir);
    writeFileSync(join(dir, 'duelist.toml'), '[plan]\ndrops = 3\n');
    const opened = withContext(worldIn(scratch).world, { data: 'config-bad' }, OPEN, () => 0);
    await expect(opened).rejects.toMatchObject({ code: 'config', exitCode: EXIT.badConfig });
    expect(existsSync(join(dir, 'ledger.db'))).toBe(false);
  });
});

describe('what a command says', () => {
  async function say(options: Partial<CommonOptions>, over: Partial<World> = {}) {
    const { world, said } = worldIn(scratch, over);
    await withContext(world, { data: 'talk', ...options }, CREATE, (context) => {
      context.warn('the feed is stale');
      context.answer({ schema: 'duelist.test/1', lists: 3 }, '3 lists\n');
    });
    return { stdout: said.stdout, stderr: said.stderr };
  }
  const JSON_LINE = '{"schema":"duelist.test/1","lists":3}\n';
  const WARNING = 'warning: the feed is stale\n';

  test.each<[string, Partial<CommonOptions>, Partial<World>, { stdout: string; stderr: string }]>([
    ['nothing but the result without a terminal', {}, {}, { stdout: '3 lists\n', stderr: '' }],
    ['warnings to a terminal', {}, { isTerminal: true }, { stdout: '3 lists\n', stderr: WARNING }],
    [
      'none of them when it is to be quiet',
      { quiet: true },
      { isTerminal: true },
      { stdout: '3 lists\n', stderr: '' },
    ],
    [
      'warnings without a terminal when asked to',
      { verbose: true },
      {},
      { stdout: '3 lists\n', stderr: WARNING },
    ],
    ['one JSON document', { json: true }, {}, { stdout: JSON_LINE, stderr: '' }],
    [
      'one JSON document and warnings beside it',
      { json: true },
      { isTerminal: true },
      { stdout: JSON_LINE, stderr: WARNING },
    ],
  ])('is %s', async (_, options, over, expected) => {
    expect(await say(options, over)).toEqual(expected);
  });

  test('is in the log whether or not anybody heard it', async () => {
    await say({ quiet: true });
    expect(readFileSync(join(scratch, 'talk/logs/duelist.log'), 'utf8')).toContain('the feed is stale');
  });
});
