import { describe, expect, test } from 'vitest';
import { configKeys } from '../../src/config/keys.ts';
import { type ConfigSources, readConfig } from '../../src/config/load.ts';
import { variableOf } from '../../src/config/overrides.ts';
import { UserError } from '../../src/shared/errors.ts';

const FILE = 'duelist.toml';

function read(over: Partial<ConfigSources>) {
  return readConfig({ file: FILE, text: undefined, ...over });
}

function faultOf(over: Partial<ConfigSources>): UserError {
  try {
    read(over);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('no fault was found');
}

const faultsOf = (over: Partial<ConfigSources>): string[] =>
  (faultOf(over).next ?? '').split('\n').map((line) => line.trim());

const entryOf = (over: Partial<ConfigSources>, key: string) =>
  read(over).entries.find((entry) => entry.key === key);

describe('of several sources', () => {
  const text = '[plan]\ndrops = 14\n';
  const environment = { DUELIST_PLAN_DROPS: '2' };
  const flags = ['plan.drops=1'];

  test.each([
    ['the default', {}, 1, { from: 'default' }],
    ['the file over the default', { text }, 14, { from: 'file', file: FILE, line: 2 }],
    [
      'the environment over the file',
      { text, environment },
      2,
      { from: 'environment', variable: 'DUELIST_PLAN_DROPS' },
    ],
    ['the flag over the environment', { text, environment, flags }, 1, { from: 'flag' }],
    ['the flag over the file', { text, flags }, 1, { from: 'flag' }],
  ])('%s holds, and says so', (_, over, drops, origin) => {
    expect(read(over).config.plan.drops).toBe(drops);
    expect(entryOf(over, 'plan.drops')).toEqual({ key: 'plan.drops', value: drops, origin });
  });

  test('the last of two flags for one key holds', () => {
    expect(read({ flags: ['plan.drops=14', 'plan.drops=2'] }).config.plan.drops).toBe(2);
  });

  test('what one of them says of a key leaves the other keys alone', () => {
    const { config } = read({ text: '[plan]\nspecials = 3\n', environment, flags: ['plan.extras=0'] });
    expect(config.plan).toMatchObject({ specials: 3, drops: 2, extras: 0, due_lines: 24 });
  });

  test('a stronger value takes the place of a faulty one', () => {
    expect(read({ text: '[plan]\ndrops = 3\n', flags: ['plan.drops=2'] }).config.plan.drops).toBe(2);
  });
});

describe('a value of the command line or the environment is read by its key', () => {
  test.each([
    ['plan.control_percent', '0', 0],
    ['plan.control_percent', '2.5', 2.5],
    ['plan.lead_days', '7', 7],
    ['plan.unknown_households', 'true', true],
    ['plan.unknown_households', 'false', false],
    ['plan.drops', '14', 14],
    ['plan.spend_threshold', '30', 3000],
    ['plan.spend_threshold', '12.50', 1250],
    ['chain.name', 'Corner = Shop', 'Corner = Shop'],
    ['chain.name', '42', '42'],
    ['chain.name', 'true', 'true'],
    ['print.paper', 'a4', 'a4'],
    ['product_ids', 'opaque', 'opaque'],
    ['print.folds_pt', '264|528', [264, 528]],
    ['print.window_pt', '63|178|250|52', [63, 178, 250, 52]],
    ['print.window_pt', '[63, 178, 250, 52]', [63, 178, 250, 52]],
  ])('%s=%s', (key, text, value) => {
    const [table = '', name] = key.split('.');
    for (const over of [{ flags: [`${key}=${text}`] }, { environment: { [variableOf(key)]: text } }]) {
      const config: Record<string, unknown> = read(over).config;
      const found = name === undefined ? config[table] : (config[table] as Record<string, unknown>)[name];
      expect(found).toEqual(value);
    }
  });

  test('a list is separated by bars, or written as in the file; of a table of your own names each entry', () => {
    for (const text of ['tofu|word:soy', '["tofu", "word:soy"]']) {
      expect(read({ flags: [`diets.mine=${text}`] }).config.diets.mine).toEqual(['tofu', 'word:soy']);
      expect(read({ environment: { DUELIST_DIETS_MINE: text } }).config.diets.mine).toEqual([
        'tofu',
        'word:soy',
      ]);
    }
    const own = { flags: ['inbox.layouts.scans=my/scans.toml'] };
    expect(read(own).config.inbox.layouts).toEqual({ scans: 'my/scans.toml' });
    expect(entryOf(own, 'inbox.layouts.scans')?.origin).toEqual({ from: 'flag' });
  });

  test('an empty variable is one that is not set', () => {
    const { config, warnings } = read({ environment: { DUELIST_PLAN_DROPS: '', DUELIST_PLAN_DROPP: '' } });
    expect(config.plan.drops).toBe(1);
    expect(warnings).toEqual([]);
  });
});

describe('a fault', () => {
  test('of each source is named with it, all at once', () => {
    const over = {
      text: '[plan]\nlead_days = 99\n',
      environment: { DUELIST_PLAN_DROPS: '3', DUELIST_PRINT_DPI: 'fine' },
      flags: ['plan.specails=3', 'plan.unknown_households=yes', 'product_ids.x=1', 'nonsense.a=1'],
    };
    expect(faultsOf(over).sort()).toEqual([
      'nonsense: unknown key (from --set)',
      'plan.drops: expected 1 or 2 or 14, got 3 (from DUELIST_PLAN_DROPS)',
      'plan.lead_days: expected at most 21, got 99 (line 2)',
      'plan.specails: unknown key; did you mean plan.specials? (from --set)',
      'plan.unknown_households: expected true or false, got "yes" (from --set)',
      'print.dpi: expected 203 or 300 or 600, got "fine" (from DUELIST_PRINT_DPI)',
      'product_ids.x: unknown key (from --set)',
    ]);
    expect(faultOf(over)).toMatchObject({
      exitCode: 78,
      message: 'the configuration has 7 faults',
      at: { file: FILE },
    });
  });

  test('of a flag alone does not blame the file', () => {
    const fault = faultOf({ text: '[plan]\n', flags: ['plan.drops=3'] });
    expect(fault.message).toBe('the configuration has 1 fault');
    expect(fault.at).toBeUndefined();
  });

  test('of the file is not hidden by a flag for the table that is none', () => {
    expect(faultsOf({ text: 'plan = 5\n', flags: ['plan.drops=2'] })[0]).toMatch(
      /^plan: expected a table, got 5/,
    );
  });

  test('shows of an address only where it leads', () => {
    const secret = 'https://user:word@monitor.example.org/ping/5a7e?key=9';
    const [fault = ''] = faultsOf({ flags: [`plan.drops=${secret}`] });
    expect(fault).toContain('"https://monitor.example.org/…"');
    for (const part of ['5a7e', 'word', 'key=9']) expect(fault).not.toContain(part);
  });

  test.each(['__proto__.x=1', 'constructor=1', 'plan.__proto__=1', 'toString.a.b=1'])(
    'named like %s of the language is one like any other',
    (flag) => {
      expect(faultOf({ flags: [flag] }).exitCode).toBe(78);
    },
  );
});

describe('a variable that looks like a key and is none', () => {
  test.each([
    ['DUELIST_PLAN_CONTROL_PERCNT', /did you mean DUELIST_PLAN_CONTROL_PERCENT\?/],
    ['DUELIST_PLAN_WHATEVER_THIS_IS', /which is no key/],
    ['DUELIST_CONTROL_PERCENT', /did you mean DUELIST_PLAN_CONTROL_PERCENT\?/],
  ])('%s is warned of, and stops nothing', (variable, words) => {
    const { warnings } = read({ environment: { [variable]: '5' } });
    expect(warnings).toEqual([expect.stringMatching(words)]);
    expect(warnings[0]).toContain(variable);
  });

  test.each(['DUELIST_DATA', 'DUELIST_CONFIG', 'DUELIST_LAUNCHER_PID', 'DUELIST_X', 'PLAN_DROPS', 'PATH'])(
    '%s is none of these',
    (variable) => {
      expect(read({ environment: { [variable]: '5' } }).warnings).toEqual([]);
    },
  );
});

test('no two keys have the same variable, and none has one of the program itself', () => {
  const variables = configKeys().map(({ path }) => variableOf(path));
  expect(new Set(variables).size).toBe(variables.length);
  expect(variables.filter((name) => /^DUELIST_(?:DATA|CONFIG|LAUNCHER_PID)$/.test(name))).toEqual([]);
});

test('every key is among the entries, each once', () => {
  const entries = read({}).entries.map(({ key }) => key);
  expect(new Set(entries).size).toBe(entries.length);
  for (const { path } of configKeys())
    expect(entries.some((entry) => entry === path || entry.startsWith(`${path}.`))).toBe(true);
});

test('an address in an entry shows where it leads, and no more', () => {
  const text = '[night]\nheartbeat_success = "https://monitor.example.org/ping/5a7e"\n';
  expect(entryOf({ text }, 'night.heartbeat_success')?.value).toBe('https://monitor.example.org/…');
  expect(read({ text }).config.night.heartbeat_success).toBe('https://monitor.example.org/ping/5a7e');
});
