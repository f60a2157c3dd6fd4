import { resolve } from 'node:path';
import { type Claim, claimLines, settlementName } from '../../settle/claims.ts';
import { cents, formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { LedgerCheck } from '../../store/ledger/identity.ts';
import type { Period } from '../../store/ledger/settled.ts';
import { type Context, dayOption, withContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import { makeDirectory } from '../permissions.ts';
import { writeReconciliation, writeUnbilled } from '../settle/reconcile.ts';
import { periodText } from '../settle/statement-of.ts';
import { writeSettlement } from '../settle/write.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly from: string;
  readonly to: string;
  readonly out: string;
  readonly by?: string;
};

type Unclaimed = {
  readonly entries: number;
  readonly firstDay: string | undefined;
  readonly unbilledCents: number;
};

/**
 * `settle`: claim of each funder what a period's redemptions, voids and returns came to and no earlier settlement had. Ledger
 * first, then the files, which are made from it: killed anywhere, the next run goes on. Takes no run lock, and no lane waits.
 */
export async function run(world: World, options: Options): Promise<void> {
  const period = periodOf(options);
  const dir = resolve(world.cwd, options.out);
  await withContext(world, options, { command: 'settle' }, async (context) => {
    const { ledger } = context;
    const by = context.actor(options.by);
    const settlementId = await settlePeriod(context, period, by);
    makeDirectory(dir);
    const all = ledger.settlements.ofPeriod(period);
    const written = all.map((one, at) => ({
      settlement: one,
      claims: writeSettlement(context, dir, one, all.slice(0, at)),
    }));
    const check = writeReconciliation(context, dir);
    const unbilledCents = writeUnbilled(context, dir, period);
    const before = ledger.settlements.unclaimedBefore(period.fromDay);
    const unclaimed = {
      entries: before.entries,
      firstDay: before.firstDay === undefined ? undefined : formatDay(before.firstDay),
    };
    const claims = settlementId === undefined ? [] : (written.at(-1)?.claims ?? []);
    context.log.info('settled', { settlement: settlementId ?? null, claims: claims.length });
    context.answer(
      {
        schema: 'duelist.settle/1',
        settlement: settlementId ?? null,
        from: formatDay(period.fromDay),
        to: formatDay(period.toDay),
        claims: claims.map(describeClaim),
        settlements_of_period: all.map((one) => one.settlementId),
        reconciliation: { holds: check.ok, ...check.counts },
        not_billed_cents: unbilledCents,
        unclaimed_before: unclaimed.entries,
        out: dir,
      },
      textOf(period, settlementId, claims, check, { ...unclaimed, unbilledCents }, dir),
    );
    if (!check.ok) world.setExitCode(EXIT.answerIsNo);
  });
}

/** @returns The number of the period's new settlement; undefined: there was nothing to settle. One that was cut off is ended first. */
async function settlePeriod(context: Context, period: Period, by: string): Promise<number | undefined> {
  const { settlements } = context.ledger;
  const note = { by, at: context.world.now() };
  while (settlements.begin(period, note)) {
    for (const _ of settlements.takeEntries()) await context.breathe();
    const ended = settlements.end(claimLines);
    if (ended === undefined) continue;
    const { settlementId, fromDay, toDay } = ended;
    context.audit(by, 'settle', `settlement ${settlementId}`, {
      from: formatDay(fromDay),
      to: formatDay(toDay),
    });
    if (fromDay === period.fromDay && toDay === period.toDay) return settlementId;
  }
  return undefined;
}

function periodOf({ from, to }: Options): Period {
  const period = { fromDay: dayOption('--from', from), toDay: dayOption('--to', to) };
  if (period.toDay >= period.fromDay) return period;
  throw new UserError('period', `--to ${to} is before --from ${from}`, {
    exitCode: EXIT.usage,
    next: 'Give the first and the last business day of the period.',
  });
}

function describeClaim(claim: Claim) {
  return {
    claim_id: claim.claimId,
    funder_id: claim.funderId,
    coupons: claim.coupons,
    face_cents: claim.faceCents,
    handling_cents: claim.handlingCents,
    total_cents: claim.totalCents,
    over_budget_cents: claim.overBudgetCents,
    lines: claim.lines.map((line) => ({
      offer_id: line.offerId,
      offer_version: line.version,
      coupons: line.coupons,
      units_discounted: line.discountedMilli / 1000,
      units_sold: line.soldMilli / 1000,
      face_cents: line.faceCents,
      handling_cents: line.handlingCents,
      over_budget_cents: line.overBudgetCents,
      store_cents: line.storeCents,
    })),
  };
}

function textOf(
  period: Period,
  settlementId: number | undefined,
  claims: readonly Claim[],
  { ok, counts }: LedgerCheck,
  unclaimed: Unclaimed,
  dir: string,
): string {
  const days = periodText(period);
  const of = (claim: Claim): string => {
    const over =
      claim.overBudgetCents === 0 ? '' : `, ${formatCents(claim.overBudgetCents)} over budget stays with you`;
    return `  ${claim.claimId}: ${formatCents(claim.totalCents)} (${claim.coupons} coupons, face ${formatCents(claim.faceCents)}, handling ${formatCents(claim.handlingCents)}${over})\n`;
  };
  const head =
    settlementId === undefined
      ? `nothing new to claim for ${days}; its files were written again: ${dir}\n`
      : `settled ${days} as ${settlementName(settlementId)}: ${dir}\n`;
  const sums = `  issued ${counts.issued} = redeemed ${counts.redeemed} + reserved ${counts.reserved} + expired ${counts.expired} + open ${counts.open} + withdrawn ${counts.withdrawn}${ok ? '' : ': does not hold, see `duelist doctor`'}\n`;
  const late =
    unclaimed.firstDay === undefined
      ? ''
      : `  ${unclaimed.entries} entries of earlier days are not claimed: duelist settle --from ${unclaimed.firstDay} …\n`;
  const given =
    unclaimed.unbilledCents === 0
      ? ''
      : `  ${formatCents(cents(unclaimed.unbilledCents))} were given by registers and cut-off stores beyond the offers' rules and are nobody's to pay: not-billed.csv\n`;
  return head + claims.map(of).join('') + sums + given + late;
}
