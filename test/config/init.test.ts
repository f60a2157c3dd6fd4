import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/commands/init.ts';
import { parseConfig } from '../../src/config/load.ts';
import { worldIn } from '../cli/world.ts';
import { scratchDirectory } from '../support/scratch.ts';

const scratch = scratchDirectory();
const data = join(scratch, 'chain');
let written = '';

beforeAll(async () => {
  await run(worldIn(scratch).world, { data: 'chain', json: true });
  written = readFileSync(join(data, 'duelist.toml'), 'utf8');
});

describe('the config that init writes', () => {
  test('is a config as it stands: the defaults, and a control group of 5 per cent', () => {
    const defaults = parseConfig(undefined, 'none');
    expect(parseConfig(written, 'duelist.toml')).toEqual({
      ...defaults,
      plan: { ...defaults.plan, control_percent: 5 },
    });
  });

  test('shows each default behind its comment mark, as the program has it', () => {
    const uncommented = written.replace(/^# ([a-z_]+ = .*)$/gm, '$1');
    const keys = [...uncommented.matchAll(/^([a-z_]+) = /gm)].map((match) => match[1]);
    expect(keys).toEqual(
      expect.arrayContaining(['product_ids', 'name', 'spend_threshold', 'drops', 'paper']),
    );
    expect(keys.length).toBe([...written.matchAll(/^#? ?[a-z_]+ = /gm)].length);
    const defaults = parseConfig(undefined, 'none');
    expect(parseConfig(uncommented, 'duelist.toml')).toEqual({
      ...defaults,
      product_ids: 'gtin',
      plan: { ...defaults.plan, control_percent: 5 },
    });
  });

  test('is left as it is by a second init', async () => {
    const edited = written.replace('control_percent = 5', 'control_percent = 10');
    writeFileSync(join(data, 'duelist.toml'), edited);
    const { world, said } = worldIn(scratch);
    await run(world, { data: 'chain', json: true });
    expect(readFileSync(join(data, 'duelist.toml'), 'utf8')).toBe(edited);
    expect(JSON.parse(said.stdout)).toMatchObject({ schema: 'duelist.init/1', made: false, key_id: 1 });
  });

  test('stands beside an inbox and a key of the owner alone', () => {
    expect(statSync(join(data, 'inbox')).isDirectory()).toBe(true);
    expect(statSync(join(data, 'keys', '1.key')).mode & 0o777).toBe(0o600);
  });

  test('is not needed where one was named elsewhere', async () => {
    const elsewhere = join(scratch, 'conf');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'my.toml'), '[plan]\ndrops = 3\n');
    await expect(run(worldIn(scratch).world, { data: 'chain', config: 'conf/my.toml' })).rejects.toThrow(
      /my\.toml has 1 fault/,
    );
  });
});
