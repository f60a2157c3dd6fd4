import type { Facts, IssuedOffer, RedemptionRequest } from '../../checkout/types.ts';
import { formOfListCode, printedListCode } from '../../lists/list-code.ts';
import { cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import { scannedCode } from '../../shared/scanned-code.ts';
import type { AgentStore } from '../../store/agent/agent-store.ts';
import type { ListOfPack } from '../../store/agent/packs.ts';
import type { StandingTold } from '../../store/agent/queue.ts';
import type { PackInForce } from './agent-pack.ts';
import { codePrefix, type PackHeader, type PackRight, packDigest } from './pack-format.ts';

/** What the agent knows of a request, and what it may still give on the list. */
export type AgentFacts = { readonly facts: Facts; readonly leftCents: number };

/** The facts of a decision, from the pack and from what the agent has told since. */
export function agentFacts(
  store: AgentStore,
  pack: PackInForce,
  request: RedemptionRequest,
  nowMs: number,
): AgentFacts {
  const { packs, queue } = store;
  const { packNo, header } = pack;
  const household =
    request.cardId === undefined
      ? undefined
      : packs.householdOfCard(packNo, packDigest(header.salt, 'card', request.cardId));
  const scanned = findCode(store, pack, request.listCode);
  const isOthers =
    household !== undefined && scanned.list !== undefined && scanned.list.householdNo !== household;
  const isSetAside = isOthers && header.rules.listOfOtherHousehold === 'card';
  const isOfCode = request.listCode !== undefined && !isSetAside;
  const list = isOfCode ? scanned.list : ownList(store, pack, household, request.day);
  const told = list === undefined ? [] : queue.ofList(list.listId).filter((one) => holds(one, nowMs));
  const given = told.reduce((sum, one) => (one.offline ? sum + one.totalCents : sum), 0);
  const facts: Facts = {
    recorded: undefined,
    list:
      list === undefined
        ? undefined
        : {
            listId: String(list.listId),
            householdId: String(list.householdNo),
            validFrom: list.validFrom,
            validUntil: list.validUntil,
            state: list.state,
            ...(list.unsettled ? { unsettled: true } : {}),
          },
    ...(isSetAside ? { isSetAside } : {}),
    cardHouseholdId: household === undefined ? undefined : String(household),
    codeIsOurs: scanned.isOurs,
    recalledIds: packs.recalledAmong(
      packNo,
      request.lines.map(({ productId }) => productId),
    ),
    offers: list === undefined ? [] : offersOf(store, pack, list, told, request, nowMs),
  };
  return { facts, leftCents: Math.max(0, header.offline_cap_cents - given) };
}

/** Whether a transaction has its offers: it was paid, or is about to be. */
export function holds({ state, untilMs }: StandingTold, nowMs: number): boolean {
  return state === 'committed' || (state === 'reserved' && (untilMs === undefined || untilMs > nowMs));
}

/** Its time is over, and other transactions of this store took what it held, or what may be given on its list. */
export function isLost(
  { queue }: AgentStore,
  { header }: PackInForce,
  told: StandingTold,
  nowMs: number,
): boolean {
  if (holds(told, nowMs)) return false;
  const own = new Set(told.spent.map(({ offerId }) => offerId));
  const others = queue.ofList(told.listId).filter((one) => one.toldNo !== told.toldNo && holds(one, nowMs));
  const given = others.reduce((sum, one) => (one.offline ? sum + one.totalCents : sum), 0);
  return (
    others.some(({ spent }) => spent.some(({ offerId }) => own.has(offerId))) ||
    (told.offline && given + told.totalCents > header.offline_cap_cents)
  );
}

/**
 * A number with the digits that the office signed is in the pack by its digest; of another keyed number that begins like one
 * of the pack's, it is known that it is none of ours. Of all others of our forms nothing is: lists of another week are over,
 * or came out since, and UPC-A numbers do not tell their week.
 */
export function findCode(
  { packs }: { readonly packs: Pick<AgentStore['packs'], 'listOfCode'> },
  {
    packNo,
    header,
  }: Pick<PackInForce, 'packNo'> & { readonly header: Pick<PackHeader, 'salt' | 'prefixes'> },
  code: string | undefined,
): { readonly list: ListOfPack | undefined; readonly isOurs: boolean } {
  if (code === undefined) return { list: undefined, isOurs: false };
  const scanned = scannedCode(code);
  const printed = printedListCode(scanned);
  const find = (text: string): ListOfPack | undefined =>
    packs.listOfCode(packNo, packDigest(header.salt, 'list', text));
  // An earlier system's number may begin with a 0 of its own.
  const list = find(printed) ?? (printed === scanned ? undefined : find(scanned));
  const form = formOfListCode(printed);
  const isOfAnother =
    form === 'upc-a' || (form === 'keyed' && !header.prefixes.includes(codePrefix(printed)));
  return { list, isOurs: list !== undefined || isOfAnother };
}

/** The list of a household that the ledger would find for its card. */
function ownList(
  { packs }: AgentStore,
  { packNo }: PackInForce,
  household: number | undefined,
  day: Day,
): ListOfPack | undefined {
  if (household === undefined) return undefined;
  const rank = (list: ListOfPack): readonly number[] => [
    Number(list.validFrom <= day && list.validUntil >= day),
    Number(list.state === 'live'),
    Number(list.validFrom <= day),
    list.validFrom,
    list.listId,
  ];
  const [best] = packs.listsOfHousehold(packNo, household).toSorted((a, b) => compare(rank(b), rank(a)));
  return best;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, place) => value !== b[place]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function offersOf(
  { packs, queue }: AgentStore,
  { packNo, header }: PackInForce,
  list: ListOfPack,
  told: readonly StandingTold[],
  request: RedemptionRequest,
  nowMs: number,
): IssuedOffer[] {
  const basket = request.lines.map(({ productId }) => productId);
  const inPack = ({ centralId }: StandingTold): boolean =>
    centralId !== undefined && centralId <= header.last_redemption_id;
  const lists = packs.listsOfHousehold(packNo, list.householdNo);
  const ofHousehold = lists
    .flatMap(({ listId }) => queue.ofList(listId))
    .filter((one) => holds(one, nowMs) && !inPack(one));
  return rightsOf(list).flatMap(([issuedOfferId, lineNo, offerNo, valueCents, state, usesLeft]) => {
    const offer = packs.offer(packNo, offerNo);
    if (offer === undefined) return [];
    const { terms, budgetLeftCents } = offer;
    const isThis = (spent: StandingTold['spent'][number]): boolean =>
      spent.issuedOfferId === undefined
        ? spent.offerId === terms.offerId
        : spent.issuedOfferId === issuedOfferId;
    const by = told.find((one) => !inPack(one) && one.spent.some(isThis));
    const used = ofHousehold
      .flatMap(({ spent }) => spent)
      .reduce((sum, one) => (one.offerId === terms.offerId ? sum + one.applications : sum), 0);
    return [
      {
        issuedOfferId,
        lineNo,
        terms,
        faceValueCents: cents(valueCents),
        state: stateOf(state as IssuedOffer['state'], by),
        ...(by === undefined ? {} : { usedBy: by.key }),
        ...packs.productsAmong(packNo, offerNo, basket),
        funderBudgetLeftCents: budgetLeftCents === undefined ? undefined : cents(budgetLeftCents),
        householdUsesLeft: usesLeft === null ? undefined : usesLeft - used,
      },
    ];
  });
}

export function rightsOf({ rights }: ListOfPack): readonly PackRight[] {
  return JSON.parse(rights) as PackRight[];
}

/** What was told since the pack was made goes before it. */
function stateOf(inPack: IssuedOffer['state'], by: StandingTold | undefined): IssuedOffer['state'] {
  if (by === undefined || inPack === 'withdrawn') return inPack;
  return by.state === 'reserved' ? 'reserved' : 'redeemed';
}
