import { join, resolve } from 'node:path';
import { cents, formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { type Context, withContext } from '../context.ts';
import { requireCycle } from '../cycle/cycle.ts';
import { releaseCycle } from '../cycle/release.ts';
import { csvLine, syncDirectory, writeWhole } from '../files.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly cycle: string; readonly out?: string; readonly by?: string };

/** `release`: all of an approved cycle becomes redeemable, or nothing. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'release', lock: true }, async (context) => {
    const cycle = requireCycle(context, options.cycle);
    const { already, offers, faceValueCents, lists, suppressed } = await releaseCycle(
      context,
      cycle,
      context.actor(options.by),
    );
    if (options.out !== undefined) writeRelease(context, cycle, resolve(world.cwd, options.out));
    context.answer(
      {
        schema: 'duelist.release/1',
        cycle_id: cycle.cycleId,
        state: 'released',
        already,
        seal: cycle.seal ?? null,
        lists,
        held_lists: cycle.lists - lists,
        suppressed_lists: suppressed,
        issued_offers: offers,
        face_value_cents: faceValueCents,
      },
      `${already ? `cycle ${cycle.cycleId} was released before` : `released cycle ${cycle.cycleId}`}: ${lists} lists, ${offers} issued offers worth $${formatCents(cents(faceValueCents))}\n${stayedBack(cycle.lists - lists, suppressed)}`,
    );
  });
}

function stayedBack(held: number, suppressed: number): string {
  if (held === 0) return '';
  const since =
    suppressed === 0 ? '' : `, ${suppressed} of them since their households were suppressed meanwhile`;
  return `  ${held} ${held === 1 ? 'list stays' : 'lists stay'} back${since}\n`;
}

/** What went out, as files: for the archive and for whoever checks the mailing. */
function writeRelease(context: Context, cycle: Cycle, dir: string): void {
  const offers = [
    csvLine([
      'list_code',
      'household_id',
      'offer_id',
      'offer_version',
      'face_value_cents',
      'valid_from',
      'valid_until',
    ]),
  ];
  for (const list of context.ledger.lists.ofCycle(cycle.cycleId)) {
    if (list.arm !== 'treatment' || list.held !== undefined) continue;
    for (const line of list.lines) {
      if (line.section !== 'special') continue;
      offers.push(
        csvLine([
          list.listCode,
          list.householdId,
          line.offerId,
          line.offerVersion,
          line.offerValueCents,
          formatDay(cycle.validFrom),
          formatDay(cycle.validUntil),
        ]),
      );
    }
  }
  writeWhole(join(dir, 'issued-offers.csv'), offers.join(''));
  const seal = {
    schema: 'duelist.release/1',
    cycle_id: cycle.cycleId,
    as_of: formatDay(cycle.asOf),
    valid_from: formatDay(cycle.validFrom),
    valid_until: formatDay(cycle.validUntil),
    lists: cycle.lists - heldLists(context, cycle),
    issued_offers: offers.length - 1,
    seal: cycle.seal ?? null,
    approved_by: cycle.approvedBy ?? null,
  };
  writeWhole(join(dir, 'release.json'), `${JSON.stringify(seal, undefined, 2)}\n`);
  syncDirectory(dir);
}

/** Read anew: the release itself may hold some. */
function heldLists(context: Context, { cycleId, heldLists: before }: Cycle): number {
  return context.ledger.cycles.find(cycleId)?.heldLists ?? before;
}
