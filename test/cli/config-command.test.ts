import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import type { World } from '../../src/cli/world.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { type Said, worldIn } from './world.ts';

const scratch = scratchDirectory();
const data = join(scratch, 'data');
const toml = join(data, 'duelist.toml');

/** A whole command line. */
async function duelist(argv: readonly string[], over: Partial<World> = {}): Promise<Said> {
  const { world, said } = worldIn(scratch, { argv, ...over });
  await run(world);
  return said;
}

beforeAll(() => {
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(
    toml,
    '[plan]\ncontrol_percent = 5\n[night]\nheartbeat_success = "https://example.org/5a7e"\n',
  );
});

describe('config', () => {
  test('shows every key with its value and where that comes from', async () => {
    const said = await duelist(
      ['config', '--show', '--data', data, '--set', 'plan.specials=3', '--set', 'plan.extras=1'],
      {
        env: { DUELIST_PLAN_DROPS: '14' },
      },
    );
    expect({ code: said.exitCode, stderr: said.stderr }).toEqual({ code: undefined, stderr: '' });
    const rows = new Map(
      said.stdout.split('\n').map((line) => [line.split(' ')[0], line.split(/ {2,}/).slice(1)]),
    );
    expect(rows.get('plan.specials')).toEqual(['3', 'flag --set']);
    expect(rows.get('plan.extras')).toEqual(['1', 'flag --set']);
    expect(rows.get('plan.drops')).toEqual(['14', 'environment DUELIST_PLAN_DROPS']);
    expect(rows.get('plan.control_percent')).toEqual(['5', `file ${toml}:2`]);
    expect(rows.get('plan.spend_threshold')).toEqual(['"25.00"', 'default']);
    expect(rows.get('product_ids')).toEqual(['(absent)', 'default']);
    expect(rows.get('night.heartbeat_success')).toEqual(['"https://example.org/…"', `file ${toml}:4`]);
    expect(said.stdout).not.toContain('5a7e');
  });

  test('in JSON has an entry for each', async () => {
    const said = await duelist(['config', '--data', data, '--json', '--set', 'plan.specials=3']);
    const { schema, file, warnings, entries } = JSON.parse(said.stdout);
    expect({ schema, file, warnings }).toEqual({ schema: 'duelist.config/1', file: toml, warnings: [] });
    expect(entries).toEqual(
      expect.arrayContaining([
        { key: 'plan.specials', value: 3, origin: 'flag', source: '--set' },
        { key: 'plan.control_percent', value: 5, origin: 'file', source: `${toml}:2` },
        { key: 'plan.drops', value: 1, origin: 'default', source: null },
        { key: 'product_ids', value: null, origin: 'default', source: null },
      ]),
    );
  });

  test('without --show says in a line that all is well, and what looks like a slip', async () => {
    const said = await duelist(['config', '--data', data], { env: { DUELIST_PLAN_DROPPS: '2' } });
    expect(said.stdout).toMatch(
      /^warning: .*DUELIST_PLAN_DROPPS.*did you mean DUELIST_PLAN_DROPS\?\nthe configuration is sound: 2 from /,
    );
    expect(said.stderr).toBe('');
  });

  test('names all faults at once, and ends in 78', async () => {
    const said = await duelist([
      'config',
      '--data',
      data,
      '--set',
      'plan.drops=3',
      '--set',
      'plan.spend_week=2',
      '--json',
    ]);
    expect(said.exitCode).toBe(78);
    expect(said.stderr).toContain('plan.drops: expected 1 or 2 or 14, got 3 (from --set)');
    expect(said.stderr).toContain(
      'plan.spend_week: unknown key; did you mean plan.spend_weeks? (from --set)',
    );
    expect(JSON.parse(said.stdout)).toMatchObject({
      schema: 'duelist.error/1',
      code: 'config',
      exit_code: 78,
    });
  });

  test('needs no data directory for a file that is named, and one without (66)', async () => {
    const elsewhere = join(scratch, 'my.toml');
    writeFileSync(elsewhere, '[plan]\ndrops = 2\n');
    const none = join(scratch, 'none');
    expect((await duelist(['config', '--data', none])).exitCode).toBe(66);
    const said = await duelist(['config', '--show', '--data', none, '--config', elsewhere]);
    expect(said.exitCode).toBeUndefined();
    expect(said.stdout).toContain(`file ${elsewhere}:2`);
    expect((await duelist(['config', '--config', join(scratch, 'no.toml')])).exitCode).toBe(66);
  });
});

describe('--set', () => {
  test.each(['plan.drops', '=3', '  =3', ''])('%j is a fault of the command line (64)', async (setting) => {
    const said = await duelist(['config', '--data', data, '--set', setting]);
    expect(said.exitCode).toBe(64);
    expect(said.stderr).toContain('key=value');
  });

  test('before operands leaves them alone', async () => {
    const file = join(scratch, 'stores.csv');
    writeFileSync(file, 'store_id,name\n1,Main Street\n');
    const said = await duelist(['ingest', '--set', 'plan.drops=2', 'stores', file, '--data', data]);
    expect(said.exitCode).toBeUndefined();
    expect(said.stdout).toContain('1 line stored');
  });

  test('holds for the command that it is given to, and no other', async () => {
    const planned = async (set: readonly string[]) =>
      JSON.parse((await duelist(['plan', '--as-of', '2026-10-18', '--data', data, '--json', ...set])).stdout);
    expect(await planned(['--set', 'plan.lead_days=1', '--set', 'plan.valid_days=3'])).toMatchObject({
      valid_from: '2026-10-19',
      valid_until: '2026-10-21',
    });
    expect(await planned([])).toMatchObject({ valid_from: '2026-10-22', valid_until: '2026-11-04' });
  });
});
