import { timingOf } from '../../../lists/timing.ts';
import { formatDay } from '../../../shared/day.ts';
import type { StoredLine } from '../../../store/ledger/lists.ts';
import { discoveryText } from './discovery.ts';
import { rankOf, ruleOf } from './document.ts';
import type { Explained } from './gather.ts';
import { leftOutText } from './left-out.ts';
import { needText } from './need.ts';
import { segmentText } from './segment.ts';
import { sinceText } from './since-text.ts';
import { kindText, tierText } from './standing.ts';
import { taperText } from './taper.ts';
import { REASON, RELATION, say, USAGE } from './words.ts';
import { worthText } from './worth.ts';
import { money, type Put, percent, wrap } from './wrap.ts';

const INDENT = '      ';

/** A list as somebody reads it out on the telephone. `wishes`: the obeyed ones in words; `unmet`: why others are not. */
export function explainText(
  explained: Explained,
  wishes: readonly string[],
  unmet: readonly string[],
  columns: number,
): string {
  const { list } = explained;
  const put = (text: string, first = '', rest = first): string => wrap(text, columns, first, rest);
  const sections = (['due', 'special', 'extra'] as const).map((section) => {
    const lines = list.lines.filter((line) => line.section === section);
    return lines.length === 0
      ? ''
      : `\n${TITLE[section]}\n${lines.map((line) => lineText(explained, line, put)).join('')}`;
  });
  return [
    headText(explained, wishes, put),
    ...unmet.map((why) => put(`cannot obey a wish: ${why}`, '  ')),
    ...sections,
    leftOutText(explained, put),
    sinceText(explained, put),
  ].join('');
}

/** Counted from the list's first day. */
const TIMING = {
  'this-week': 'in its first week',
  'next-week': 'in its second week',
  later: 'later',
} as const;

const TITLE = { due: 'Due', special: 'Specials', extra: 'Extras' } as const;

function headText({ household, cycle, list }: Explained, wishes: readonly string[], put: Put): string {
  const arm = list.arm === 'control' ? ', control group: planned, never mailed' : '';
  const facts = [
    `planned on ${formatDay(cycle.asOf)}, good ${formatDay(cycle.validFrom)} to ${formatDay(cycle.validUntil)}`,
    `spends ${money(list.weeklySpendCents)} a week`,
    ...(list.tier === undefined ? [] : [`tier ${list.tier}${tierText(list.standing?.tier)}`]),
    ...(list.standing === undefined ? [] : [kindText(list.standing.kind)]),
    ...(list.mail ? [] : ['no consent to mail: the list waits in store']),
  ];
  return [
    put(
      `household ${household.householdId}, list ${list.listId} of cycle ${cycle.cycleId} (${cycle.state}${arm})`,
    ),
    put(facts.join('; '), '  '),
    ...(list.held === undefined ? [] : [put('held: it does not go out', '  ')]),
    ...(wishes.length === 0 ? [] : [put(`obeys its wishes: ${wishes.join(', ')}`, '  ')]),
  ].join('');
}

function lineText(explained: Explained, line: StoredLine, put: Put): string {
  const head = put(line.description, `${String(line.lineNo).padStart(3)}   `, INDENT);
  if (line.section === 'due') return head + dueText(explained, line, put);
  if (line.section === 'special') return head + specialText(explained, line, put);
  const { extra } = line.facts;
  const uses = extra === undefined || extra.needs.length === 0 ? '' : `; uses ${extra.needs.join(', ')}`;
  return head + put(`${say(REASON, line.reason)}${uses}`, INDENT);
}

function dueText(explained: Explained, line: StoredLine, put: Put): string {
  const need = needText(explained, line);
  const least = explained.leftOut?.rules?.minProbability;
  const aim = least === undefined ? '' : ` (a line needs ${percent(least)})`;
  const below =
    least !== undefined && (line.probability ?? 0) < least ? ', on to fill the least number of lines' : '';
  return [
    put(`${say(REASON, line.reason)}: ${habitText(explained, line)}`, INDENT),
    ...(need === undefined ? [] : [put(need, INDENT)]),
    put(
      `${percent(line.probability ?? 0)} likely to be bought while the list is good${aim}${below}, number ${rankOf(explained, line)} of the due lines${priceText(line)}`,
      INDENT,
    ),
  ].join('');
}

function habitText({ cycle, since }: Explained, line: StoredLine): string {
  const timing = timingOf(line.expectedDay, cycle.validFrom);
  const { purchases, lastDay, boughtAs = [] } = line.facts;
  const former = boughtAs.map((id) => `${since.products.get(id)?.description ?? id} (${id})`);
  return [
    purchases === undefined ? '' : `bought ${purchases === 1 ? 'once' : `${purchases} times`}`,
    former.length === 0 ? '' : `before as ${former.join(' and ')}`,
    lastDay === undefined ? '' : `last on ${formatDay(lastDay)}`,
    gapText(line),
    timing === undefined ? '' : `expected ${TIMING[timing]}${aboutText(line)}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Its own gap, and the one that the chain's buyers made of it where that says something else. */
function gapText({ facts: { purchases = 0, gapDays, modelGapDays } }: StoredLine): string {
  if (gapDays === undefined || purchases < 2) return '';
  const own = purchases === 2 ? `${gapDays} days apart` : `usually every ${gapDays} days`;
  const differs = modelGapDays !== undefined && Math.abs(modelGapDays - gapDays) > gapDays / 4;
  return differs ? `${own} (${Math.round(modelGapDays)} with what others do)` : own;
}

function aboutText({ expectedDay }: StoredLine): string {
  return expectedDay === undefined ? '' : ` (about ${formatDay(expectedDay)})`;
}

function priceText(line: StoredLine): string {
  return line.regularPriceCents === undefined
    ? ''
    : `; shelf price ${money(line.regularPriceCents)} when planned`;
}

function specialText(explained: Explained, line: StoredLine, put: Put): string {
  const { offer } = line.facts;
  if (offer === undefined || line.offerValueCents === undefined) return '';
  const terms = explained.terms.get(`${line.offerId}|${line.offerVersion}`);
  const rule = ruleOf(explained, line);
  const who = `${say(RELATION, offer.relation)}, ${say(USAGE, offer.usage)}`;
  const value = rule === undefined ? 'the value that everybody gets' : `the value of segment ${rule}`;
  const after =
    line.priceWithOfferCents === undefined ? '' : `, ${money(line.priceWithOfferCents)} with the offer`;
  const share = terms === undefined || terms.funderPercent === 100 ? '' : ` (${terms.funderPercent} %)`;
  const units = terms !== undefined && terms.buyQuantity > 1 ? ` when ${terms.buyQuantity} are bought` : '';
  const habit = habitText(explained, line);
  const segment = segmentText(offer);
  const discovery = discoveryText(offer);
  return [
    put(`${say(REASON, line.reason)}${habit === '' ? '' : `: ${habit}`}`, INDENT),
    put(`${who}: ${value}, saves ${money(line.offerValueCents)}${units}${priceText(line)}${after}`, INDENT),
    ...(segment === undefined ? [] : [put(segment, INDENT)]),
    ...(discovery === undefined ? [] : [put(discovery, INDENT)]),
    ...(offer.taper === undefined ? [] : [put(taperText(offer.taper), INDENT)]),
    put(worthText(explained, line), INDENT),
    put(
      `offer ${line.offerId} version ${line.offerVersion}, paid by ${terms?.funderName ?? offer.funderId}${share}`,
      INDENT,
    ),
  ].join('');
}
