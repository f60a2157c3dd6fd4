import { timingOf } from '../../../lists/timing.ts';
import { segmentRule } from '../../../offers/segment.ts';
import { reasonText } from '../../../print/sheet-of-list.ts';
import { wordsOf } from '../../../print/words-of.ts';
import { type Day, formatDay } from '../../../shared/day.ts';
import type { StoredLine } from '../../../store/ledger/lists.ts';
import { describeDiscovery } from './discovery.ts';
import type { Explained, Since } from './gather.ts';
import { describeLeftOut } from './left-out.ts';
import { describeNeed } from './need.ts';
import { describeSegment } from './segment.ts';
import { describeStanding } from './standing.ts';
import { describeTaper } from './taper.ts';
import { describeWorth } from './worth.ts';

/** A list as programs read it: `duelist.explain/1`. */
export function explainDocument(explained: Explained) {
  const { household, cycle, list, leftOut } = explained;
  const { rules } = leftOut ?? {};
  return {
    schema: 'duelist.explain/1',
    household_id: household.householdId,
    cycle_id: list.cycleId,
    list_id: list.listId,
    arm: list.arm,
    weekly_spend_cents: list.weeklySpendCents,
    as_of: formatDay(cycle.asOf),
    valid_from: formatDay(cycle.validFrom),
    valid_until: formatDay(cycle.validUntil),
    cycle_state: cycle.state,
    known_file_no: cycle.knownFileNo ?? null,
    tier: list.tier ?? null,
    ...describeStanding(list.standing),
    obeyed: list.obeyed ?? null,
    held: list.held !== undefined,
    rules:
      rules === undefined
        ? null
        : {
            min_probability: rules.minProbability,
            offer_min_probability: rules.offerMinProbability,
            due_lines: rules.dueLines,
            specials: rules.specials,
          },
    lines: list.lines.map((line) => describeLine(explained, line)),
    left_out: describeLeftOut(explained),
    since: describeSince(explained.since),
  };
}

function describeLine(explained: Explained, line: StoredLine) {
  const { purchases, lastDay, gapDays, modelGapDays, boughtAs = [], extra, aisle } = line.facts;
  const { language } = explained.list.addressee;
  return {
    line_no: line.lineNo,
    section: line.section,
    product_id: line.productId ?? null,
    need: line.need ?? null,
    description: line.description,
    reason: line.reason,
    reason_text: reasonText(wordsOf(language), line) ?? null,
    probability: line.probability ?? null,
    rank: rankOf(explained, line),
    expected_day: dayOrNull(line.expectedDay),
    timing: timingOf(line.expectedDay, explained.cycle.validFrom) ?? null,
    purchases: purchases ?? null,
    last_day: dayOrNull(lastDay),
    gap_days: gapDays ?? null,
    model_gap_days: modelGapDays ?? null,
    bought_as: boughtAs.map((productId) => ({
      product_id: productId,
      description: explained.since.products.get(productId)?.description ?? null,
    })),
    need_habit: describeNeed(explained, line),
    aisle: aisle ?? null,
    regular_price_cents: line.regularPriceCents ?? null,
    offer: describeOffer(explained, line),
    extra: extra === undefined ? null : { kind: extra.kind, needs: extra.needs },
    now: describeNow(explained.since, line),
  };
}

/** Place among the due lines, the likeliest first; null for other lines. */
export function rankOf({ list }: Explained, line: StoredLine): number | null {
  if (line.section !== 'due') return null;
  const likelier = (other: StoredLine): boolean =>
    other.section === 'due' && (other.probability ?? 0) > (line.probability ?? 0);
  return list.lines.filter(likelier).length + 1;
}

function describeOffer(explained: Explained, line: StoredLine) {
  const { offer } = line.facts;
  if (offer === undefined) return null;
  const terms = explained.terms.get(`${line.offerId}|${line.offerVersion}`);
  return {
    offer_id: line.offerId,
    version: line.offerVersion,
    kind: offer.kind,
    funder_id: offer.funderId,
    funder_name: terms?.funderName ?? null,
    funder_percent: terms?.funderPercent ?? null,
    value_cents: line.offerValueCents,
    price_with_offer_cents: line.priceWithOfferCents ?? null,
    relation: offer.relation,
    segment: describeSegment(offer),
    discovery: describeDiscovery(offer),
    favoured: offer.favoured ?? false,
    usage: offer.usage,
    segment_rule: ruleOf(explained, line) ?? null,
    taper: describeTaper(offer),
    ...describeWorth(explained, line),
  };
}

/** The segment rule that gave a special its value; undefined: it has the value that everybody gets. */
export function ruleOf({ terms }: Explained, line: StoredLine): string | undefined {
  const { offer } = line.facts;
  const of = terms.get(`${line.offerId}|${line.offerVersion}`);
  if (offer === undefined || of === undefined) return undefined;
  const { relation, usage } = offer.taper ?? offer;
  return segmentRule(of, relation === 'any' ? undefined : relation, usage === 'any' ? undefined : usage);
}

function describeNow(since: Since, line: StoredLine) {
  const product = line.productId === undefined ? undefined : since.products.get(line.productId);
  const issued = since.issued.get(line.lineNo);
  return {
    bought_on: (line.productId === undefined ? [] : (since.boughtOn.get(line.productId) ?? [])).map((day) =>
      formatDay(day),
    ),
    regular_price_cents:
      line.productId === undefined ? null : (since.pricesCents.get(line.productId) ?? null),
    product_status: product?.status ?? null,
    offer_version: line.offerId === undefined ? null : (since.newerVersions.get(line.offerId) ?? null),
    offer_state: issued?.state ?? null,
  };
}

function describeSince(since: Since) {
  return {
    lines: since.changedLines.map((line) => ({
      change: line.change,
      day: formatDay(line.day),
      store_id: line.storeId,
      product_id: line.productId,
      quantity: line.quantityMilli / 1000,
      net_cents: line.netCents,
      line_type: line.lineType,
      file: line.file,
    })),
    redemptions: since.redemptions.map((redemption) => ({
      redemption_id: redemption.redemptionId,
      store_id: redemption.storeId,
      day: formatDay(redemption.day),
      state: redemption.state,
      total_cents: redemption.totalCents,
      entries: redemption.entries.map((entry) => ({
        kind: entry.kind,
        offer_id: entry.offerId,
        product_id: entry.productId,
        amount_cents: entry.amountCents,
      })),
    })),
    preferences: since.preferences.map(({ what, value, day }) => ({ what, value, day: dayOrNull(day) })),
    suppressions: since.suppressions.map(({ reason, category, startDay, endDay }) => ({
      reason,
      category: category ?? null,
      start_day: dayOrNull(startDay),
      end_day: dayOrNull(endDay),
    })),
    holds: since.holds.map(({ kind, offerId, reason, by, at, liftedAt }) => ({
      kind,
      offer_id: offerId ?? null,
      reason,
      by,
      at,
      lifted_at: liftedAt ?? null,
    })),
    withdrawals: since.withdrawals.map(({ kind, offerId, lanes, replaceWith, reason, by, at }) => ({
      kind,
      offer_id: offerId ?? null,
      lanes,
      replace_with: replaceWith ?? null,
      reason,
      by,
      at,
    })),
    recalls: since.recalls.map(({ productId, reason, at, liftedAt }) => ({
      product_id: productId,
      reason: reason ?? null,
      at,
      lifted_at: liftedAt ?? null,
    })),
    rebuilds: since.rebuilds.map(({ changeNo, causes }) => ({ change_no: changeNo, causes })),
    address_changed: since.addressChanged,
  };
}

function dayOrNull(day: Day | undefined): string | null {
  return day === undefined ? null : formatDay(day);
}
