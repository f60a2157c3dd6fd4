import { decideRedemption } from '../../../src/checkout/decide.ts';
import type { Facts, RedemptionRequest } from '../../../src/checkout/types.ts';
import { withContext } from '../../../src/cli/context.ts';
import { laneDesk } from '../../../src/cli/lane/desk.ts';
import { identify, rulesOf } from '../../../src/cli/lane/redeem.ts';
import { readRedemption } from '../../../src/serve/read-request.ts';
import type { RedemptionBody } from '../../../src/serve/schemas.ts';
import { quietWorld } from '../../proof/support/quiet-world.ts';
import { bodyOf, largeBodyOf } from './lane-chain.ts';

/** What the decision alone takes, without a store or a socket. */
export type Decisions = {
  readonly p50Us: number;
  readonly p99Us: number;
  readonly largeP50Us: number;
  readonly largeP99Us: number;
};

const BASKETS = 500;
const LARGE_BASKETS = 20;
const LARGE_LINES = 200;
const ROUNDS = 20;

/** Times of the pure decision over facts that the store itself has read. */
export async function timeDecisions(dataDir: string): Promise<Decisions> {
  const world = quietWorld();
  return await withContext(world, { data: dataDir }, { command: 'redeem' }, (context) => {
    const rules = rulesOf(context);
    const { readProduct } = laneDesk(context, () => undefined);
    const factsOf = (body: string): readonly [RedemptionRequest, Facts] => {
      const asked = readRedemption(JSON.parse(body) as RedemptionBody, readProduct);
      const { request, identity } = identify(context, asked);
      let read: Facts | undefined;
      context.ledger.redemptions.redeem(request, identity, (_, facts) => {
        read = facts;
        return { tag: 'rejected', reason: 'nothing-taken', refused: [] };
      });
      if (read === undefined) throw new Error('nothing was decided');
      return [request, read];
    };
    const time = (cases: readonly (readonly [RedemptionRequest, Facts])[]): number[] => {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        for (const [request, facts] of cases) {
          const start = process.hrtime.bigint();
          const { tag } = decideRedemption(request, facts, rules);
          times.push(Number(process.hrtime.bigint() - start) / 1000);
          if (tag !== 'redeemed') throw new Error(`a basket was ${tag}`);
        }
      }
      // The first rounds are the compiler's.
      return times.slice(Math.floor(times.length / 2)).sort((a, b) => a - b);
    };
    const small = time(
      Array.from({ length: BASKETS }, (_, list) =>
        factsOf(bodyOf({ list, special: list }, `decide-${list}`)),
      ),
    );
    const large = time(
      Array.from({ length: LARGE_BASKETS }, (_, list) =>
        factsOf(largeBodyOf(list, LARGE_LINES, `large-${list}`)),
      ),
    );
    const at = (times: readonly number[], share: number): number =>
      times[Math.floor(share * times.length)] ?? 0;
    return {
      p50Us: at(small, 0.5),
      p99Us: at(small, 0.99),
      largeP50Us: at(large, 0.5),
      largeP99Us: at(large, 0.99),
    };
  });
}
