import { resolve } from 'node:path';
import { cents, formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Lanes, Withdrawal } from '../../store/ledger/withdrawals.ts';
import type { PaperCounts } from '../../store/ledger/withdrawn-paper.ts';
import { type Context, dayOption, withContext } from '../context.ts';
import { requireCycle } from '../cycle/cycle.ts';
import { writeLetters } from '../cycle/letters.ts';
import { businessToday } from '../cycle/today.ts';
import { withdrawPaper } from '../cycle/withdraw.ts';
import type { CommonOptions } from '../options.ts';
import type { Refreshed } from '../plan/rebuild.ts';
import { describeDrafts, draftsText, refreshIfFree } from '../plan/refresh-if-free.ts';
import { textOption } from '../text-option.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly offer?: string;
  readonly cycle?: string;
  readonly lanes: Lanes;
  readonly replaceWith?: string;
  readonly reason: string;
  readonly by: string;
  readonly letters?: string;
  readonly asOf?: string;
};

/**
 * `withdraw`: after release, say what lanes do with paper. Takes no run lock for that: a wrong price must not wait for the
 * night to end.
 */
export async function run(world: World, options: Options): Promise<void> {
  const asked = askedPaper(options);
  const reason = textOption('--reason', options.reason, 'Say why: --reason TEXT.');
  const outcome = await withContext(world, options, { command: 'withdraw' }, async (context) => {
    const by = context.actor(options.by);
    const today = options.asOf === undefined ? businessToday(context) : dayOption('--as-of', options.asOf);
    const id =
      asked.kind === 'cycle'
        ? String(requireCycle(context, asked.id).cycleId)
        : requireOffer(context, asked.id);
    const { lanes } = options;
    const request = { kind: asked.kind, id, lanes, replaceWith: options.replaceWith?.trim(), reason, by };
    const { withdrawal, now } = await withdrawPaper(context, request, today);
    const letters = options.letters === undefined ? undefined : resolve(world.cwd, options.letters);
    const written = letters === undefined ? 0 : writeLetters(context, withdrawal, letters, by);
    const counts = context.ledger.paper.counts(withdrawal, withdrawal.withdrawalId);
    const state = asked.kind === 'cycle' ? context.ledger.cycles.find(Number(id))?.state : undefined;
    return { withdrawal, now, counts, state, letters, written };
  });
  const drafts = await refreshIfFree(world, options, 'withdraw');
  await withContext(world, options, { command: 'withdraw' }, (context) =>
    answer(context, { ...outcome, drafts }),
  );
}

function askedPaper({ offer, cycle, lanes, replaceWith }: Options): { kind: 'offer' | 'cycle'; id: string } {
  if ((replaceWith !== undefined) !== (lanes === 'replace')) {
    throw new UserError('replace-with', '--lanes replace and --replace-with OFFER go together', {
      exitCode: EXIT.usage,
    });
  }
  const offerId = offer?.trim();
  if (offerId !== undefined && offerId === replaceWith?.trim()) {
    throw new UserError('replace-with', 'an offer cannot take its own place', { exitCode: EXIT.usage });
  }
  if (offerId !== undefined && offerId !== '' && cycle === undefined) return { kind: 'offer', id: offerId };
  if (cycle !== undefined && offer === undefined) return { kind: 'cycle', id: cycle };
  throw new UserError('withdraw-what', 'say which one thing is withdrawn', {
    exitCode: EXIT.usage,
    next: 'Give one of --offer ID, --cycle ID.',
  });
}

function requireOffer(context: Context, offerId: string): string {
  const known =
    context.ledger.holds.things.offer(offerId).known ||
    context.history.facts.offers().some((terms) => terms.offerId === offerId);
  if (known) return offerId;
  throw new UserError('offer-unknown', `there is no offer ${offerId}`, {
    exitCode: EXIT.inputMissing,
    next: 'Its id is the one of the offers feed.',
  });
}

type Outcome = {
  readonly withdrawal: Withdrawal;
  readonly now: boolean;
  readonly counts: PaperCounts;
  readonly state: string | undefined;
  readonly letters: string | undefined;
  readonly written: number;
  readonly drafts: readonly Refreshed[] | undefined;
};

function answer(context: Context, outcome: Outcome): void {
  const { withdrawal, now, counts, state, letters, written, drafts } = outcome;
  const { kind, id, lanes, replacement } = withdrawal;
  const document = {
    schema: 'duelist.withdraw/1',
    withdrawal_id: withdrawal.withdrawalId,
    kind,
    id,
    ...(state === undefined ? {} : { state }),
    lanes,
    replace_with: replacement?.offerId ?? null,
    already: !now,
    reason: withdrawal.reason,
    withdrawn_by: withdrawal.by,
    paper_good_on: formatDay(withdrawal.goodOn),
    lists: counts.lists,
    households: counts.households,
    offers: counts.offers,
    open_value_cents: counts.openValueCents,
    redeemed_before: counts.redeemed,
    replaced: counts.replaced,
    replaced_value_cents: counts.replacedValueCents,
    letters: letters ?? null,
    drafts: describeDrafts(drafts),
  };
  context.answer(document, text(outcome) + draftsText(drafts) + lettersText(letters, written));
}

const money = (amount: number): string => `$${formatCents(cents(amount))}`;

function text({ withdrawal, now, counts }: Outcome): string {
  const { kind, id, lanes, replacement, by, reason } = withdrawal;
  const done = now ? 'is' : `was, by ${by},`;
  const paper = `${counts.offers} unused offers worth ${money(counts.openValueCents)} on ${counts.lists} lists of ${counts.households} households`;
  const outcome = {
    honour: 'lanes go on paying; no plan and no print takes it any more',
    refuse: 'lanes refuse it and say why',
    replace: `lanes give ${replacement?.offerId} instead: ${counts.replaced} times, worth ${money(counts.replacedValueCents)}`,
  }[lanes];
  return `${kind} ${id} ${done} withdrawn: ${reason}\n  ${outcome}\n  ${paper}; ${counts.redeemed} were redeemed before and stay so\n`;
}

function lettersText(letters: string | undefined, written: number): string {
  return letters === undefined ? '' : `  ${written} lines for letters: ${letters}\n`;
}
