#!/usr/bin/env node
/**
 * The door of the program: finds a Node that can run it, then runs it.
 *
 * Plain JavaScript without newer syntax, so that every Node since 12.20 can read it far enough to say what is wrong: an
 * older one cannot load TypeScript at all, and better-sqlite3 crashes it without a word. In a checkout it runs the
 * source, and brings the Node of the dev dependencies where the system's is too old; in an installed package it runs
 * the built program.
 */
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Oldest Node, as major and minor version: the first for the built program, the second for type stripping without a flag.
 * better-sqlite3 says that Node 22 is enough, but its binary needs Node-API 10: with less, the first database that is
 * opened ends the process without a word (seen with 22.12.0 and 22.13.1; 22.14.0 is well).
 */
const NEEDED_BUILT = [22, 14];
const NODE_API_NEEDED = 10;
const NEEDED_SOURCE = [22, 18];
const EXIT_UNAVAILABLE = 69;
const EXIT_BUG = 70;
/** Names the process that started this one because its own Node was too old. */
const LAUNCHER_PID = 'DUELIST_LAUNCHER_PID';
const LAUNCHER_WATCH_MS = 100;

const source = new URL('./main.ts', import.meta.url);
const inCheckout = existsSync(source);
const needed = inCheckout ? NEEDED_SOURCE : NEEDED_BUILT;
const startedByLauncher = process.env[LAUNCHER_PID] === String(process.ppid);
delete process.env[LAUNCHER_PID];

if (canRun()) {
  if (startedByLauncher) endWithLauncher(process.ppid);
  load();
} else {
  const node = startedByLauncher ? undefined : checkoutNode();
  if (node === undefined) refuse();
  else runUnder(node);
}

function canRun() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < needed[0] || (major === needed[0] && minor < needed[1])) return false;
  // Node 23.0 to 23.5 are newer than 22.14 and yet have an older Node-API.
  if (Number(process.versions.napi) < NODE_API_NEEDED) return false;
  // Node 23.0 to 23.5 are newer than 22.18 and yet read no TypeScript.
  return !inCheckout || Boolean(process.features.typescript);
}

/** The Node among the checkout's dev dependencies, if `npm ci` has brought it. */
function checkoutNode() {
  if (!inCheckout) return undefined;
  return ['../node_modules/node/bin/node', '../node_modules/.bin/node']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((place) => existsSync(place));
}

function refuse() {
  const next = inCheckout
    ? `Run "npm ci" in ${fileURLToPath(new URL('..', import.meta.url))}, which brings one along.`
    : 'Install a current one, for example version 24, and run this again.';
  say(
    `duelist needs Node ${needed.join('.')} or newer (of the 23s, 23.6); this is Node ${process.versions.node} (${process.execPath}). ${next}`,
  );
  process.exit(EXIT_UNAVAILABLE);
}

/** Run the same command line under another Node and end as it ends. */
function runUnder(node) {
  // Imported here: together they would take a sixth of a good start.
  const imports = [import('node:child_process'), import('node:os'), import('node:tty')];
  Promise.all(imports).then(([{ spawn }, { constants }, { isatty }]) => {
    const args = process.execArgv.concat(process.argv.slice(1));
    const env = Object.assign({}, process.env, { [LAUNCHER_PID]: String(process.pid) });
    const child = spawn(node, args, { stdio: 'inherit', env });
    // A terminal sends Ctrl-C to both of us; passed on as well, it would count as pressed twice.
    const atTerminal = isatty(0) || isatty(2);
    process.on('SIGINT', () => atTerminal || child.kill('SIGINT'));
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    process.on('SIGHUP', () => child.kill('SIGHUP'));
    child.on('error', (error) => {
      say(`duelist cannot start ${node}: ${error.message}`);
      process.exit(EXIT_UNAVAILABLE);
    });
    child.on('exit', (code, signal) =>
      process.exit(signal === null ? code : 128 + constants.signals[signal]),
    );
  });
}

/**
 * Whoever kills the launcher means the program: nothing may go on working behind a pid that is gone. SIGKILL cannot be
 * passed on, so a thread (the main one may be deep in a query) watches for a new parent.
 */
function endWithLauncher(launcherPid) {
  const watch = `setInterval(() => process.ppid === ${launcherPid} || process.kill(process.pid, 'SIGKILL'), ${LAUNCHER_WATCH_MS})`;
  import('node:worker_threads').then(({ Worker }) => new Worker(watch, { eval: true }).unref());
}

function load() {
  if (inCheckout) {
    quietTypeStripping();
    keepCompiled();
  }
  import((inCheckout ? source : new URL('../dist/main.js', import.meta.url)).href).catch((error) => {
    say(error.stack || String(error));
    if (error.code === 'ERR_MODULE_NOT_FOUND') say('Something is not installed: run "npm ci" first.');
    process.exitCode = EXIT_BUG;
  });
}

/** Compiled code is kept between runs: 0.06 s instead of 0.13 s for `--help`. */
function keepCompiled() {
  const modules = new URL('../node_modules/', import.meta.url);
  if (existsSync(modules)) module.enableCompileCache(fileURLToPath(new URL('.cache/duelist', modules)));
}

/** Node 23.6 to 24.2 announce type stripping as experimental: nothing that whoever runs the program can act on. */
function quietTypeStripping() {
  const emitWarning = process.emitWarning;
  process.emitWarning = (...args) => {
    if (!String(args[0]).startsWith('Type Stripping')) emitWarning.apply(process, args);
  };
}

function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}
