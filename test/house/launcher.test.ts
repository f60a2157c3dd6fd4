import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAUNCHER } from './project.ts';

/** Stands in for the program: says what reached it, then ends as its first argument asks. */
const PROBE = `
const [wish, ...rest]: string[] = process.argv.slice(2);
const say = (value: object) => process.stdout.write(JSON.stringify(value) + '\\n');
if (wish === 'echo') process.stdin.on('data', (data: Buffer) => say({ rest, stdin: String(data), lang: process.env.PROBE }));
if (wish === 'exit') process.exitCode = Number(rest[0]);
if (wish === 'die') process.kill(process.pid, rest[0]);
if (wish === 'throw') throw new Error('the probe is broken');
if (wish === 'import') await import(rest[0] ?? '');
if (wish === 'wait') {
  process.on('SIGTERM', () => process.exit(5));
  setInterval(() => {}, 1000);
  say({ pid: process.pid });
}
`;
/** Makes a Node pass for an old one; the one that the launcher starts instead only where \`always\` says so. */
const pretendOld = (always: boolean) => `
if (${always} || process.env.DUELIST_LAUNCHER_PID === undefined) {
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } });
}
`;

/** Far beyond any start: ends a launcher that would start itself for ever. */
const GIVE_UP_MS = 20_000;

let temp: string;
beforeAll(() => {
  temp = mkdtempSync(join(tmpdir(), 'duelist-launcher-'));
  writeFileSync(join(temp, 'old.cjs'), pretendOld(false));
  writeFileSync(join(temp, 'ever-old.cjs'), pretendOld(true));
  writeFileSync(
    join(temp, 'api-9.cjs'),
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '23.1.0', napi: '9' } });",
  );
  for (const house of ['checkout', 'bare', 'installed']) {
    mkdirSync(join(temp, house, 'src'), { recursive: true });
    cpSync(LAUNCHER, join(temp, house, 'src/duelist.js'));
    writeFileSync(join(temp, house, 'package.json'), '{ "type": "module" }');
  }
  for (const house of ['checkout', 'bare']) writeFileSync(join(temp, house, 'src/main.ts'), PROBE);
  mkdirSync(join(temp, 'installed/dist'));
  writeFileSync(join(temp, 'installed/dist/main.js'), 'process.exitCode = Number(process.argv[3]);');
  mkdirSync(join(temp, 'checkout/node_modules/.bin'), { recursive: true });
  symlinkSync(process.execPath, join(temp, 'checkout/node_modules/.bin/node'));
});
afterAll(() => rmSync(temp, { recursive: true, force: true }));

type House = 'checkout' | 'bare' | 'installed';
type Age = 'current' | 'old' | 'ever-old' | 'api-9';

const command = (house: House, args: readonly string[]) => [join(temp, house, 'src/duelist.js'), ...args];
function environment(age: Age): NodeJS.ProcessEnv {
  const options = age === 'current' ? '' : `--require ${join(temp, `${age}.cjs`)}`;
  return { PATH: process.env.PATH, PROBE: 'yes', NODE_OPTIONS: options };
}
function launch(house: House, age: Age, args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, command(house, args), {
    env: environment(age),
    input,
    encoding: 'utf8',
    timeout: GIVE_UP_MS,
  });
  return { status, stdout, stderr };
}

describe.each<Age>(['current', 'old'])('a checkout under a Node that is %s', (age) => {
  test('hands arguments, stdin and environment to the program, and says nothing itself', () => {
    const answer = launch('checkout', age, ['echo', '--x=a b', ''], 'basket');
    expect(answer.stderr).toBe('');
    expect(JSON.parse(answer.stdout)).toEqual({ rest: ['--x=a b', ''], stdin: 'basket', lang: 'yes' });
    expect(answer.status).toBe(0);
  });

  test.each([0, 1, 64, 75])('ends with the program’s exit code %d', (code) => {
    expect(launch('checkout', age, ['exit', String(code)])).toEqual({ status: code, stdout: '', stderr: '' });
  });

  test('reports a bug with its stack and 70', () => {
    const answer = launch('checkout', age, ['throw']);
    expect(answer.status).toBe(70);
    expect(answer.stderr).toMatch(/^Error: the probe is broken\n\s+at /);
  });

  test('names the cure when a package is missing', () => {
    const answer = launch('checkout', age, ['import', 'no-such-package']);
    expect(answer.status).toBe(70);
    expect(answer.stderr).toMatch(/no-such-package[\s\S]*run "npm ci" first/);
  });

  test('keeps the compiled program for the next start', () => {
    launch('checkout', age, ['exit', '0']);
    expect(existsSync(join(temp, 'checkout/node_modules/.cache/duelist'))).toBe(true);
  });

  test('passes SIGTERM on and waits for the program to end as it likes', async () => {
    const child = await waiting(age);
    child.kill('SIGTERM');
    expect(await ended(child)).toEqual({ code: 5, signal: null });
  });

  test('leaves nobody working when it is killed', async () => {
    const child = await waiting(age);
    child.kill('SIGKILL');
    // `close` comes when nobody holds the pipe any more, the program included.
    expect(await ended(child)).toEqual({ code: null, signal: 'SIGKILL' });
  });
});

describe('under an old Node', () => {
  test.each([
    ['SIGTERM', 143],
    ['SIGKILL', 137],
    ['SIGINT', 130],
  ])('a program that dies of %s ends with %d', (signal, code) => {
    expect(launch('checkout', 'old', ['die', signal]).status).toBe(code);
  });

  test('a checkout without its packages says to run npm ci', () => {
    const answer = launch('bare', 'old', ['exit', '0']);
    expect(answer).toMatchObject({ status: 69, stdout: '' });
    expect(answer.stderr).toMatch(
      /^duelist needs Node 22\.18 or newer .*; this is Node 18\.20\.4 .*"npm ci" in .*\n$/,
    );
  });

  test('an installed package says what to install', () => {
    const answer = launch('installed', 'old', ['exit', '0']);
    expect(answer).toMatchObject({ status: 69, stdout: '' });
    expect(answer.stderr).toMatch(/^duelist needs Node 22\.14 or newer .*Install a current one.*\n$/);
  });

  test('a Node whose native interface is too old for the databases is refused, not crashed', () => {
    const answer = launch('installed', 'api-9', ['exit', '0']);
    expect(answer).toMatchObject({ status: 69, stdout: '' });
    expect(answer.stderr).toContain('of the 23s, 23.6');
  });

  test('a checkout whose own Node is too old gives up instead of starting itself for ever', () => {
    expect(launch('checkout', 'ever-old', ['exit', '0'])).toMatchObject({ status: 69 });
  });
});

test('an installed package runs the built program', () => {
  expect(launch('installed', 'current', ['exit', '7'])).toEqual({ status: 7, stdout: '', stderr: '' });
});

/** Nodes of this machine, outside of any node_modules, that are too old to read TypeScript. */
const oldNodes = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => folder !== '' && !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .filter((node) => existsSync(node) && isOld(node));
if (oldNodes.length === 0) {
  console.log('skipped: no Node older than 22.18 on this machine to start the program with');
}

test.skipIf(oldNodes.length === 0)('the program itself starts under this machine’s old Node', () => {
  const [node = ''] = oldNodes;
  const { status, stdout, stderr } = spawnSync(node, [LAUNCHER, '--help'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^Usage: duelist /);
  expect(status).toBe(0);
  expect(spawnSync(node, [LAUNCHER, 'no-such-command']).status).toBe(64);
});

test('the program starts as an executable file, by the first Node on the PATH', () => {
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  const { status, stdout } = spawnSync(LAUNCHER, ['--help'], { encoding: 'utf8', env: { PATH: path } });
  expect(stdout).toMatch(/^Usage: duelist /);
  expect(status).toBe(0);
});

function isOld(node: string): boolean {
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout;
  const [major = 0, minor = 0] = (/^v(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  return major > 0 && (major < 22 || (major === 22 && minor < 18));
}

/** Start the probe so that it waits, and return once it says so. */
async function waiting(age: Age): Promise<ChildProcess> {
  const child = spawn(process.execPath, command('checkout', ['wait']), {
    env: environment(age),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
}
