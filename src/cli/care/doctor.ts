import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../../config/load.ts';
import type { HistoryStore } from '../../store/history/history-store.ts';
import { openHistory } from '../../store/history/history-store.ts';
import type { LedgerStore } from '../../store/ledger/ledger-store.ts';
import { openLedger } from '../../store/ledger/ledger-store.ts';
import { configPath, loadConfig } from '../configuration.ts';
import { breathe, requireDirectory } from '../context.ts';
import { knownFault } from '../faults.ts';
import type { CommonOptions } from '../options.ts';
import { keepPrivate, requireOwner } from '../permissions.ts';
import type { World } from '../world.ts';
import {
  calendarCheck,
  keyCheck,
  ledgerCheck,
  pageCheck,
  referenceCheck,
  schemaCheck,
  statisticsCheck,
} from './doctor-databases.ts';
import {
  backupCheck,
  clockCheck,
  diskCheck,
  holderCheck,
  permissionCheck,
  walCheck,
} from './doctor-machine.ts';
import type { Check, Examination, Finding, LedgerFigures, Patient } from './doctor-types.ts';
import { feedCheck, lawCheck, restorationCheck } from './doctor-work.ts';
import { refuseHalfThere, refuseLostLedger } from './lost-database.ts';

/**
 * Examine a data directory. Reads only, takes no lock, and works beside whoever works on it. A check that cannot be made
 * has failed: it never ends the examination.
 */
export async function examine(world: World, options: CommonOptions, deep: boolean): Promise<Examination> {
  const dataDir = resolve(world.cwd, options.data);
  keepPrivate(dataDir);
  requireDirectory(dataDir, false);
  requireOwner(world, dataDir);
  const checks: Check[] = [];
  const look = async (name: string, find: () => Finding | Promise<Finding>): Promise<void> => {
    checks.push({ name, ...(await finding(find)) });
    await breathe(world);
  };
  let config: Config | undefined;
  await look('configuration', () => {
    config = loadConfig(world, options).config;
    return { state: 'ok', detail: existsSync(configPath(world, options)) ? 'read' : 'all defaults' };
  });
  for (const name of ['history.db', 'ledger.db']) {
    await look(`${name}: pages`, () => pageCheck(join(dataDir, name), deep));
    await look(`${name}: references`, () => referenceCheck(join(dataDir, name)));
  }
  await look('schema', () => schemaCheck(dataDir));

  const opened = open(dataDir);
  try {
    const patient: Patient = { world, dataDir, deep, config, ...opened.stores };
    await look('databases', () => opened.finding);
    let figures: LedgerFigures | undefined;
    await look('ledger', () => {
      const { figures: found, ...rest } = ledgerCheck(patient);
      figures = found;
      return rest;
    });
    await look('statistics', () => statisticsCheck(patient));
    await look('calendar', () => calendarCheck(patient));
    await look('keys', () => keyCheck(patient));
    await look('restoration', () => restorationCheck(patient));
    await look('feeds', () => feedCheck(patient));
    await look('law', () => lawCheck(patient));
    await look('permissions', () => permissionCheck(patient));
    await look('clock', () => clockCheck(patient));
    await look('disk', () => diskCheck(patient));
    await look('write-ahead logs', () => walCheck(patient));
    await look('backup', () => backupCheck(patient));
    await look('at work', () => holderCheck(patient));
    return { ok: checks.every(({ state }) => state !== 'fail'), checks, ledger: figures };
  } finally {
    opened.stores.history?.close();
    opened.stores.ledger?.close();
  }
}

async function finding(find: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await find();
  } catch (error) {
    const known = knownFault(error);
    if (known?.code === 'stopped') throw error;
    const detail = known?.message ?? (error instanceof Error ? error.message : String(error));
    return { state: 'fail', detail, ...(known?.next === undefined ? {} : { next: known.next }) };
  }
}

type Opened = {
  readonly stores: { readonly history: HistoryStore | undefined; readonly ledger: LedgerStore | undefined };
  readonly finding: Finding;
};

/** Open what opens; a ledger that is not there is not made. */
function open(dataDir: string): Opened {
  let history: HistoryStore | undefined;
  let ledger: LedgerStore | undefined;
  try {
    refuseHalfThere(dataDir);
    if (!existsSync(join(dataDir, 'history.db')) && !existsSync(join(dataDir, 'ledger.db'))) {
      return {
        stores: { history, ledger },
        finding: { state: 'fail', detail: 'there are none', next: 'Make them: duelist init' },
      };
    }
    history = openHistory(dataDir);
    refuseLostLedger(dataDir, history.files.newest() !== undefined);
    ledger = openLedger(dataDir);
    return { stores: { history, ledger }, finding: { state: 'ok', detail: 'open' } };
  } catch (error) {
    const known = knownFault(error);
    const detail = known?.message ?? (error instanceof Error ? error.message : String(error));
    const next = known?.next ?? 'Bring the last backup back: duelist restore --from DIR --by NAME';
    return { stores: { history, ledger }, finding: { state: 'fail', detail, next } };
  }
}
