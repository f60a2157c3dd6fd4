import { todayIn } from '../night/today.ts';
import { readLawRules, staleRules } from '../plan/law.ts';
import type { Finding, Patient } from './doctor-types.ts';

const CLOSED: Finding = { state: 'fail', detail: 'not looked at: the databases cannot be opened' };

/** A backup that was brought back, and of which nobody has said yet that what is missing is known. */
export function restorationCheck({ ledger }: Patient): Finding {
  if (ledger === undefined) return CLOSED;
  const [open] = ledger.restorations.unsettled();
  if (open === undefined) return { state: 'ok', detail: 'no check is open' };
  return {
    state: 'warn',
    detail: `${open.restoredBy} brought the backup of ${open.takenAt} back, and lanes take nothing from its lists (${open.replayed} requests replayed so far)`,
    next: 'duelist restore --replay FILE… --settle --by NAME',
  };
}

export function feedCheck({ history }: Patient): Finding {
  if (history === undefined) return CLOSED;
  const open = history.files.openNames();
  if (open.length === 0) return { state: 'ok', detail: 'no file is half taken in' };
  return {
    state: 'warn',
    detail: `half taken in: ${open.slice(0, 3).join(', ')}${open.length > 3 ? ` and ${open.length - 3} more` : ''}`,
    next: 'Ingest them again, unless that is going on right now.',
  };
}

/** Laws change: rules on what may be on offer that nobody has looked at for more than a year. */
export function lawCheck({ world, dataDir, config }: Patient): Finding {
  if (config === undefined)
    return { state: 'fail', detail: 'not looked at: the configuration cannot be read' };
  const rules = readLawRules({ dataDir, config });
  const stale = staleRules(rules, todayIn(config.chain.timezone, world.now()));
  if (stale.length === 0)
    return { state: 'ok', detail: `${rules.length} rules, each reviewed within a year` };
  const named = stale.slice(0, 3).map(({ subject, state }) => `${subject} ${state}`);
  return {
    state: 'warn',
    detail: `reviewed more than a year ago: ${named.join(', ')}${stale.length > 3 ? ` and ${stale.length - 3} more` : ''}`,
    next: 'Have a lawyer look at them, and write the rows with the new day into restricted.csv in the data directory.',
  };
}
