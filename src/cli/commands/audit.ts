import { formatDay } from '../../shared/day.ts';
import type { AuditEntry } from '../../store/ledger/audit.ts';
import { type Context, dayOption, withContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import { subjectsOf } from '../people/export.ts';
import { requireHousehold } from '../people/identify.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly household?: string; readonly since?: string; readonly by?: string };

/** `audit`: who did what, and who looked at whom. Written as it is read: it may be long. */
export async function run(world: World, options: Options): Promise<void> {
  const since = options.since === undefined ? '' : formatDay(dayOption('--since', options.since));
  await withContext(world, options, { command: 'audit' }, (context) => {
    const entries = select(context, options, since);
    if (options.json === true) {
      world.stdout('{"schema":"duelist.audit/1","entries":[');
      let separator = '';
      for (const entry of entries) {
        world.stdout(`${separator}${JSON.stringify(describe(entry))}`);
        separator = ',';
      }
      world.stdout(']}\n');
      return;
    }
    let count = 0;
    for (const entry of entries) {
      world.stdout(line(entry));
      count += 1;
    }
    if (count === 0) world.stdout('nothing was written down\n');
  });
}

function select(context: Context, options: Options, since: string): Iterable<AuditEntry> {
  const { auditTrail } = context.ledger;
  if (options.household === undefined) return auditTrail.all(since);
  const { householdId } = requireHousehold(context, options.household);
  const entries = [...auditTrail.about(subjectsOf(context.ledger, householdId), householdId, since)];
  // A look at whom was looked at is a look.
  context.audit(context.actor(options.by), 'audit', `household ${householdId}`);
  return entries;
}

function describe({ auditId, at, actor, act, subject, detail }: AuditEntry) {
  return { audit_id: auditId, at, actor, act, subject, detail };
}

function line({ at, actor, act, subject, detail }: AuditEntry): string {
  const facts = Object.entries(detail).map(([name, value]) => `${name} ${plain(value)}`);
  const more = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
  return `${at.slice(0, 16).replace('T', ' ')}  ${actor}: ${act} ${subject}${more}\n`;
}

function plain(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  // A digest is known by its beginning, as everywhere where people read it.
  return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 8) : value;
}
