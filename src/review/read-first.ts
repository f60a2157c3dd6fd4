import { type Least, least } from './draw-lots.ts';
import { FLAG_TITLES, type Flag, type FlagCode } from './flags.ts';
import { enumerate, money } from './format.ts';
import { goesOut, isSpecial, type ListFigures, type ReviewList } from './review-list.ts';

/** Lists that a person can read with attention in a quarter of an hour. */
export const READ_FIRST = 20;
/** Of these, at least so many are drawn at random: what nobody thought of shows itself there. */
const AT_RANDOM = 3;
/** Lists kept for each thing to be seen, so that one list can show several. */
const KEPT_EACH = 6;

/** A list that may be read, and all it would show. */
export type Contender = {
  readonly listId: number;
  readonly householdId: string;
  readonly lot: number;
  /** What it shows, as keys; the words are made when it is chosen. */
  readonly shows: readonly string[];
  readonly flags: readonly Flag[];
};

export type Chosen = {
  readonly listId: number;
  readonly householdId: string;
  /** Why it was chosen, in words; at least one. */
  readonly why: readonly string[];
  readonly flags: readonly Flag[];
};

/** What stands on a list beside itself. */
export type Seen = {
  readonly list: ReviewList;
  readonly figures: ListFigures;
  readonly flags: readonly Flag[];
  readonly lot: number;
};

type Extreme = { readonly contender: Contender; readonly size: number };

/** Looks at every list once and keeps few: the extremes, some for each thing to be seen, some at random. */
export function readingRoom(newOffers: ReadonlySet<string>) {
  const richest = least<Extreme>(1, (a, b) => b.size - a.size || byLot(a.contender, b.contender));
  const poorest = least<Extreme>(1, (a, b) => a.size - b.size || byLot(a.contender, b.contender));
  const fullest = least<Extreme>(1, (a, b) => b.size - a.size || byLot(a.contender, b.contender));
  const longest = least<Extreme>(1, (a, b) => b.size - a.size || byLot(a.contender, b.contender));
  const broadest = least<Contender>(KEPT_EACH, (a, b) => newOn(b) - newOn(a) || byLot(a, b));
  const flagged = least<Contender>(READ_FIRST, byLot);
  const random = least<Contender>(2 * READ_FIRST, byLot);
  const byThing = new Map<string, Least<Contender>>();

  const look = (seen: Seen): void => {
    const { list, figures } = seen;
    const contender = contenderOf(seen, newOffers);
    for (const thing of contender.shows) {
      const kept = byThing.get(thing) ?? least<Contender>(KEPT_EACH, byLot);
      kept.offer(contender);
      byThing.set(thing, kept);
    }
    if (seen.flags.length > 0) flagged.offer(contender);
    if (!goesOut(list)) return;
    richest.offer({ contender, size: figures.valueCents });
    poorest.offer({ contender, size: figures.valueCents });
    fullest.offer({ contender, size: list.lines.length });
    longest.offer({ contender, size: [...(list.addressee.name ?? '')].length });
    broadest.offer(contender);
    random.offer(contender);
  };

  return {
    look,
    choose: (seed: number): Chosen[] =>
      choose(
        {
          extremes: [
            { why: (size) => `the richest: specials worth ${money(size)}`, of: richest.all()[0] },
            { why: (size) => `the poorest: specials worth ${money(size)}`, of: poorest.all()[0] },
            { why: (size) => `the fullest: ${size} lines`, of: fullest.all()[0] },
            { why: (size) => `the longest name: ${size} characters`, of: longest.all()[0] },
          ],
          byThing,
          broadest: broadest.all(),
          flagged: flagged.all(),
          random: random.all(),
        },
        seed,
      ),
  };
}

function contenderOf({ list, flags, lot }: Seen, newOffers: ReadonlySet<string>): Contender {
  const { listId, householdId, addressee } = list;
  const things = new Set(flags.map(({ code }) => `flag:${code}`));
  // A held list does not go out: it is to be seen for being held, and stands for nothing else.
  if (goesOut(list)) {
    things.add(`language:${addressee.language}`);
    if (addressee.largePrint) things.add('large-print');
    if (list.tier !== undefined) things.add(`tier:${list.tier}`);
    for (const line of list.lines) {
      if (!isSpecial(line)) continue;
      if (newOffers.has(line.offerId)) things.add(`new:${line.offerId}`);
      const { relation, usage } = line.facts.offer ?? { relation: 'any', usage: 'any' };
      things.add(`cell:${relation}/${usage}`);
    }
  }
  return { listId, householdId, lot, shows: [...things], flags };
}

type Kept = {
  readonly extremes: readonly { readonly why: (size: number) => string; readonly of: Extreme | undefined }[];
  readonly byThing: ReadonlyMap<string, Least<Contender>>;
  readonly broadest: readonly Contender[];
  readonly flagged: readonly Contender[];
  readonly random: readonly Contender[];
};

/** First what has to be seen, in this order, then what makes the picture whole. */
const ORDER = ['language:', 'large-print', 'flag:', 'new:', 'tier:', 'cell:'] as const;

function choose(kept: Kept, seed: number): Chosen[] {
  const chosen = new Map<number, { contender: Contender; why: string[] }>();
  const shown = new Set<string>();
  const take = (contender: Contender, why: string | undefined): void => {
    const before = chosen.get(contender.listId) ?? { contender, why: [] };
    chosen.set(contender.listId, before);
    if (why !== undefined) before.why.push(why);
    const fresh = contender.shows.filter((thing) => !shown.has(thing));
    for (const thing of fresh) shown.add(thing);
    before.why.push(...wordsFor(fresh));
  };
  for (const { why, of } of kept.extremes) if (of !== undefined) take(of.contender, why(of.size));
  for (const thing of thingsInOrder(kept.byThing)) {
    if (shown.has(thing) || chosen.size >= READ_FIRST - AT_RANDOM) continue;
    const best = mostNew([...(kept.byThing.get(thing)?.all() ?? []), ...kept.broadest], thing, shown);
    if (best !== undefined) take(best, undefined);
  }
  for (const contender of kept.flagged) {
    if (chosen.size >= READ_FIRST - AT_RANDOM) break;
    if (!chosen.has(contender.listId)) take(contender, flagWords(contender));
  }
  for (const contender of kept.random) {
    if (chosen.size >= READ_FIRST) break;
    if (!chosen.has(contender.listId)) take(contender, `drawn at random (seed ${seed})`);
  }
  return [...chosen.values()].map(({ contender, why }) => {
    const { listId, householdId, flags } = contender;
    return { listId, householdId, why, flags };
  });
}

function thingsInOrder(byThing: ReadonlyMap<string, unknown>): string[] {
  const rank = (thing: string): number => ORDER.findIndex((start) => thing.startsWith(start));
  return [...byThing.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Of those that show a thing, the one that shows most besides that nobody has seen yet. */
function mostNew(
  all: readonly Contender[],
  thing: string,
  shown: ReadonlySet<string>,
): Contender | undefined {
  const unseen = ({ shows }: Contender): number => shows.filter((other) => !shown.has(other)).length;
  return all
    .filter(({ shows }) => shows.includes(thing))
    .toSorted((a, b) => unseen(b) - unseen(a) || byLot(a, b))[0];
}

const LANGUAGES: Readonly<Record<string, string>> = { en: 'in English', es: 'in Spanish' };

/** What a list shows, in words; what is of one kind, together. */
function wordsFor(things: readonly string[]): string[] {
  const of = (start: (typeof ORDER)[number]): string[] =>
    things.filter((thing) => thing.startsWith(start)).map((thing) => thing.slice(start.length));
  const offers = of('new:').sort();
  const cells = segmentWords(of('cell:'));
  return [
    ...of('language:').map((code) => LANGUAGES[code] ?? `in the language ${code}`),
    ...of('large-print').map(() => 'in large print'),
    ...of('flag:').map((code) => `flagged: ${FLAG_TITLES[code as FlagCode].toLowerCase()}`),
    ...(offers.length === 0 ? [] : [`new ${offers.length === 1 ? 'offer' : 'offers'} ${enumerate(offers)}`]),
    ...of('tier:').map((tier) => `a ${tier} household`),
    ...(cells.length === 0 ? [] : [`segments: ${enumerate(cells)}`]),
  ];
}

const USAGES = ['heavy', 'medium', 'light'];

/** `loyal (heavy, light)`: what the household is to an offer, and how much it uses. */
function segmentWords(cells: readonly string[]): string[] {
  const usages = new Map<string, string[]>();
  for (const [relation = '', usage = ''] of cells.map((cell) => cell.split('/')))
    usages.set(relation, [...(usages.get(relation) ?? []), usage]);
  return [...usages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([relation, some]) => {
      if (relation === 'any') return 'everybody';
      return `${relation} (${some.sort((a, b) => USAGES.indexOf(a) - USAGES.indexOf(b)).join(', ')})`;
    });
}

function flagWords({ shows }: Contender): string {
  return wordsFor(shows.filter((thing) => thing.startsWith('flag:'))).join('; ');
}

function newOn({ shows }: Contender): number {
  return shows.filter((thing) => thing.startsWith('new:')).length;
}

function byLot(a: Contender, b: Contender): number {
  return a.lot - b.lot || a.listId - b.listId;
}
