import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alternate } from '../../scripts/lib/alternate.ts';
import { readArguments, UsageError } from '../../scripts/lib/arguments.ts';
import { report, reportText } from '../../scripts/lib/bench-report.ts';
import { proofReport, proofText } from '../../scripts/lib/proof-report.ts';
import { ROOT } from './project.ts';

describe('a test run ends with one line of counts', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'duelist-summary-'));
    const reporters = ['default', join(ROOT, 'scripts/lib/summary-reporter.ts')];
    const config = { test: { globals: true, include: ['*.test.ts'], reporters } };
    writeFileSync(join(folder, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};`);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const good = `test('a', () => {}); describe('b', () => { test('c', () => {}); });`;
  test.each([
    ['all is well', [good], '2 passed, 0 failed', 0],
    ['a test is skipped', [good, `test.skip('d', () => {});`], '2 passed, 0 failed, 1 skipped', 0],
    ['a test fails', [good, `test('d', () => { throw new Error('no'); });`], '2 passed, 1 failed', 1],
    ['a file cannot be loaded', [good, `throw new Error('no');`], '2 passed, 1 failed', 1],
    [
      'a hook fails after good tests',
      [`${good} afterAll(() => { throw new Error('no'); });`],
      '2 passed, 1 failed',
      1,
    ],
    [
      'something fails outside of any test',
      [`${good} Promise.reject(new Error('no'));`],
      '2 passed, 1 failed',
      1,
    ],
  ])('when %s', (_, files, line, code) => {
    for (const [index, text] of files.entries()) writeFileSync(join(folder, `${index}.test.ts`), text);
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const { status, stdout } = spawnSync(process.execPath, [vitest, 'run', '--root', folder], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, CI: 'true' },
    });
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(line);
    expect(status).toBe(code);
  });
});

describe('a bench', () => {
  const measured = {
    contestants: [
      { name: 'ours', ours: true, unit: 'ms', samples: [30, 10, 20] },
      { name: 'theirs', ours: false, unit: 'ms', samples: [4, 1, 3, 2] },
    ],
    input: { rows: 7 },
    versions: { theirs: '1.2.3' },
    notes: ['Warm.'],
  };

  test('reports medians, their ratio, the machine and the versions', () => {
    const result = report('example', measured);
    expect(result).toMatchObject({
      schema: 'duelist.bench/1',
      bench: 'example',
      rows: [
        { name: 'ours', ours: true, unit: 'ms', median: 20, min: 10, max: 30, samples: [30, 10, 20] },
        { name: 'theirs', ours: false, unit: 'ms', median: 2.5, min: 1, max: 4 },
      ],
      ratios: [{ ours: 'ours', peer: 'theirs', ratio: 8 }],
      input: { rows: 7 },
      machine: { cores: expect.any(Number), cpu: expect.any(String) },
      versions: { duelist: expect.stringMatching(/^\d/), node: process.versions.node, theirs: '1.2.3' },
    });
    expect(reportText(result)).toContain('ours / theirs = 8\n');
  });

  test('sets ours against peers of the same unit, round by round, and says what may be at most', () => {
    const one = (name: string, ours: boolean, unit: string, samples: number[]) => ({
      name,
      ours,
      unit,
      samples,
    });
    const result = report('example', {
      ...measured,
      contestants: [
        one('ours', true, 's', [2, 6]),
        one('ours', true, 'MB', [100, 100]),
        { ...one('theirs', false, 'MB', [1, 1]), alone: true as const },
        one('theirs', false, 's', [1, 2]),
      ],
      limits: [{ ours: 'ours', peer: 'theirs', unit: 's', atMost: 2.5 }],
      claims: [
        { what: 'again', value: 2.9, unit: 's', atMost: 3 },
        { what: 'peak', value: 251, unit: 'MB', atMost: 250 },
      ],
    });
    expect(result.ratios).toEqual([
      { ours: 'ours', peer: 'theirs', unit: 's', ratio: 2.667, min: 2, max: 3, at_most: 2.5 },
    ]);
    const text = reportText(result);
    expect(text).toContain('ours / theirs = 2.667 in s  (2 to 3)  [at most 2.5: NO]\n');
    expect(text).toContain('again: 2.9 s  [at most 3: yes]\npeak: 251 MB  [at most 250: NO]\n');
  });

  test('without a single sample is a bug, not a median of nothing', () => {
    const empty = { ...measured, contestants: [{ name: 'ours', ours: true, unit: 'ms', samples: [] }] };
    expect(() => report('example', empty)).toThrow('no samples');
  });

  test('lets every contestant run in each round, and none always first', async () => {
    const order: string[] = [];
    const turn = (name: string) => () => order.push(name);
    expect(await alternate({ a: turn('a'), b: turn('b') }, 3)).toEqual({ a: [1, 4, 5], b: [2, 3, 6] });
    expect(order.join('')).toBe('abbaab');
  });
});

describe('a proof', () => {
  test('holds when nothing failed, and names what did', () => {
    const figures = { kills: 3 };
    const held = proofReport('kill', 7, { count: 3, failures: [], figures });
    expect(held).toMatchObject({ schema: 'duelist.proof/1', proof: 'kill', seed: 7, passed: true });
    expect(proofText(held)).toBe('kill: holds in all 3 trials, seed 7\n  kills: 3\n');
    const failed = proofReport('kill', 7, { count: 3, failures: ['trial 2: doubled'], figures });
    expect(failed.passed).toBe(false);
    expect(proofText(failed)).toBe('kill: FAILS in 1 of 3 trials, seed 7\n  kills: 3\ntrial 2: doubled\n');
  });
});

describe('the command line of the workshop', () => {
  test('gives the common options to us and the rest to whoever is named', () => {
    const argv = ['--json', 'ingest', '--rounds', '5', '--rows', '100', 'x'];
    expect(readArguments(argv, ['rounds'])).toEqual({
      name: 'ingest',
      json: true,
      numbers: { rounds: 5 },
      rest: ['--rows', '100', 'x'],
    });
  });

  test.each(['0', '-1', '1.5', 'many', undefined])('refuses %s rounds', (text) => {
    const argv = ['startup', '--rounds', ...(text === undefined ? [] : [text])];
    expect(() => readArguments(argv, ['rounds'])).toThrow(UsageError);
  });

  test.each(['bench', 'proof'])('lists what there is when %s is not told which', (script) => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [join(ROOT, `scripts/${script}.ts`), 'no-such'],
      {
        encoding: 'utf8',
      },
    );
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^usage: npm run ${script} -- NAME`));
    if (script === 'bench') expect(stderr).toMatch(/^ {2}startup +\S/m);
  });
});
