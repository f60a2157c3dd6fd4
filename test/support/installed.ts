import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/**
 * Pack the checkout and install the tarball with its production dependencies alone, as a chain's server would.
 *
 * @returns The folder of the installation, or why there is none (no package registry within reach).
 */
export function installPackage(into: string): { readonly app: string } | { readonly why: string } {
  const packed = npm(ROOT, 'pack', '--pack-destination', into);
  const tarball = readdirSync(into).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm pack made no tarball: ${packed.stderr}`);
  const app = join(into, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "private": true }\n');
  const installed = npm(app, 'install', '--omit=dev', '--prefer-offline', join(into, tarball));
  if (installed.status === 0) return { app };
  if (/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENETUNREACH/.test(installed.stderr)) {
    return { why: 'no package registry within reach' };
  }
  throw new Error(`npm install failed: ${installed.stderr}`);
}

/** npm as a person starts it: without what the npm that runs the tests has put into the environment. */
function npm(cwd: string, ...args: string[]): Ran {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?!config_(?:registry|cache|userconfig))/i.test(name),
    ),
  );
  return spawnSync('npm', [...args, '--no-audit', '--no-fund'], { cwd, env, encoding: 'utf8' });
}

/**
 * A command line as cron starts it: `/bin/sh -c`, no terminal, no input, a bare environment, the folder of the account.
 *
 * @param node The Node that the system has.
 */
export function asCron(node: string, home: string, line: string): Ran {
  const path = [dirname(node), '/usr/bin', '/bin'].join(':');
  const bare = [`PATH=${path}`, `HOME=${home}`, 'LOGNAME=duelist', 'SHELL=/bin/sh'];
  return spawnSync('env', ['-i', ...bare, '/bin/sh', '-c', line], {
    cwd: home,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
