import type { StoredLine, StoredList } from '../../../../src/store/ledger/lists.ts';
import type { AnyChain, AnyHousehold, AnyOffer } from './arbitrary.ts';
import { categoryOf, FIRST_PLAN, LEAD_DAYS, offerId, productId, STATES, VALID_DAYS } from './feeds.ts';
import type { Played } from './play.ts';

/**
 * What must hold of every plan of every chain, told from the feeds alone: nothing here is asked of the program's own
 * functions. @returns One sentence for each thing that does not hold.
 */
export function faultsOf(chain: AnyChain, played: Played): string[] {
  return [
    ...played.cycles.flatMap(({ asOf, lists }) =>
      lists.flatMap((list) => listFaults(chain, asOf, list).map((fault) => `${asOf - FIRST_PLAN}: ${fault}`)),
    ),
    ...budgetFaults(chain, played),
    ...laneFaults(played),
  ];
}

/** Reasons that keep a household from any list; the others stop the letter, or a category. */
const NO_LIST = new Set(['opted_out', 'deceased']);
/** States with a least price for milk. */
const MILK_STATES = new Set(['ME', 'ND', 'PA']);

function listFaults(chain: AnyChain, asOf: number, list: StoredList): string[] {
  const household = chain.households[Number(list.householdId.slice(1))];
  if (household === undefined) return [`list for ${list.householdId}, whom no feed names`];
  const after = asOf - FIRST_PLAN;
  const inForce = household.suppressions.filter(({ from, days }) => from <= after && after <= from + days);
  const faults: string[] = [];
  const told = (fault: string): void => void faults.push(`${list.householdId}: ${fault}`);
  if (inForce.some(({ reason }) => NO_LIST.has(reason))) told('suppressed, and has a list');
  if (
    list.mail &&
    (!household.mail || inForce.some(({ reason }) => reason === 'no_mail' || reason === 'moved'))
  )
    told('is mailed without consent');
  const hidden = hiddenFrom(
    chain,
    household,
    new Set(inForce.flatMap((one) => (one.reason === 'category' ? [one.category] : []))),
  );
  const specials = list.lines.filter(({ section }) => section === 'special');
  for (const { productId: id, section } of list.lines) {
    if (id === undefined) continue;
    const why = hidden.get(id);
    if (why !== undefined) told(`${section} ${id} is ${why}`);
  }
  for (const key of ['offerId', 'need', 'productId'] as const) {
    const all = specials.map((line) => line[key]).filter((value) => value !== undefined);
    if (new Set(all).size !== all.length) told(`two specials on one ${key}: ${all.join(' ')}`);
  }
  const { specials: most, tierSpecials } = chain.config;
  const room = Math.min(most, tierSpecials);
  if (specials.length > (household.largePrint ? Math.floor(room / 3) : room))
    told(`${specials.length} specials`);
  for (const line of specials)
    for (const fault of specialFaults(chain, asOf, list, household, line)) told(fault);
  return faults;
}

function hiddenFrom(
  chain: AnyChain,
  { wishes }: AnyHousehold,
  categories: ReadonlySet<number>,
): Map<string, string> {
  const hidden = new Map<string, string>();
  chain.products.forEach(({ need, sensitive, status, spend }, no) => {
    const id = productId(no);
    if (sensitive) hidden.set(id, 'sensitive');
    if (status !== 'active') hidden.set(id, status);
    if (!spend) hidden.set(id, 'no merchandise');
    if (categories.has(need % 3)) hidden.set(id, 'of a suppressed category');
  });
  for (const { what, product } of wishes) {
    const category = categoryOf(chain.products[product]?.need ?? 0);
    if (what !== 'mute_category') hidden.set(productId(product), what);
    else
      chain.products.forEach(({ need }, no) => {
        if (categoryOf(need) === category) hidden.set(productId(no), what);
      });
  }
  return hidden;
}

function specialFaults(
  chain: AnyChain,
  asOf: number,
  list: StoredList,
  household: AnyHousehold,
  line: StoredLine,
): string[] {
  const no = Number(line.offerId?.slice(1));
  const offer = chain.offers[no];
  if (offer === undefined) return [`${line.offerId}: no offer of the feed`];
  const after = asOf - FIRST_PLAN;
  const [from, until] = [after + LEAD_DAYS, after + LEAD_DAYS + VALID_DAYS - 1];
  const faults: string[] = [];
  const told = (fault: string): void => void faults.push(`${line.offerId} (${offer.kind}): ${fault}`);
  if (after < offer.issueFrom || after > offer.issueFrom + offer.issueDays) told('not issued on the day');
  if (from < offer.redeemFrom || until > offer.redeemFrom + offer.redeemDays) told('not good on every day');
  if (offer.store !== 0 && offer.store !== household.store) told('not in the home store');
  if (list.homeStoreId !== String(household.store)) told(`home store ${list.homeStoreId}`);
  if (offer.kind === 'basket_off') {
    if (line.productId !== undefined) told('an offer on the basket names a product');
    if (offer.audience !== 'any') told(`an offer on the basket for ${offer.audience}`);
  } else for (const fault of productFaults(chain, offer, household, line, from, until)) told(fault);
  if (
    !valuesOf(offer).has(line.termsValueCents ?? -1) &&
    !FREE.has(offer.kind) &&
    offer.kind !== 'percent_off'
  )
    told(`${line.termsValueCents} is none of its values`);
  for (const fault of sumFaults(line)) told(fault);
  return faults;
}

const FREE = new Set(['bogo', 'free_item']);

function productFaults(
  chain: AnyChain,
  offer: AnyOffer,
  household: AnyHousehold,
  line: StoredLine,
  from: number,
  until: number,
): string[] {
  const no = Number(line.productId?.slice(1));
  const product = chain.products[no];
  if (product === undefined) return [`on ${line.productId}, which no feed names`];
  const faults: string[] = [];
  const one = chain.products[offer.product];
  const named = {
    product: no === offer.product,
    products: no === offer.product || no === (offer.product + 1) % chain.products.length,
    category: categoryOf(product.need) === categoryOf(one?.need ?? 0),
    brand: product.brand === one?.brand,
    need: product.need === one?.need,
  }[offer.selector];
  if (named !== true || offer.excluded === no) faults.push(`${line.productId} is not of the offer`);
  if (product.restricted === 'alcohol') faults.push('alcohol');
  const states = offer.store === 0 ? STATES : [STATES[offer.store - 1] ?? ''];
  if (product.restricted === 'milk' && states.some((state) => MILK_STATES.has(state))) faults.push('milk');
  const bought = household.habits.some(
    ({ product: other, fromDaysAgo, untilDaysAgo }) =>
      chain.products[other]?.need === product.need && fromDaysAgo >= untilDaysAgo,
  );
  if (
    offer.audience === 'new' &&
    offer.selector === 'product' &&
    bought &&
    !disowned(chain, household, product.need)
  )
    faults.push('for new households, and the need was bought');
  const price = shelfPrice(chain, no, household.store, from, until);
  if (price.inAd) faults.push(`${line.productId} is in an ad`);
  if (price.cents === undefined) faults.push(`the price of ${line.productId} changes`);
  else if (line.regularPriceCents !== price.cents)
    faults.push(`regular price ${line.regularPriceCents}, on the shelf ${price.cents}`);
  return faults;
}

/** Everything that a household bought of a need may be what it calls not its own. */
function disowned(chain: AnyChain, { habits, wishes }: AnyHousehold, need: number): boolean {
  const mine = new Set(wishes.flatMap(({ what, product }) => (what === 'not_mine' ? [product] : [])));
  return habits.every(({ product }) => chain.products[product]?.need !== need || mine.has(product));
}

/**
 * The price of a product in a store, if it is one on every day of `[from, until]`, and whether an ad has it on any. On a day holds
 * the regular price that began last, the store's own before that of all stores, or what is lower of ads and reductions.
 */
function shelfPrice(chain: AnyChain, product: number, store: number, from: number, until: number) {
  const rows = chain.prices.filter(
    (row) => row.product === product && (row.store === 0 || row.store === store),
  );
  const seen = new Set<number>();
  let inAd = false;
  for (let on = from; on <= until; on++) {
    const valid = rows.filter((row) => row.from <= on && on <= row.from + row.days);
    inAd ||= valid.some(({ type }) => type === 'ad');
    const regular = (of: number): number | undefined =>
      valid
        .filter((row) => row.type === 'regular' && row.store === of)
        .toSorted((a, b) => a.from - b.from)
        .at(-1)?.cents;
    const usual = regular(store) ?? regular(0) ?? chain.products[product]?.priceCents ?? 0;
    seen.add(Math.min(usual, ...valid.filter(({ type }) => type !== 'regular').map(({ cents }) => cents)));
  }
  return { inAd, cents: seen.size === 1 ? [...seen][0] : undefined };
}

/** The values that an offer may print: its own, those of segments, and what the taper leaves of them. */
function valuesOf({ valueCents, segments, taper }: AnyOffer): Set<number> {
  const full = [valueCents, ...segments.map((one) => one.valueCents)];
  return new Set([
    ...full,
    ...full.flatMap((value) => taper.map((percent) => Math.floor((value * percent) / 100))),
  ]);
}

function sumFaults(line: StoredLine): string[] {
  const { regularPriceCents: regular, offerValueCents: saves, priceWithOfferCents: price } = line;
  const facts = line.facts.offer;
  const faults: string[] = [];
  if (saves === undefined || saves <= 0) faults.push(`saves ${saves}`);
  if (facts === undefined || saves !== facts.saveCents)
    faults.push('the line and its facts save differently');
  if (regular === undefined) return faults;
  const units = facts?.unitsNeeded ?? 1;
  const { beforeCents: before = -1, afterCents: left = -1 } = facts ?? {};
  if (before !== units * regular) faults.push(`${units} x ${regular} is not ${before}`);
  if (before - (saves ?? 0) !== left) faults.push(`${before} less ${saves} is not ${left}`);
  if (left < 0) faults.push('takes off more than the goods cost');
  if (price === undefined || price > regular) faults.push(`${price} is above the shelf price ${regular}`);
  // A fraction of a cent is the shopper's loss of a promise, never more than is kept.
  if (price !== undefined && price !== Math.ceil(left / units))
    faults.push(`${left} by ${units} is not ${price}`);
  return faults;
}

/** Paper never promises more than budgets and limits hold, and lanes never draw more. */
function budgetFaults(chain: AnyChain, { cycles, entries }: Played): string[] {
  const faults: string[] = [];
  chain.offers.forEach(
    ({ kind, budgetCents, funderPercent, limitTotal, limitTransaction, limitHousehold }, no) => {
      const id = offerId(no);
      const drawn = entries.filter((entry) => entry.offer_id === id);
      const sum = (of: (entry: (typeof entries)[number]) => number, some = drawn): number =>
        some.reduce((all, entry) => all + of(entry), 0);
      for (const { asOf, lists } of cycles) {
        const lines = lists
          .filter(({ arm }) => arm === 'treatment')
          .flatMap((list) => list.lines.filter((line) => line.offerId === id));
        const promised = lines.reduce((all, line) => all + (line.offerValueCents ?? 0) * limitTransaction, 0);
        if (budgetCents !== null && promised > budgetCents)
          faults.push(`${asOf - FIRST_PLAN}: ${id} promises ${promised} of ${budgetCents}`);
        if (limitTotal !== null && lines.length * limitTransaction > limitTotal)
          faults.push(`${asOf - FIRST_PLAN}: ${id} is on ${lines.length} lists of ${limitTotal} times`);
      }
      if (budgetCents !== null && sum((entry) => entry.funder_cents) > budgetCents)
        faults.push(`${id} drew ${sum((entry) => entry.funder_cents)} of ${budgetCents}`);
      // What cents off come to is known when they are printed, so that all paper together stays within the budget.
      const store = sum((entry) => entry.store_cents);
      if (kind === 'cents_off' && funderPercent === 100 && store > 0)
        faults.push(
          `${id}: paper was good for ${store} more than the budget of ${budgetCents}, and the store paid`,
        );
      const uses = new Set(drawn.map((entry) => `${entry.redemption_id}`)).size;
      if (limitTotal !== null && uses > limitTotal)
        faults.push(`${id} was redeemed ${uses} times of ${limitTotal}`);
      if (limitHousehold === null) return;
      for (const { asOf, lists } of cycles)
        for (const list of lists) {
          const mine = entriesBefore(entries, id, list.householdId, asOf);
          if (mine >= limitHousehold && list.lines.some((line) => line.offerId === id))
            faults.push(`${asOf - FIRST_PLAN}: ${list.householdId} had ${id} ${mine} times`);
        }
    },
  );
  return faults;
}

/** Redemptions of an offer by a household before the second plan; a redemption is at least one application. */
function entriesBefore(entries: Played['entries'], id: string, householdId: string, asOf: number): number {
  if (asOf === FIRST_PLAN) return 0;
  return new Set(
    entries
      .filter(
        (entry) => entry.offer_id === id && entry.household_id === householdId && entry.round === 'early',
      )
      .map(({ redemption_id: redemption }) => redemption),
  ).size;
}

/** No unit is discounted twice, and no line by more than it costs. */
function laneFaults({ baskets, entries }: Played): string[] {
  const faults: string[] = [];
  for (const {
    redemption_id: redemption,
    line_no: lineNo,
    quantity_milli: quantity,
    amount_cents: amount,
  } of baskets) {
    const taken = entries.filter(
      (entry) => entry.redemption_id === redemption && entry.basket_line_no === lineNo,
    );
    // An offer on the basket is off all of it, and on no unit in particular.
    const onUnits = taken.filter(({ on_basket: onBasket }) => onBasket === 0);
    if (onUnits.reduce((sum, entry) => sum + entry.quantity_milli, 0) > quantity)
      faults.push(`redemption ${redemption}, line ${lineNo}: a unit is discounted twice`);
    if (taken.reduce((sum, entry) => sum + entry.amount_cents, 0) > amount)
      faults.push(`redemption ${redemption}, line ${lineNo}: more comes off than it costs`);
    if (taken.some((entry) => entry.amount_cents !== entry.funder_cents + entry.store_cents))
      faults.push(`redemption ${redemption}, line ${lineNo}: funder and store do not add up`);
  }
  return faults;
}
