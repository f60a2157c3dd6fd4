import { join } from 'node:path';
import type { Dice } from '../../simulate/random.ts';
import { type Chain, GOODS, type Paper } from './cutoff-chain.ts';
import { type Line, type LineState, openLine } from './cutoff-line.ts';
import { type Running, startListening } from './long-running.ts';

/** What a register was told of one transaction, the first time. */
export type ToldThere = {
  readonly store: string;
  readonly transaction: string;
  readonly paper: Paper;
  readonly totalCents: number;
  readonly offers: readonly string[];
  readonly offline: boolean;
  voided: boolean;
};

/** What happened, for the figures. */
export type Tally = {
  redeemed: number;
  offline: number;
  rejected: number;
  replays: number;
  voids: number;
  kills: number;
  cuts: number;
};

export type World = {
  readonly chain: Chain;
  readonly officePort: number;
  readonly scratch: string;
  readonly tally: Tally;
  readonly failures: string[];
  /** Until so many were redeemed. */
  readonly wanted: number;
  /** What is to be ended when all is over, however it ends. */
  readonly closers: (() => Promise<void> | void)[];
  /** The list that stands at the head of what shoppers bring; all stores take from about there. */
  next: number;
};

const CUT = 0.01;
const MEND = 0.03;
/** Every other time the line stays for a while, so that the agent finds it. */
const QUIET_MS = 700;
const KILL = 0.004;
const REPLAY = 0.1;
const VOID = 0.04;
const NEAR = 12;
const CUTS: readonly LineState[] = ['refused', 'silent', 'deaf', 'forgetful'];
/** How long a register waits for an agent that was killed, in all. */
const TRIES = 200;

type Answer = {
  readonly status: string;
  readonly reason?: string;
  readonly redemption_id?: number;
  readonly total_cents: number;
  readonly offline?: boolean;
  readonly discounts: readonly { readonly offer_id: string }[];
};

export type StoreRun = {
  readonly told: readonly ToldThere[];
  readonly queue: string;
  readonly agent: () => Running;
  readonly line: Line;
};

/** One store with its registers, its agent as a process, and its line, until enough was redeemed everywhere. */
export async function runStore(world: World, place: number, dice: Dice): Promise<StoreRun> {
  const { chain, scratch, tally, failures } = world;
  const store = chain.stores[place];
  if (store === undefined) throw new Error(`no store ${place}`);
  const line = await openLine(world.officePort);
  const queue = join(scratch, `agent-${store.id}.db`);
  const start = (): Promise<Running> =>
    startListening(
      [
        ...['lane', '--pack', join(chain.packs, `${store.id}.pack`), '--queue', queue, '--store', store.id],
        ...['--office', `http://127.0.0.1:${line.port}`, '--wait', '400', '--port', '0'],
      ],
      { DUELIST_LANE_TOKEN: store.token },
    );
  let agent = await start();
  world.closers.push(
    () => agent.end('SIGKILL'),
    () => line.close(),
  );
  const ask = async (path: string, body: object): Promise<Answer> => {
    let last: unknown;
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        const response = await fetch(`${agent.url}${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${store.token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        if (response.status === 200) return (await response.json()) as Answer;
        last = `${response.status} ${await response.text()}`;
      } catch (error) {
        last = error;
      }
      await new Promise((resume) => setTimeout(resume, 50));
    }
    throw new Error(`store ${store.id}: no answer to ${path}: ${String(last)}`);
  };
  const told: ToldThere[] = [];
  const bodies = new Map<string, object>();
  const ids = new Map<string, number>();
  // Somebody is cut off from the first moment.
  if (place % 3 !== 1) line.set(place % 3 === 0 ? 'refused' : 'deaf');

  for (let turn = 0; tally.redeemed < world.wanted; turn++) {
    if (line.state() === 'open' ? dice.chance(CUT) : dice.chance(MEND)) {
      line.set(line.state() === 'open' ? dice.pick(CUTS) : 'open');
      if (line.state() !== 'open') tally.cuts += 1;
      else if (dice.chance(0.5)) await new Promise((resume) => setTimeout(resume, QUIET_MS));
    }
    const earlier = told.length === 0 ? undefined : told[dice.below(told.length)];
    const what = dice.unit();
    if (earlier !== undefined && what < REPLAY) {
      const again = await ask('/v1/redemptions', bodies.get(earlier.transaction) ?? {});
      tally.replays += 1;
      const right = earlier.voided
        ? again.reason === 'voided'
        : again.status === 'already-recorded' && again.total_cents === earlier.totalCents;
      if (!right)
        failures.push(
          `store ${store.id} ${earlier.transaction}: told ${earlier.totalCents}, again ${again.status} ${again.reason ?? ''} ${again.total_cents}`,
        );
      continue;
    }
    if (earlier !== undefined && !earlier.voided && what < REPLAY + VOID) {
      const id = ids.get(earlier.transaction);
      const undone = await ask(`/v1/redemptions/${id}/void`, { business_day: chain.day });
      if (!/void/.test(undone.status))
        failures.push(`store ${store.id} ${earlier.transaction}: not voided: ${undone.reason}`);
      earlier.voided = true;
      tally.voids += 1;
      continue;
    }
    const paper = chain.papers[(world.next + dice.below(NEAR)) % chain.papers.length];
    if (paper === undefined) throw new Error('no list');
    if (dice.chance(0.4 / chain.stores.length)) world.next += 1;
    const transaction = `T${turn}`;
    const body = requestOf(chain, store.id, transaction, paper, dice);
    bodies.set(transaction, body);
    const asked = ask('/v1/redemptions', body);
    if (dice.chance(KILL)) {
      await new Promise((resume) => setTimeout(resume, dice.below(8)));
      await agent.end('SIGKILL');
      agent = await start();
      tally.kills += 1;
    }
    const answer = await asked;
    if (answer.status === 'rejected') {
      tally.rejected += 1;
      // Nothing near the head is left for this basket: go on to the next shoppers.
      world.next += dice.chance(0.2) ? 1 : 0;
      continue;
    }
    tally.redeemed += 1;
    if (answer.offline === true) tally.offline += 1;
    if (answer.redemption_id !== undefined) ids.set(transaction, answer.redemption_id);
    told.push({
      ...{ store: store.id, transaction, paper, totalCents: answer.total_cents },
      offers: answer.discounts.map(({ offer_id: offer }) => offer),
      offline: answer.offline === true,
      voided: false,
    });
  }
  // What waits is told once without an answer, and then again.
  line.set('forgetful');
  await new Promise((resume) => setTimeout(resume, QUIET_MS));
  line.set('open');
  return { told, queue, agent: () => agent, line };
}

/** One to three of the goods, with the list or with the card. */
function requestOf(chain: Chain, store: string, transaction: string, paper: Paper, dice: Dice): object {
  const from = dice.below(GOODS.length);
  const goods = GOODS.slice(from, from + 1 + dice.below(2));
  const scanned = dice.chance(0.5) ? { list_code: paper.code } : { card_id: paper.card };
  return {
    ...{
      store_id: store,
      register_id: '1',
      transaction_id: transaction,
      business_day: chain.day,
      ...scanned,
    },
    lines: goods.map(({ product, priceCents }, place) => ({
      ...{ line_no: place + 1, product_id: product, quantity: 1 },
      ...{ unit_price_cents: priceCents, amount_cents: priceCents },
    })),
  };
}
