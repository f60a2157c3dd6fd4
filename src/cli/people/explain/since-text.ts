import { formatDay } from '../../../shared/day.ts';
import type { StoredLine } from '../../../store/ledger/lists.ts';
import type { Explained, Since } from './gather.ts';
import { money, type Put } from './wrap.ts';

/** Changed lines that are read out; the rest is counted. */
const LINES_SHOWN = 12;

/** What has changed since the list was planned. */
export function sinceText(explained: Explained, put: Put): string {
  const { cycle, list, since } = explained;
  const facts = [
    ...list.lines.flatMap((line) => lineNow(since, line)),
    ...redemptionsText(since),
    ...changedText(explained),
    ...wishesText(since),
    ...stopsText(since),
    ...(since.addressChanged ? ['name or address on file are not what is on the paper'] : []),
  ];
  const known =
    cycle.knownFileNo === undefined
      ? 'which feeds the plan knew was not kept'
      : `the plan knew feed files up to number ${cycle.knownFileNo}`;
  const lines =
    facts.length === 0 ? ['  nothing has changed\n'] : facts.map((fact) => put(fact, '  ', '    '));
  return `\n${put(`Since then (${known})`)}${lines.join('')}`;
}

function lineNow(since: Since, line: StoredLine): string[] {
  const { productId, offerId, regularPriceCents } = line;
  const facts: string[] = [];
  const days = productId === undefined ? [] : (since.boughtOn.get(productId) ?? []);
  if (days.length > 0) facts.push(`bought on ${days.map((day) => formatDay(day)).join(', ')}`);
  const status = productId === undefined ? 'active' : (since.products.get(productId)?.status ?? 'active');
  if (status !== 'active') facts.push(status === 'recalled' ? 'now recalled' : 'no longer sold');
  const price = productId === undefined ? undefined : since.pricesCents.get(productId);
  if (regularPriceCents !== undefined && price !== undefined && price !== regularPriceCents)
    facts.push(`shelf price now ${money(price)}, then ${money(regularPriceCents)}`);
  const newer = offerId === undefined ? undefined : since.newerVersions.get(offerId);
  if (newer !== undefined) facts.push(`offer ${offerId} now has version ${newer}`);
  const state = since.issued.get(line.lineNo)?.state;
  if (state !== undefined && state !== 'open') facts.push(`offer ${state}`);
  return facts.length === 0 ? [] : [`line ${line.lineNo}, ${line.description}: ${facts.join('; ')}`];
}

function redemptionsText({ redemptions }: Since): string[] {
  return redemptions.map(({ redemptionId, storeId, day, state, totalCents, entries }) => {
    const off = entries
      .filter(({ kind }) => kind === 'commit')
      .map(({ offerId, amountCents }) => `${offerId} ${money(amountCents)}`);
    const back = entries
      .filter(({ kind }) => kind === 'return')
      .map(({ offerId, amountCents }) => `${offerId} ${money(-amountCents)}`);
    const returned = back.length === 0 ? '' : `; returned since: ${back.join(', ')}`;
    const voided = state === 'voided' ? ', voided since' : '';
    return `redemption ${redemptionId} on ${formatDay(day)} in store ${storeId}: ${money(totalCents)} came off (${off.join(', ')})${voided}${returned}`;
  });
}

function changedText({ since }: Explained): string[] {
  const { changedLines } = since;
  const shown = changedLines.slice(0, LINES_SHOWN).map((line) => {
    const what = `${line.quantityMilli / 1000} x ${line.productId} in store ${line.storeId} on ${formatDay(line.day)}`;
    return line.change === 'superseded'
      ? `known then, corrected by ${line.file}: ${what}`
      : `not known then, came with ${line.file}: ${what}`;
  });
  const rest = changedLines.length - shown.length;
  return rest > 0 ? [...shown, `and ${rest} more receipt lines from before the plan changed`] : shown;
}

function wishesText({ preferences, suppressions }: Since): string[] {
  return [
    ...preferences.map(({ what, value }) => `asked since: ${what.replaceAll('_', ' ')} ${value}`.trim()),
    ...suppressions.map(
      ({ reason, category }) =>
        `suppressed since: ${reason.replaceAll('_', ' ')}${category === undefined ? '' : ` ${category}`}`,
    ),
  ];
}

function stopsText({ holds, withdrawals, recalls, rebuilds }: Since): string[] {
  const day = (at: string): string => at.slice(0, 10);
  return [
    ...rebuilds.map(({ causes }) => `rebuilt before it went out, for ${causes.join(', ')}`),
    ...holds.map(
      ({ kind, offerId, reason, by, at, liftedAt }) =>
        `${offerId === undefined ? kind : `offer ${offerId}`} held by ${by} on ${day(at)}: ${reason}${liftedAt === undefined ? '' : ` (lifted on ${day(liftedAt)})`}`,
    ),
    ...withdrawals.map(
      ({ kind, offerId, lanes, reason, by, at }) =>
        `${kind === 'offer' ? `offer ${offerId}` : 'the whole cycle'} withdrawn by ${by} on ${day(at)}, lanes ${lanes}: ${reason}`,
    ),
    ...recalls.map(
      ({ productId, at, liftedAt }) =>
        `${productId} recalled on ${day(at)}${liftedAt === undefined ? '' : ` (lifted on ${day(liftedAt)})`}`,
    ),
  ];
}
