import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../config/load.ts';
import { type Day, parseDay } from '../shared/day.ts';
import { EXIT, UserError } from '../shared/errors.ts';
import { type HistoryStore, openHistory } from '../store/history/history-store.ts';
import { type LedgerStore, openLedger } from '../store/ledger/ledger-store.ts';
import { type LockHolder, noteRunPhase, takeRunLock } from '../store/run-lock.ts';
import { explainByDamage } from './care/damage.ts';
import { refuseHalfThere, refuseLostLedger } from './care/lost-database.ts';
import { loadConfig } from './configuration.ts';
import { type Log, openLog } from './log.ts';
import type { CommonOptions } from './options.ts';
import { isOpenToOthers, keepPrivate, makeDirectory, requireOwner } from './permissions.ts';
import { type Progress, startProgress } from './progress.ts';
import type { World } from './world.ts';

/** What a command works with: one data directory, opened. */
export type Context = {
  readonly world: World;
  readonly dataDir: string;
  readonly config: Config;
  readonly history: HistoryStore;
  readonly ledger: LedgerStore;
  readonly log: Log;
  /** The result: the JSON document with `--json`, else the text. */
  readonly answer: (document: { schema: string } & Record<string, unknown>, text: string) => void;
  /** Something that a person should know and that stops nothing; always logged. */
  readonly warn: (message: string) => void;
  readonly progress: (label: string, total: number) => Progress;
  /**
   * Let the process hear signals; to be awaited between the batches of long work.
   * @param next What the next run does, where it does not go on.
   * @throws UserError (130 or 143) when it was told to stop: what is done stays done, and the next run goes on.
   */
  readonly breathe: (next?: string) => Promise<void>;
  /** Let other runs begin: for what only computes, and may take long, once everything is read. */
  readonly unlock: () => void;
  /** What a run with the lock is doing now; whoever finds the lock taken is told. */
  readonly enterPhase: (phase: string) => void;
  /** Who acts: the name given, else that of the account. @throws UserError (64) for a blank one. */
  readonly actor: (by: string | undefined) => string;
  /** Write down who did what; acts and looks at a person's data. */
  readonly audit: (actor: string, act: string, subject: string, detail?: Record<string, unknown>) => void;
};

export type ContextNeeds = {
  /** The command's name, for the log and the lock. */
  readonly command: string;
  /** Make the data directory when there is none. */
  readonly create?: boolean;
  /** Hold the run lock: for commands that change what the night works on. Lanes never take it. */
  readonly lock?: boolean;
  /** It stays, and lanes wait for it: whatever can be done before the first of them asks, is. */
  readonly serves?: boolean;
};

/** Open the data directory, do the work, close whatever happens: every exit folds the write-ahead logs. */
export async function withContext<T>(
  world: World,
  options: CommonOptions,
  needs: ContextNeeds,
  work: (context: Context) => Promise<T> | T,
): Promise<T> {
  const dataDir = resolve(world.cwd, options.data);
  keepPrivate(dataDir);
  requireDirectory(dataDir, needs.create === true);
  requireOwner(world, dataDir);
  refuseHalfThere(dataDir);
  const { config, warnings } = loadConfig(world, options);
  const started = world.now();
  let release = needs.lock === true ? lockDirectory(world, dataDir, needs.command, started) : undefined;
  const unlock = (): void => {
    release?.();
    release = undefined;
  };
  const log = openLog(join(dataDir, 'logs', 'duelist.log'), world, needs.command);
  let history: HistoryStore | undefined;
  let ledger: LedgerStore | undefined;
  try {
    const preparation = needs.serves === true ? 'at-once' : 'late';
    history = openHistory(dataDir, preparation);
    refuseLostLedger(dataDir, history.files.newest() !== undefined);
    ledger = openLedger(dataDir, preparation);
    const context = makeContext(world, options, { dataDir, config, history, ledger, log, started, unlock });
    for (const warning of warnings) context.warn(warning);
    if (isOpenToOthers(dataDir))
      context.warn(`others can look into ${dataDir}; close it: chmod 700 ${dataDir}`);
    return await work(context);
  } catch (error) {
    const fault = explainByDamage(dataDir, error);
    log.error(fault);
    throw fault;
  } finally {
    // History first: whatever crosses the two databases is settled in the ledger last.
    history?.close();
    ledger?.close();
    unlock();
    log.close();
  }
}

type Parts = Pick<Context, 'dataDir' | 'config' | 'history' | 'ledger' | 'log' | 'unlock'> & {
  readonly started: Date;
};

function makeContext(world: World, options: CommonOptions, { started, ...parts }: Parts): Context {
  const talks = options.quiet !== true && (world.isTerminal || options.verbose === true);
  return {
    world,
    ...parts,
    answer: (document, text) => world.stdout(options.json === true ? `${JSON.stringify(document)}\n` : text),
    warn: (message) => {
      parts.log.warn(message);
      if (talks) world.stderr(`warning: ${message}\n`);
    },
    progress: (label, total) => startProgress(world, talks && world.isTerminal, label, total),
    breathe: (next) => breathe(world, next),
    enterPhase: (phase) => noteRunPhase(notePath(parts.dataDir), holderOf(world, phase, started)),
    actor: (by) => actorOf(world, by),
    audit: (actor, act, subject, detail = {}) =>
      parts.ledger.audit({ at: world.now(), actor, act, subject, detail }),
  };
}

/** See `Context.breathe`. */
export async function breathe(
  world: World,
  next = 'Run this again: it goes on where it stopped.',
): Promise<void> {
  await new Promise((resume) => setImmediate(resume));
  const signal = world.stopSignal();
  if (signal === undefined) return;
  throw new UserError('stopped', `stopped by ${signal}`, {
    exitCode: signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated,
    next,
  });
}

function actorOf(world: World, by: string | undefined): string {
  const name = (by ?? world.user).trim();
  if (name !== '') return name;
  throw new UserError('by-missing', '--by needs a name', { exitCode: EXIT.usage });
}

/** @throws UserError (66) where there is no data directory, and none is to be made. */
export function requireDirectory(dataDir: string, create: boolean): void {
  if (existsSync(dataDir) && statSync(dataDir).isDirectory()) return;
  if (!create) {
    throw new UserError('data-missing', `there is no data directory ${dataDir}`, {
      exitCode: EXIT.inputMissing,
      next: 'Make one with `duelist init`, or name another with --data.',
    });
  }
  makeDirectory(dataDir);
}

function lockDirectory(world: World, dataDir: string, command: string, started: Date): () => void {
  return takeRunLock(join(dataDir, 'run.lock'), notePath(dataDir), holderOf(world, command, started));
}

function notePath(dataDir: string): string {
  return join(dataDir, 'run-holder.db');
}

function holderOf(world: World, phase: string, started: Date): LockHolder {
  return { pid: world.pid, started: started.toISOString(), phase };
}

/** A day of the command line. */
export function dayOption(name: string, text: string): Day {
  const parsed = parseDay(text);
  if (parsed !== undefined) return parsed;
  throw new UserError('day-format', `${name} ${text} is not a calendar day`, {
    exitCode: EXIT.usage,
    next: 'Write it as YYYY-MM-DD, for example 2026-11-22.',
  });
}

/** A whole number of the command line. */
export function countOption(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UserError('number-format', `${name} ${text} is not a whole number from ${least} to ${most}`, {
    exitCode: EXIT.usage,
  });
}
