import { groupBy } from '../../history/group-by.ts';
import type { TIERS } from '../../ingest/rows.ts';
import { type Allocation, allocate } from '../../lists/allocation/allocate.ts';
import type { Limits, Prices, Whole } from '../../lists/allocation/options.ts';
import { targetOf, tierNoOf } from '../../lists/allocation/tier-rules.ts';
import {
  type NextLists,
  NO_PIECE,
  type Piece,
  PieceTally,
  shareInPieces,
  shareOfThisPlan,
} from '../../lists/budget-share.ts';
import { DiscoveryTally } from '../../lists/discovery-tally.ts';
import type { FunderOfPlan, OfferOfPlan, PlanReport, TierValue } from '../../lists/plan-report.ts';
import type { BookedOffer } from '../../offers/offer-book.ts';
import { addDays, day } from '../../shared/day.ts';
import type { Context } from '../context.ts';
import { aimsOf, type PlanInputs } from './inputs.ts';
import { type OptionBlock, OptionSpool } from './option-spool.ts';

/** Collects what every household of a plan could get, then hands out what there is. */
export class SpecialsOfPlan {
  readonly #context: Context;
  readonly #inputs: PlanInputs;
  readonly #spool: OptionSpool;

  constructor(context: Context, inputs: PlanInputs) {
    this.#context = context;
    this.#inputs = inputs;
    this.#spool = new OptionSpool(context.dataDir);
  }

  /** One batch after the other, in the order in which their households get their lists. */
  add(block: OptionBlock): void {
    this.#spool.append(block);
  }

  /** @param nextLists When the qualifying households get lists, from this plan on. */
  handOut(nextLists: NextLists): HandedSpecials {
    const { offers } = this.#inputs.book;
    const whole = wholeOf(offers);
    const partOf = this.#parts(nextLists, whole);
    const task = {
      whole,
      partOf,
      rules: this.#inputs.tierRules,
      applications: offers.map(({ terms }) => terms.limitTransaction),
      risk: this.#context.config.plan.budget_risk,
    };
    const allocation = allocate(task, this.#spool.sweep, this.#spool.households);
    const { tiers, discovery } = this.#tiers(allocation);
    const part = partOf(new Float64Array(offers.length).fill(1));
    const { worthMilli, boundMilli, prices } = allocation;
    return {
      chosenIn: (batchNo) => this.#chosenIn(batchNo, allocation),
      prices,
      report: {
        worthMilli,
        boundMilli,
        risk: task.risk,
        tiers,
        discovery,
        offers: offers.map((offer) => offerOfPlan(offer, allocation, part)),
        funders: fundersOfPlan(offers, allocation),
      },
    };
  }

  close(): void {
    this.#spool.close();
  }

  #chosenIn(batchNo: number, { chosen }: Allocation): number[][] {
    const offerNos: number[][] = [];
    this.#spool.sweepBlock(batchNo, (options, householdNo) =>
      offerNos.push(chosen.of(householdNo).map((place) => options.offerNo[place] ?? 0)),
    );
    return offerNos;
  }

  /** What a list takes of each offer's budget, and of its total, among those that could carry it. */
  #pieces({ leftMilli, usesLeftMilli }: Whole): { readonly money: Piece[]; readonly uses: Piece[] } {
    const [money, uses] = [new PieceTally(leftMilli), new PieceTally(usesLeftMilli)];
    this.#spool.sweep(({ count, offerNo, reserveMilli, reserveUsesMilli }) => {
      for (let place = 0; place < count; place++) {
        money.add(offerNo[place] ?? 0, reserveMilli[place] ?? 0);
        uses.add(offerNo[place] ?? 0, reserveUsesMilli[place] ?? 0);
      }
    });
    return { money: money.pieces(), uses: uses.pieces() };
  }

  /** This plan's part of what is left. */
  #parts(nextLists: NextLists, whole: Whole): (shares: Float64Array) => Limits {
    const { book, asOf } = this.#inputs;
    const { plan } = this.#context.config;
    const { money, uses } = this.#pieces(whole);
    const part = (left: Float64Array, pieces: readonly Piece[], shares: Float64Array): Float64Array =>
      Float64Array.from(book.offers, ({ offerNo, terms: { offerId, issueEnd, redeemEnd } }) => {
        const lastList = addDays(redeemEnd, 1 - plan.lead_days - plan.valid_days);
        const share = shareOfThisPlan(nextLists, asOf, day(Math.min(issueEnd, lastList)));
        const mayGo = (left[offerNo] ?? 0) * (shares[offerNo] ?? 0);
        return shareInPieces(
          Number.isNaN(mayGo) ? 0 : mayGo,
          share,
          pieces[offerNo] ?? NO_PIECE,
          offerId,
          asOf,
        );
      });
    return (shares) => ({
      leftMilli: part(whole.leftMilli, money, shares),
      usesLeftMilli: part(whole.usesLeftMilli, uses, shares),
    });
  }

  #tiers({ chosen }: Allocation): Required<Pick<PlanReport, 'tiers' | 'discovery'>> {
    const aims = aimsOf(this.#context.config);
    const rules = this.#inputs.tierRules;
    const tallies = rules.map(() => ({ lists: 0, cents: 0, reached: 0, specials: 0 }));
    const discoveries = new DiscoveryTally();
    this.#spool.sweep((options, householdNo) => {
      const tally = tallies[options.tierNo];
      if (tally === undefined) return;
      let face = 0;
      const places = chosen.of(householdNo);
      for (const place of places) face += options.faceCents[place] ?? 0;
      discoveries.add(options, places, rules[options.tierNo]?.slots ?? 0);
      tally.lists += 1;
      tally.specials += places.length;
      tally.cents += face;
      tally.reached += Number(face >= (rules[options.tierNo]?.valueFromCents ?? 0));
    });
    // What a sheet in large print is to save is its own; of a tier's lists most are of the usual size.
    const of = (tier: (typeof TIERS)[number]): TierValue => {
      const [usual, large] = [tallies[tierNoOf(tier, false)], tallies[tierNoOf(tier, true)]];
      const lists = (usual?.lists ?? 0) + (large?.lists ?? 0);
      const [rule, largeRule] = [rules[tierNoOf(tier, false)], rules[tierNoOf(tier, true)]];
      return {
        lists,
        meanCents: lists === 0 ? 0 : Math.round(((usual?.cents ?? 0) + (large?.cents ?? 0)) / lists),
        targetCents: targetOf(aims, tier, false),
        fromCents: rule?.valueFromCents ?? 0,
        toCents: rule?.valueToCents ?? 0,
        reached: (usual?.reached ?? 0) + (large?.reached ?? 0),
        specials: (usual?.specials ?? 0) + (large?.specials ?? 0),
        slots: (usual?.lists ?? 0) * (rule?.slots ?? 0) + (large?.lists ?? 0) * (largeRule?.slots ?? 0),
      };
    };
    return {
      tiers: { gold: of('gold'), silver: of('silver'), bronze: of('bronze') },
      discovery: discoveries.sums(),
    };
  }
}

export type HandedSpecials = {
  /** The specials of a batch's households: offer numbers, the most valuable first. */
  readonly chosenIn: (batchNo: number) => number[][];
  readonly prices: Prices;
  readonly report: PlanReport;
};

function isContested({ perMilli, perUseMilli }: Prices, offerNo: number): boolean {
  return (perMilli[offerNo] ?? 0) > 0 || (perUseMilli[offerNo] ?? 0) > 0;
}

function wholeOf(offers: readonly BookedOffer[]): Whole {
  const milli = (of: (offer: BookedOffer) => number | undefined, none: number): Float64Array =>
    Float64Array.from(offers, (offer) => Math.max(0, of(offer) ?? none) * 1000);
  return {
    leftMilli: milli(({ budgetLeftCents }) => budgetLeftCents, Number.POSITIVE_INFINITY),
    usesLeftMilli: milli(({ usesLeft }) => usesLeft, Number.POSITIVE_INFINITY),
    openMilli: milli(({ open }) => open?.cents, 0),
    openUsesMilli: milli(({ open }) => open?.uses, 0),
  };
}

function fundersOfPlan(
  offers: readonly BookedOffer[],
  { liability, steppedDown }: Allocation,
): FunderOfPlan[] {
  const carried = offers.filter(({ offerNo }) => liability.of(offerNo).lists > 0);
  const together = (of: readonly BookedOffer[]) => liability.together(of.map(({ offerNo }) => offerNo));
  return [...groupBy(carried, ({ terms }) => terms.funderId)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([funderId, of]) => {
      const { lists, faceCents, expectedCents, atRiskCents } = together(of);
      const bounded = of.filter(({ budgetLeftCents }) => budgetLeftCents !== undefined);
      return {
        funderId,
        funderName: of.find(({ terms }) => terms.funderName !== undefined)?.terms.funderName,
        offers: of.length,
        ...{ lists, faceCents, expectedCents, atRiskCents },
        leftCents:
          bounded.length === 0
            ? undefined
            : bounded.reduce((sum, { budgetLeftCents }) => sum + (budgetLeftCents ?? 0), 0),
        againstBudgetCents: bounded.length === 0 ? undefined : together(bounded).atRiskCents,
        steppedDown: of.filter(({ offerNo }) => steppedDown.has(offerNo)).map(({ terms }) => terms.offerId),
      };
    });
}

function offerOfPlan(
  { offerNo, terms, budgetLeftCents, usesLeft }: BookedOffer,
  { liability, prices, steppedDown }: Allocation,
  { leftMilli, usesLeftMilli }: Limits,
): OfferOfPlan {
  const price = prices.perMilli[offerNo] ?? 0;
  const pricePerUse = prices.perUseMilli[offerNo] ?? 0;
  return {
    offerId: terms.offerId,
    version: terms.version,
    funderId: terms.funderId,
    ...liability.of(offerNo),
    leftCents: budgetLeftCents,
    partCents: budgetLeftCents === undefined ? undefined : Math.floor((leftMilli[offerNo] ?? 0) / 1000),
    usesLeft,
    usesPart: usesLeft === undefined ? undefined : Math.floor((usesLeftMilli[offerNo] ?? 0) / 1000),
    price: Number.isFinite(price) ? Math.round(price * 1000) / 1000 : 0,
    // Thousandths of a cent for a thousandth of an application are cents for one.
    pricePerUse: Number.isFinite(pricePerUse) ? Math.round(pricePerUse * 1000) / 1000 : 0,
    contested: isContested(prices, offerNo),
    steppedDown: steppedDown.has(offerNo),
  };
}
