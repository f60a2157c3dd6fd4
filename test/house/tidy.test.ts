import { describe, expect, test } from 'vitest';
import { OTHER_ROOMS, STAGES } from '../../scripts/lib/rooms.ts';
import { BANS, breaches } from './ban-list.ts';
import { projectFiles } from './project.ts';

/** Most lines of a file; beyond it, it knows too much. */
const LINES_MAX = { src: 250, scripts: 400, test: 400 } as const;
/** The list of bans names what it bans. */
const BAN_LIST = 'test/house/ban-list.ts';

const CODE = ['.ts', '.js', '.mjs'];

test('no file has a banned habit', () => {
  const files = ['src', 'scripts', 'test'].flatMap((room) => projectFiles(room, CODE));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter(({ path }) => path !== BAN_LIST).flatMap((file) => breaches(file))).toEqual([]);
});

describe('the ban on', () => {
  test.each(BANS)('$what bites, and only there', (ban) => {
    const place =
      ['src/lists/x.ts', 'test/x.test.ts', 'test/x.ts'].find((path) => ban.where.test(path)) ?? '';
    const found = breaches({ path: place, text: `// first line\n${ban.bad}\n${ban.good}\n` }, [ban]);
    expect(found).toEqual([`${place}:2: ${ban.what} is banned, use ${ban.instead}`]);
  });

  test('a word does not reach into comments and quoted text', () => {
    const text = ['/** Never Date.now(): see above. */', "say('limit: any');", 'f(); // console.log'].join(
      '\n',
    );
    expect(breaches({ path: 'src/lists/x.ts', text })).toEqual([]);
  });

  test.each(STAGES)('a clock holds in %s', (stage) => {
    expect(breaches({ path: `src/${stage}/x.ts`, text: 'Date.now();' })).toHaveLength(1);
  });

  test('a clock lets the rooms at the edge have theirs', () => {
    expect(breaches({ path: 'src/cli/world.ts', text: 'Date.now();' })).toEqual([]);
  });
});

test.each(Object.entries(LINES_MAX))('no file in %s is longer than %d lines', (room, linesMax) => {
  const long = projectFiles(room, CODE)
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > linesMax);
  expect(long).toEqual([]);
});

describe('src', () => {
  const rooms = new Set(projectFiles('src').map(({ path }) => path.split('/').slice(1, -1).at(0) ?? ''));

  test('has the rooms of the map and no others', () => {
    const known: readonly string[] = ['', ...STAGES, ...OTHER_ROOMS];
    expect([...rooms].filter((room) => !known.includes(room))).toEqual([]);
  });

  test('has a map that names every room', () => {
    const map = projectFiles('src/README.md')[0]?.text ?? '';
    expect([...STAGES, ...OTHER_ROOMS].filter((room) => !map.includes(`\n${room}/`))).toEqual([]);
  });
});

describe('the project speaks of itself alone', () => {
  const files = projectFiles('.').filter(
    ({ path }) => !path.startsWith('fixtures/') && !path.endsWith('.ttf'),
  );

  test('no file names the place where it was written', () => {
    const place = `/${'work'}/`;
    expect(files.filter(({ text }) => text.includes(place)).map(({ path }) => path)).toEqual([]);
  });

  test('no file names a package registry', () => {
    const host = /registry\.(?:npmjs|yarnpkg)|npm\.pkg\.|\/\/[\w.-]*registry[\w.-]*\//;
    expect(files.filter(({ text }) => host.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('the manifest sends nothing to a place of its own', () => {
    const manifest: Record<string, unknown> = JSON.parse(projectFiles('package.json')[0]?.text ?? '');
    expect(manifest).not.toHaveProperty('publishConfig');
  });
});

describe('the lock file', () => {
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
    projectFiles('package-lock.json')[0]?.text ?? '',
  );
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

  test('says what each package must be, not where it comes from', () => {
    expect(packages.length).toBeGreaterThan(50);
    // npm install --omit-lockfile-registry-resolved keeps it so.
    expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
    expect(packages.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
  });

  test('has whatever its packages need on any platform, without which npm ci refuses to work', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, each]) =>
      Object.keys({ ...each.dependencies, ...each.devDependencies, ...each.optionalDependencies })
        .filter((name) => !isLocked(lock.packages, path, name))
        .map((name) => `${path} needs ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('keeps npm from compiling the database library that comes compiled', () => {
    // Its own manifest says so too, but npm up to 10 looks only here, and fails where there is no Python. npm install
    // drops the line: put "gypfile": false back into the entry of better-sqlite3.
    expect(lock.packages['node_modules/better-sqlite3']).toHaveProperty('gypfile', false);
  });
});

type LockedPackage = {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

/** Whether `name` is found from the package at `path`, looking upwards as Node does. */
function isLocked(packages: Readonly<Record<string, unknown>>, path: string, name: string): boolean {
  const steps = path === '' ? [] : path.split('/node_modules/');
  for (let depth = steps.length; depth >= 0; depth--) {
    const from = steps.slice(0, depth).join('/node_modules/');
    if (`${from}${from === '' ? '' : '/'}node_modules/${name}` in packages) return true;
  }
  return false;
}
