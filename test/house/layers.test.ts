import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIBRARY_ROOMS, STAGES } from '../../scripts/lib/rooms.ts';
import { projectFiles, ROOT } from './project.ts';

const CONFIG = join(ROOT, '.dependency-cruiser.mjs');

/** A file that breaks a rule. */
type BadFile = { readonly path: string; readonly says: string };

/** One per rule, by its name. */
const BAD_FILES: Readonly<Record<string, BadFile>> = {
  ...Object.fromEntries(
    STAGES.map((stage, place) => [
      `${stage}-looks-left`,
      {
        path: `src/${stage}/bad-looks-right.ts`,
        says: importOf(`../${STAGES[place + 1] ?? 'store'}/good.ts`),
      },
    ]),
  ),
  'shared-stands-alone': {
    path: 'src/shared/bad-word.ts',
    says: `import type { x } from '../ingest/good.ts';`,
  },
  'config-knows-words-and-layouts': { path: 'src/config/bad.ts', says: importOf('../history/good.ts') },
  'store-serves': { path: 'src/store/bad-config.ts', says: importOf('../config/good.ts') },
  'store-decides-nothing': { path: 'src/store/bad-decision.ts', says: importOf('../checkout/good.ts') },
  'ledger-derives-nothing': {
    path: 'src/store/ledger/bad-cache.ts',
    says: importOf('../../history/good.ts'),
  },
  'serve-is-no-command': { path: 'src/serve/bad.ts', says: importOf('../cli/good.ts') },
  'main-is-the-top': {
    path: 'src/cli/bad-main.ts',
    says: `export const again = () => import('../main.ts');`,
  },
  'src-ships-alone': { path: 'src/cli/bad-script.ts', says: importOf('../../scripts/good.ts') },
  'launcher-reads-everywhere': { path: 'src/duelist.js', says: importOf('./cli/good.ts') },
  'rooms-that-compute': { path: 'src/lists/bad-files.ts', says: importOf('node:fs') },
  ...Object.fromEntries(
    Object.entries(LIBRARY_ROOMS).map(([name, rooms]) => [
      `${name}-behind-one-door`,
      { path: `src/${rooms.includes('serve') ? 'settle' : 'serve'}/bad-${name}.ts`, says: importOf(name) },
    ]),
  ),
  'library-without-room': { path: 'src/cli/bad-library.ts', says: importOf('left-pad') },
  'development-only': { path: 'src/store/bad-dev.ts', says: importOf('vitest') },
  'no-circle': { path: 'src/print/bad-circle.ts', says: `export type { x } from './bad-other-half.ts';` },
  'no-orphan': { path: 'src/print/bad-orphan.ts', says: 'export const x = 1;' },
  'no-dead-end': { path: 'src/print/bad-dead-end.ts', says: importOf('./nothing.ts') },
};

const GOOD = `import { x as word } from '../shared/good.ts';\nexport const x = word;\n`;

let house: string;
let found: Violation[];

type Violation = { readonly from: string; readonly to: string; readonly rule: { readonly name: string } };
type Cruise = {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: { readonly violations: readonly Violation[] };
};

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'duelist-layers-'));
  build(house);
  found = [...cruise(house).summary.violations];
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

describe('the order of the rooms', () => {
  test('holds in this source, and every file was looked at', () => {
    const { modules, summary } = cruise(ROOT);
    const seen = new Set(modules.map(({ source }) => source));
    const unseen = projectFiles('src', ['.ts', '.js']).filter(({ path }) => !seen.has(path));
    expect(unseen.map(({ path }) => path)).toEqual([]);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  });

  test('has a bad example for each rule', async () => {
    const config: { default: { forbidden: { name: string; comment?: string }[] } } = await import(CONFIG);
    const names = config.default.forbidden.map(({ name }) => name);
    expect(names.toSorted()).toEqual(Object.keys(BAD_FILES).toSorted());
    expect(config.default.forbidden.filter(({ comment }) => !comment)).toEqual([]);
  });
});

test.each(Object.entries(BAD_FILES))('%s catches its bad example', (name, { path }) => {
  expect(found.filter(({ rule, from }) => rule.name === name && from === path)).not.toEqual([]);
});

test('no rule catches a file that keeps the order', () => {
  expect(found.filter(({ from }) => !from.includes('/bad') && from !== 'src/duelist.js')).toEqual([]);
});

/** A small house: a good file in each room, the bad ones beside them, libraries that are there and say nothing. */
function build(at: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  };
  const libraries = Object.keys(LIBRARY_ROOMS);
  write(
    'package.json',
    JSON.stringify({
      type: 'module',
      dependencies: versions([...libraries, 'left-pad']),
      devDependencies: versions(['vitest']),
    }),
  );
  for (const name of [...libraries, 'left-pad', 'vitest']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, type: 'module', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'export const x = 1;\n');
  }
  write('src/shared/word.ts', 'export const x = 1;\n');
  write('src/shared/good.ts', `export { x } from './word.ts';\n`);
  for (const room of [...STAGES, 'config', 'store', 'serve', 'cli']) write(`src/${room}/good.ts`, GOOD);
  for (const [name, rooms] of Object.entries(LIBRARY_ROOMS)) {
    for (const room of rooms) write(`src/${room}/good-${name}.ts`, importOf(name));
  }
  write('src/main.ts', importOf('./cli/good.ts'));
  write('scripts/good.ts', GOOD.replace('../', '../src/'));
  write('src/print/bad-other-half.ts', `export { x } from './bad-circle.ts';\n`);
  for (const { path, says } of Object.values(BAD_FILES)) write(path, `${says}\n`);
}

function cruise(cwd: string): Cruise {
  const depcruise = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [depcruise, '--config', CONFIG, '--output-type', 'json', 'src'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser: ${stdout}${stderr}`);
  const result: Cruise = JSON.parse(stdout);
  return result;
}

function importOf(module: string): string {
  return `import { x } from '${module}';\nexport const y = x;`;
}

function versions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '*']));
}
