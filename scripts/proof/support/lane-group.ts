import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { ReturnRequest } from '../../../src/checkout/return.ts';
import type { RedemptionRequest } from '../../../src/checkout/types.ts';
import type { DeskAnswer, LaneAnswer, LaneMessage, LaneReply } from './lane-messages.ts';

/** Time that all lanes have to hear the start before it comes, in nanoseconds. */
const HEAD_START_NS = 1_500_000n;

/** Several lane processes on one data directory. */
export type LaneGroup = {
  readonly size: number;
  /** Each lane its request, all at one instant. @throws Error when a lane fails. */
  readonly fireAtOnce: (requests: readonly RedemptionRequest[]) => Promise<LaneAnswer[]>;
  /** Each desk its return, all at one instant. */
  readonly returnAtOnce: (requests: readonly ReturnRequest[]) => Promise<DeskAnswer[]>;
  /** One lane alone. */
  readonly fire: (lane: number, request: RedemptionRequest) => Promise<LaneAnswer>;
  readonly void: (redemptionId: number) => Promise<string>;
  readonly close: () => Promise<void>;
};

export async function openLanes(dataDir: string, size: number): Promise<LaneGroup> {
  const lanes = await Promise.all(Array.from({ length: size }, () => openLane(dataDir)));
  const laneAt = (index: number): Lane => {
    const lane = lanes[index % size];
    if (lane === undefined) throw new RangeError(`no lane ${index}`);
    return lane;
  };
  const fireAtOnce = async (requests: readonly RedemptionRequest[], first = 0): Promise<LaneAnswer[]> => {
    await Promise.all(requests.map((request, n) => laneAt(first + n).ask({ tag: 'aim', request }, 'ready')));
    const atNs = String(process.hrtime.bigint() + HEAD_START_NS);
    return Promise.all(requests.map((_, n) => laneAt(first + n).ask({ tag: 'fire', atNs }, 'answered')));
  };
  const returnAtOnce = async (requests: readonly ReturnRequest[]): Promise<DeskAnswer[]> => {
    await Promise.all(requests.map((request, n) => laneAt(n).ask({ tag: 'aim-return', request }, 'ready')));
    const atNs = String(process.hrtime.bigint() + HEAD_START_NS);
    return Promise.all(requests.map((_, n) => laneAt(n).ask({ tag: 'fire', atNs }, 'taken-back')));
  };
  return {
    size,
    returnAtOnce,
    fireAtOnce: (requests) => fireAtOnce(requests),
    fire: async (lane, request) => {
      const [answer] = await fireAtOnce([request], lane);
      if (answer === undefined) throw new Error('a lane gave no answer');
      return answer;
    },
    void: async (redemptionId) => (await laneAt(0).ask({ tag: 'void', redemptionId }, 'voided')).outcome,
    close: async () => void (await Promise.all(lanes.map((lane) => lane.close()))),
  };
}

type Lane = {
  ask<T extends LaneReply['tag']>(message: LaneMessage, expected: T): Promise<Extract<LaneReply, { tag: T }>>;
  close(): Promise<void>;
};

async function openLane(dataDir: string): Promise<Lane> {
  const child = fork(join(import.meta.dirname, 'lane-process.ts'), [dataDir], { execArgv: [] });
  const expectOf = <T extends LaneReply['tag']>(reply: LaneReply, tag: T): Extract<LaneReply, { tag: T }> => {
    if (reply.tag !== tag) throw new Error(reply.tag === 'failed' ? reply.error : `a lane said ${reply.tag}`);
    return reply as Extract<LaneReply, { tag: T }>;
  };
  expectOf(await nextReply(child), 'open');
  return {
    ask: async (message, expected) => {
      const reply = nextReply(child);
      child.send(message);
      return expectOf(await reply, expected);
    },
    close: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
}

function nextReply(child: ChildProcess): Promise<LaneReply> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`a lane process ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (reply: LaneReply) => {
      child.off('exit', onExit);
      resolve(reply);
    });
  });
}
