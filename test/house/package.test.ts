import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAUNCHER, projectFiles, ROOT } from './project.ts';

describe('the package', () => {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const packed: string[] = JSON.parse(stdout)
    .flatMap((tarball: { files: { path: string }[] }) => tarball.files)
    .map((file: { path: string }) => file.path);

  test('has the launcher, the licence and what a person reads', () => {
    expect(packed).toEqual(
      expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'src/duelist.js']),
    );
  });

  test('has the made-up chain, so that the demo runs wherever the program does', () => {
    expect(packed).toContain('fixtures/simulation.json');
    expect(packed.filter((path) => /^fixtures\/scans-/.test(path)).length).toBeGreaterThan(250);
  });

  test('has the built program and nothing of the workshop', () => {
    const outside = packed.filter((path) => !path.startsWith('dist/'));
    expect(outside.filter((path) => /^(?:scripts|test|\.ci)\/|\.ts$/.test(path))).toEqual([]);
  });
});

describe('the built program', () => {
  // Under node_modules, where the libraries are found and TypeScript is not: as after an installation.
  const cache = join(ROOT, 'node_modules/.cache');
  let installed: string;
  let built: { status: number | null; stdout: string; stderr: string };

  beforeAll(() => {
    mkdirSync(cache, { recursive: true });
    installed = mkdtempSync(join(cache, 'duelist-package-'));
    built = run([join(ROOT, 'scripts/build.ts'), join(installed, 'dist')]);
    cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
    cpSync(LAUNCHER, join(installed, 'src/duelist.js'));
  });
  afterAll(() => rmSync(installed, { recursive: true, force: true }));

  test('has every module of the source and everything that it reads at run time', () => {
    expect(built).toEqual({ status: 0, stdout: '', stderr: '' });
    const expected = projectFiles('src')
      .map(({ path }) => path.replace(/^src\//, '').replace(/\.ts$/, '.js'))
      .filter((path) => !/^(?:duelist\.js|README\.md|tsconfig\.json)$/.test(path));
    expect(expected.filter((path) => !existsSync(join(installed, 'dist', path)))).toEqual([]);
  });

  test('answers as the source does', () => {
    expect(run([join(installed, 'src/duelist.js'), '--help'])).toEqual(run([LAUNCHER, '--help']));
  });

  test('makes a data directory, migrations and all', () => {
    const data = join(installed, 'data');
    const answer = run([join(installed, 'src/duelist.js'), 'init', '--data', data]);
    expect(answer).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(join(data, 'ledger.db'))).toBe(true);
  });
});

function run(args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}
