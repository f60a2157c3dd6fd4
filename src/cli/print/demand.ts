import type { PreflightFault } from '../../print/preflight.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { BY_ITSELF } from '../../store/ledger/holds.ts';
import type { Context } from '../context.ts';
import { sealOf } from '../cycle/cycle.ts';
import { listChecker, pageChecker } from './check.ts';
import { loadFonts } from './fonts.ts';
import { pageSetup } from './setup.ts';

/** Lists between two looks at whether the run is to stop. */
const LISTS_PER_BREATH = 32;

/**
 * Run preflight on a draft before it is approved, and hold what must not go out. Where a print has laid out these very lists,
 * only what the feeds say of them today is asked again.
 *
 * @returns Lists that were found and held just now. Of a cycle that is no draft: none.
 */
export async function preflightDraft(context: Context, cycle: Cycle): Promise<number> {
  if (cycle.state !== 'draft') return 0;
  const { cycleId } = cycle;
  const printed = cycle.preflightSeal !== undefined && cycle.preflightSeal === sealOf(context, cycleId);
  const asked = listChecker(context, cycle);
  const check = printed ? asked : pageChecker(asked, pageSetup(context), loadFonts(context));
  const faults = new Map<number, PreflightFault>();
  const progress = context.progress('preflight', cycle.lists);
  let seen = 0;
  for (const list of context.ledger.lists.ofCycle(cycleId)) {
    if (list.listCode === undefined || (printed && list.held !== undefined)) continue;
    if (seen++ % LISTS_PER_BREATH === 0) await context.breathe();
    progress.advance(1);
    const checked = check(list, list.listCode);
    if (checked.tag === 'fault') faults.set(list.listId, checked.fault);
  }
  progress.done();
  return keepPreflight(context, cycle, faults, printed ? 'more' : 'all').held;
}

/**
 * Keep in the ledger what preflight found on a draft: each list with a fault is held, each that has none any more is free
 * again, and the seal says which lists were looked at. Run again, it changes nothing. A cycle that is approved or out stays as
 * it is.
 *
 * @param which `all`: faults of all lists, so that others of preflight's holds end; `more`: only further ones.
 * @returns Lists held that were not, and the seal of what is to go out.
 */
export function keepPreflight(
  context: Context,
  { cycleId, state }: Pick<Cycle, 'cycleId' | 'state'>,
  faults: ReadonlyMap<number, PreflightFault>,
  which: 'all' | 'more',
): { readonly held: number; readonly seal: string } {
  const { ledger } = context;
  if (state !== 'draft') return { held: 0, seal: sealOf(context, cycleId) };
  const at = context.world.now().toISOString();
  const held = ledger.inTransaction(() => {
    const before = new Map(ledger.holds.preflight(cycleId).map((hold) => [Number(hold.id), hold]));
    for (const [listId, hold] of before) {
      const fault = faults.get(listId);
      const same = fault !== undefined && reasonOf(fault) === hold.reason;
      if (!same && (which === 'all' || fault !== undefined)) ledger.holds.lift(hold.holdId, BY_ITSELF, at);
    }
    let found = 0;
    for (const [listId, fault] of faults) {
      ledger.holds.put({
        kind: 'list',
        id: String(listId),
        cause: 'preflight',
        preflight: fault.reason,
        reason: reasonOf(fault),
        heldBy: BY_ITSELF,
        heldAt: at,
      });
      if (!before.has(listId)) found += 1;
    }
    ledger.holds.marks.apply(cycleId);
    return found;
  });
  // Reading all lists takes a while, in which no lane is to wait.
  const seal = sealOf(context, cycleId);
  ledger.cycles.preflighted(cycleId, seal);
  return { held, seal };
}

function reasonOf({ reason, detail }: PreflightFault): string {
  return `preflight: ${reason}, ${detail}`;
}
