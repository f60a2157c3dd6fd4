import type { DiscoveryFacts, PlannedLine } from '../lists/planned-list.ts';
import type { Reason } from '../lists/reasons.ts';
import { roundGap } from '../print/words.ts';
import { percent, shortDay } from './format.ts';

const REASONS: Readonly<Record<Reason, string>> = {
  'due-now': 'due in these days',
  'due-late': 'overdue',
  staple: 'a staple',
  'bought-before': 'bought before',
  'deal-on-usual': 'on special, one of its usuals',
  'deal-bought-before': 'on special, bought before',
  'deal-on-need': 'on special, does the job of what it buys',
  'deal-goes-with': 'on special, goes with something on the list',
  'deal-others-buy': 'on special, bought by many who buy what it buys',
  'deal-to-try': 'on special, never bought anything of the kind',
  'deal-welcome-back': 'on special, used to buy it',
  'deal-on-basket': 'off the whole basket',
  'taken-over': 'on special, promised by a list of the earlier system',
  'goes-with-list': 'goes with the list',
  'for-your-tier': 'for households of this tier',
  'for-everyone': 'for everyone',
};

/** Why a line is on a list, with the facts that prove it: `overdue: about every 9 days, last on Oct 3, bought 12 times`. */
export function reasonOf({ reason, facts, probability }: PlannedLine): string {
  const { purchases, lastDay, gapDays, extra, offer } = facts;
  const parts: string[] = [];
  if (gapDays !== undefined && (purchases ?? 0) > 1) {
    const { count, unit } = roundGap(gapDays);
    parts.push(count === 1 ? `about every ${unit}` : `about every ${count} ${unit}s`);
  }
  if (lastDay !== undefined) parts.push(`last on ${shortDay(lastDay)}`);
  if (purchases !== undefined) parts.push(purchases === 1 ? 'bought once' : `bought ${purchases} times`);
  if (probability !== undefined)
    parts.push(`${percent(Math.round(probability * 1_000_000), 1_000_000)} likely`);
  if (offer?.discovery !== undefined) parts.push(affinityOf(offer.discovery));
  if (extra !== undefined && extra.needs.length > 0) parts.push(`uses ${extra.needs.join(', ')}`);
  return parts.length === 0 ? REASONS[reason] : `${REASONS[reason]}: ${parts.join(', ')}`;
}

function affinityOf({ description, households, buyers, lift, liftAtLeast }: DiscoveryFacts): string {
  return `${households} of ${buyers} who buy ${description} buy it too, ${lift} times as many as others do (${liftAtLeast} at least)`;
}
