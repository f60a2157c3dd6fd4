import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { run as config } from '../../src/cli/commands/config.ts';
import { run as init } from '../../src/cli/commands/init.ts';
import { run as status } from '../../src/cli/commands/status.ts';
import { writeWhole } from '../../src/cli/files.ts';
import { keepPrivate, makeDirectory, openForWriting, permissionFaults } from '../../src/cli/permissions.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { worldIn } from './world.ts';

const scratch = scratchDirectory();
const umaskBefore = process.umask();
afterEach(() => void process.umask(umaskBefore));

const modeOf = (path: string): number => statSync(path).mode & 0o777;
let turn = 0;

/** A data directory as `init` makes it. */
async function chain(): Promise<string> {
  turn += 1;
  const data = join(scratch, `chain-${turn}`);
  await init(worldIn(scratch).world, { data, json: true });
  return data;
}

describe('what is made in a data directory', () => {
  test.each([0o000, 0o022, 0o077, 0o277])('is for its owner alone under umask %o', (umask) => {
    turn += 1;
    const root = join(scratch, `root-${turn}`);
    makeDirectory(root);
    chmodSync(root, 0o755);
    keepPrivate(root);
    process.umask(umask);
    makeDirectory(join(root, 'a'));
    writeWhole(join(root, 'a', 'whole'), 'x');
    openForWriting(join(root, 'a', 'open'));
    expect(modeOf(join(root, 'a'))).toBe(0o700);
    expect([modeOf(join(root, 'a', 'whole')), modeOf(join(root, 'a', 'open'))]).toEqual([0o600, 0o600]);
  });

  test('is so even under a name that a killed run left open', () => {
    turn += 1;
    const root = join(scratch, `root-${turn}`);
    keepPrivate(root);
    makeDirectory(root);
    writeFileSync(join(root, 'file.part'), 'half');
    chmodSync(join(root, 'file.part'), 0o666);
    writeWhole(join(root, 'file'), 'whole');
    expect(modeOf(join(root, 'file'))).toBe(0o600);
  });

  test.each([
    [0o022, 0o755, 0o644],
    [0o027, 0o750, 0o640],
    [0o077, 0o700, 0o600],
  ])('outside of it goes by umask %o', (umask, directory, file) => {
    turn += 1;
    const out = join(scratch, `out-${turn}`);
    process.umask(umask);
    writeWhole(join(out, 'print', 'sheet.pdf'), 'x');
    expect([modeOf(out), modeOf(join(out, 'print')), modeOf(join(out, 'print', 'sheet.pdf'))]).toEqual([
      directory,
      directory,
      file,
    ]);
  });

  test('beside it, with a name that begins like it, is none of it', () => {
    turn += 1;
    const root = join(scratch, `root-${turn}`);
    keepPrivate(root);
    process.umask(0o022);
    writeWhole(`${root}-more/file`, 'x');
    expect(modeOf(`${root}-more/file`)).toBe(0o644);
  });

  test('above it is nobody’s secret', () => {
    turn += 1;
    const above = join(scratch, `above-${turn}`);
    keepPrivate(join(above, 'deep', 'data'));
    process.umask(0o022);
    makeDirectory(join(above, 'deep', 'data'));
    expect([modeOf(above), modeOf(join(above, 'deep')), modeOf(join(above, 'deep', 'data'))]).toEqual([
      0o755, 0o755, 0o700,
    ]);
  });
});

test('a directory that nobody can make is a fault, and no search without an end', () => {
  expect(() => makeDirectory('/proc/none/of/it')).toThrow(/ENOENT|EACCES|EROFS/);
  writeWhole(join(scratch, 'file'), 'x');
  expect(() => makeDirectory(join(scratch, 'file', 'below'))).toThrow(/EEXIST|ENOTDIR/);
});

describe('a data directory of another account', () => {
  test('is refused with 77 before anything is opened, with the command to run instead', async () => {
    const data = await chain();
    const log = readFileSync(join(data, 'logs', 'duelist.log'), 'utf8');
    const argv = ['status', '--data', data, '--set', "chain.name=O'Hara & Co"];
    const { world } = worldIn(scratch, { argv, uid: statSync(data).uid + 1, user: 'intruder' });
    for (const command of [status, config, init]) {
      const refused = command(world, { data });
      await expect(refused).rejects.toMatchObject({
        code: 'other-owner',
        exitCode: 77,
        at: { file: data },
        next: expect.stringMatching(/^Run it as its owner: sudo -u \S+ duelist status --data \S+ --set /),
      });
      await expect(command(world, { data })).rejects.toMatchObject({
        next: expect.stringContaining("'chain.name=O'\\''Hara & Co'"),
      });
    }
    expect(readFileSync(join(data, 'logs', 'duelist.log'), 'utf8')).toBe(log);
  });

  test.skipIf(process.getuid?.() !== 0)(
    'is refused to root as well, and an account without a name is a number',
    async () => {
      const data = await chain();
      chownSync(data, 54_321, 54_321);
      const refused = status(worldIn(scratch, { argv: ['status'] }).world, { data });
      await expect(refused).rejects.toMatchObject({
        code: 'other-owner',
        next: "Run it as its owner: sudo -u '#54321' duelist status",
      });
    },
  );

  test('is nothing that a system without accounts knows', async () => {
    const data = await chain();
    const { world, said } = worldIn(scratch, { uid: undefined });
    await status(world, { data, json: true });
    expect(said.stdout).toContain('duelist.status/1');
  });
});

describe('a data directory that others can look into', () => {
  test('is warned of in the log, with the command that closes it, and works', async () => {
    const data = await chain();
    chmodSync(data, 0o755);
    const { world, said } = worldIn(scratch);
    await status(world, { data, json: true });
    expect(said.stderr).toBe('');
    expect(readFileSync(join(data, 'logs', 'duelist.log'), 'utf8')).toContain(`chmod 700 ${data}`);
  });

  test('has each fault named with its mend; as init makes it, it has none', async () => {
    const data = await chain();
    expect(permissionFaults(data)).toEqual([]);
    chmodSync(data, 0o750);
    chmodSync(join(data, 'ledger.db'), 0o644);
    mkdirSync(join(data, 'more'), { mode: 0o700 });
    writeFileSync(join(data, 'more', "it's"), 'x');
    chmodSync(join(data, 'more', "it's"), 0o604);
    expect(permissionFaults(data)).toEqual([
      { path: '.', fault: 'open-to-others', mend: `chmod go= ${data}` },
      { path: 'ledger.db', fault: 'open-to-others', mend: `chmod go= ${join(data, 'ledger.db')}` },
      { path: "more/it's", fault: 'open-to-others', mend: `chmod go= '${join(data, 'more', "it'\\''s")}'` },
    ]);
  });

  test('may have an inbox whose files are as their senders left them', async () => {
    const data = await chain();
    writeFileSync(join(data, 'inbox', 'scans.csv'), 'x');
    chmodSync(join(data, 'inbox', 'scans.csv'), 0o644);
    expect(permissionFaults(data)).toEqual([]);
    chmodSync(join(data, 'inbox'), 0o755);
    expect(permissionFaults(data).map(({ path }) => path)).toEqual(['inbox']);
  });

  test.skipIf(process.getuid?.() !== 0)('names what another account left in it', async () => {
    const data = await chain();
    chownSync(join(data, 'ledger.db'), 54_321, 54_321);
    expect(permissionFaults(data)).toMatchObject([{ path: 'ledger.db', fault: 'other-owner' }]);
  });
});
