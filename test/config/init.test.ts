import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/commands/init.ts';
import { configKeys, configTables } from '../../src/config/keys.ts';
import { parseConfig } from '../../src/config/load.ts';
import { FEEDS } from '../../src/ingest/rows.ts';
import { worldIn } from '../cli/world.ts';
import { scratchDirectory } from '../support/scratch.ts';

const scratch = scratchDirectory();
const data = join(scratch, 'chain');
let written = '';

beforeAll(async () => {
  await run(worldIn(scratch).world, { data: 'chain', json: true });
  written = readFileSync(join(data, 'duelist.toml'), 'utf8');
});

/** The file with every key in force: comment marks taken away from keys, and from lists over several lines. */
function uncommented(text: string): string {
  return text
    .replace(
      /^# ([\w"]+ = \[)$((?:\n#.*)*?\n# \])/gm,
      (_, first, rest) => first + rest.replaceAll('\n# ', '\n'),
    )
    .replace(/^# ([\w"]+ = .*)$/gm, '$1');
}

/** What a key without a default is shown with, by table. */
function shownExamples(): Record<string, unknown> {
  const defaults: Record<string, unknown> = parseConfig(undefined, 'none');
  const shown: Record<string, unknown> = {};
  for (const { path, table, fallback, example } of configKeys()) {
    if (fallback !== undefined) continue;
    const name = path.slice(path.lastIndexOf('.') + 1);
    if (table === '') shown[name] = example;
    else shown[table] = { ...(defaults[table] as object), ...(shown[table] as object), [name]: example };
  }
  return shown;
}

// Whoever adds a key says what it is: the file that init writes says nothing else.
describe('the schema', () => {
  test.each(configKeys())('says of $path what it is, in a sentence or more', ({ description }) => {
    expect(description).toMatch(/^[A-Z].{10,}[.]$/s);
  });

  test.each(configTables().filter(({ name }) => name !== ''))(
    'says of [$name] what it is',
    ({ description }) => {
      expect(description).toMatch(/^[A-Z].+[.]$/s);
    },
  );

  test.each(configKeys())('has a default for $path, or an example', ({ fallback, example }) => {
    expect(fallback ?? example).toBeDefined();
  });
});

describe('the config that init writes', () => {
  test('is a config as it stands: the defaults, and a control group of 5 per cent', () => {
    const defaults = parseConfig(undefined, 'none');
    expect(parseConfig(written, 'duelist.toml')).toEqual({
      ...defaults,
      plan: { ...defaults.plan, control_percent: 5 },
    });
  });

  test('shows each key with its default behind its comment mark, as the program has it', () => {
    const defaults = parseConfig(undefined, 'none');
    expect(parseConfig(uncommented(written), 'duelist.toml')).toEqual({
      ...defaults,
      ...shownExamples(),
      plan: { ...defaults.plan, control_percent: 5 },
    });
  });

  test.each(configKeys())('has $path once, under its table, with what it means and its bounds', (key) => {
    const lines = written.split('\n');
    const from = key.table === '' ? 0 : lines.indexOf(`[${key.table}]`);
    expect(from).toBeGreaterThanOrEqual(0);
    const next = lines.findIndex((line, index) => index > from && line.startsWith('['));
    const table = lines.slice(from, next < 0 ? undefined : next);
    const name = key.path.slice(key.path.lastIndexOf('.') + 1);
    if (key.isFree && key.table === '') {
      expect(lines).toContain(`[${key.path}]`);
      return;
    }
    expect(table.filter((line) => new RegExp(`^(?:# )?${name} = `).test(line))).toHaveLength(1);
    const comments = table.map((line) => line.replace(/^# */, '')).join(' ');
    expect(comments).toContain(key.description?.split(/\s+/).join(' '));
    if (key.allowed !== undefined) expect(comments).toContain(key.allowed);
  });

  test('says why there is a control group, what it costs to have none, and how to', () => {
    const text = written.replaceAll(/\n# /g, ' ');
    expect(text).toMatch(/without a control group nobody can say what the lists are worth/);
    expect(text).toMatch(/Set it to 0 to mail everybody/);
    expect(
      parseConfig(written.replace('control_percent = 5', 'control_percent = 0'), 'f').plan,
    ).toMatchObject({
      control_percent: 0,
    });
  });

  test('keeps to a width that a terminal shows', () => {
    expect(written.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  test('is left as it is by a second init', async () => {
    const edited = written.replace('control_percent = 5', 'control_percent = 10');
    writeFileSync(join(data, 'duelist.toml'), edited);
    const { world, said } = worldIn(scratch);
    await run(world, { data: 'chain', json: true });
    expect(readFileSync(join(data, 'duelist.toml'), 'utf8')).toBe(edited);
    expect(JSON.parse(said.stdout)).toMatchObject({
      schema: 'duelist.init/1',
      made: false,
      files_made: [],
      key_id: 1,
      key_fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('comes back when it was lost, and so does what else is missing', async () => {
    rmSync(join(data, 'duelist.toml'));
    rmSync(join(data, 'inbox'), { recursive: true });
    const { world, said } = worldIn(scratch);
    await run(world, { data: 'chain', json: true });
    expect(JSON.parse(said.stdout)).toMatchObject({
      made: true,
      files_made: ['inbox', 'inbox/taken', 'inbox/README.txt', 'duelist.toml'],
    });
    expect(readFileSync(join(data, 'duelist.toml'), 'utf8')).toBe(written);
  });

  test('stands beside an inbox that says how files are to be named', () => {
    const readme = readFileSync(join(data, 'inbox', 'README.txt'), 'utf8');
    for (const feed of FEEDS) expect(readme).toContain(feed);
    for (const word of [
      '.csv.gz',
      '.part',
      '.tmp',
      '.filepart',
      'dot',
      'taken/DAY/',
      'refused/DAY/',
      'rename',
    ])
      expect(readme).toContain(word);
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
