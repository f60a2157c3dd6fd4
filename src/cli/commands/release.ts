import { join, resolve } from 'node:path';
import { checkRelease, type ReleaseFault, termsKey } from '../../lists/release-check.ts';
import { cents, formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { type Context, withContext } from '../context.ts';
import { requireCycle, sealOf } from '../cycle.ts';
import { csvLine, syncDirectory, writeWhole } from '../files.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly cycle: string; readonly out?: string };

/** Faults named one by one before the rest is counted. */
const NAMED_MAX = 5;

/**
 * `release`: issue the specials of an approved cycle in chunks, then one row makes all of it redeemable. Killed anywhere,
 * it is not released, and the next run goes on; run again, it changes nothing.
 */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'release', lock: true }, (context) => {
    const cycle = requireCycle(context, options.cycle);
    const already = cycle.state === 'released';
    if (!already) {
      requireApproved(context, cycle);
      refuseConflicts(context, cycle);
      refuseBroken(context, cycle);
      const progress = context.progress('issuing offers', cycle.lists);
      context.ledger.issuer.issue(cycle.cycleId, (issued) => progress.advance(issued));
      progress.done();
      context.ledger.inTransaction(() => {
        if (!context.ledger.cycles.advance(cycle.cycleId, 'approved', 'released'))
          throw new Error('the cycle moved under the release');
        context.ledger.audit({
          at: world.now(),
          actor: cycle.approvedBy ?? '',
          act: 'release',
          subject: `cycle ${cycle.cycleId}`,
          detail: { seal: cycle.seal },
        });
      });
    }
    const totals = context.ledger.issuer.totals(cycle.cycleId);
    context.log.info('released', { cycle: cycle.cycleId, already, ...totals });
    if (options.out !== undefined) writeRelease(context, cycle, resolve(world.cwd, options.out));
    context.answer(
      {
        schema: 'duelist.release/1',
        cycle_id: cycle.cycleId,
        state: 'released',
        already,
        seal: cycle.seal ?? null,
        lists: cycle.lists,
        issued_offers: totals.offers,
        face_value_cents: totals.faceValueCents,
      },
      `${already ? `cycle ${cycle.cycleId} was released before` : `released cycle ${cycle.cycleId}`}: ${cycle.lists} lists, ${totals.offers} issued offers worth $${formatCents(cents(totals.faceValueCents))}\n`,
    );
  });
}

function requireApproved(context: Context, cycle: Cycle): void {
  if (cycle.state !== 'approved') {
    throw new UserError('not-approved', `cycle ${cycle.cycleId} is ${cycle.state}, not approved`, {
      exitCode: EXIT.notPermitted,
      next:
        cycle.state === 'draft'
          ? `Somebody has to approve it first: duelist approve --cycle ${cycle.cycleId} --by NAME`
          : 'Plan a new cycle.',
    });
  }
  if (sealOf(context, cycle.cycleId) !== cycle.seal) {
    throw new UserError('seal-broken', `cycle ${cycle.cycleId} is not what ${cycle.approvedBy} approved`, {
      exitCode: EXIT.notPermitted,
      next: 'Nothing was released. Plan again and have it approved again.',
    });
  }
}

/** A household has one live list at a time. */
function refuseConflicts(context: Context, cycle: Cycle): void {
  const conflicts = context.ledger.issuer.conflicts(cycle.cycleId, NAMED_MAX);
  const [first] = conflicts;
  if (first === undefined) return;
  throw new UserError(
    'list-still-live',
    `households of cycle ${cycle.cycleId} hold a list that is still good`,
    {
      exitCode: EXIT.answerIsNo,
      next: [
        ...conflicts.map(
          ({ householdId, listId, validUntil }) =>
            `household ${householdId}: list ${listId}, good to ${formatDay(validUntil)}`,
        ),
        'Nothing was released. Plan with --households due, or on a later day.',
      ].join('\n'),
    },
  );
}

function refuseBroken(context: Context, cycle: Cycle): void {
  const current = new Map(
    context.history.facts.offers().map((terms) => [termsKey(terms.offerId, terms.version), terms]),
  );
  const faults = checkRelease(context.ledger.issuer.draws(cycle.cycleId, cycle.validFrom), current, cycle);
  const [first] = faults;
  if (first === undefined) return;
  throw new UserError(first.code, `${faults.length} of the offers of cycle ${cycle.cycleId} no longer hold`, {
    exitCode: EXIT.answerIsNo,
    next: [
      ...faults.slice(0, NAMED_MAX).map(describeFault),
      ...(faults.length > NAMED_MAX ? [`and ${faults.length - NAMED_MAX} more`] : []),
      'Nothing was released. Plan again: the new draft leaves them out.',
    ].join('\n'),
  });
}

function describeFault(fault: ReleaseFault): string {
  const money = (value: number): string => `$${formatCents(cents(Math.max(0, value)))}`;
  switch (fault.code) {
    case 'offer-gone':
      return `offer ${fault.offerId} (on ${fault.needed} lists) is no longer in the offers feed`;
    case 'offer-superseded':
      return `offer ${fault.offerId} (on ${fault.needed} lists) has a newer version`;
    case 'offer-window':
      return `offer ${fault.offerId} (on ${fault.needed} lists) is not good through the whole validity any more`;
    case 'budget-exceeded':
      return `offer ${fault.offerId}: the lists promise ${money(fault.needed)}, ${money(fault.left)} of its budget is left`;
    case 'limit-exceeded':
      return `offer ${fault.offerId}: the lists promise ${fault.needed} uses, ${Math.max(0, fault.left)} are left`;
  }
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
    if (list.arm !== 'treatment') continue;
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
    lists: cycle.lists,
    issued_offers: offers.length - 1,
    seal: cycle.seal ?? null,
    approved_by: cycle.approvedBy ?? null,
  };
  writeWhole(join(dir, 'release.json'), `${JSON.stringify(seal, undefined, 2)}\n`);
  syncDirectory(dir);
}
