import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { STORE } from '../../bench/support/lane-chain.ts';
import { query } from './dump.ts';
import { documentOf, duelist, ROOT, succeed } from './program.ts';

/** What one lane of the storm is to do. */
export type Orders = {
  readonly lane: number;
  readonly seed: number;
  readonly attempts: number;
  readonly lists: number;
  readonly data: string;
  readonly token: string;
  /** undefined: on the ledger itself, beside the server. */
  readonly url: string | undefined;
};

/** What a lane was told of one redemption, in the end. */
export type Told = {
  readonly redemptionId: number;
  readonly totalCents: number;
  ending: 'reserved' | 'committed' | 'voided' | 'lapsed';
  /** Units of its first line that came back. */
  returned: number;
  /** Whether its repetition, if any, had the same figures. */
  readonly isRepeated: boolean;
};

export type Storm = {
  readonly data: string;
  readonly lists: number;
  readonly lanes: number;
  readonly attempts: number;
  readonly seed: number;
  /** Between two SIGKILLs of the server, in milliseconds. */
  readonly killEveryMs: number;
};

/** Lanes by HTTP on a server that is killed again and again, and some on the ledger itself. @returns What all were told. */
export async function stormLanes(storm: Storm): Promise<{ told: Told[]; kills: number }> {
  const { data, lists, lanes, attempts, seed } = storm;
  const made = await succeed(['token', 'create', '--store', STORE, '--by', 'storm', '--data', data]);
  const token = made.stdout.trimEnd().split('\n').at(-1) ?? '';
  const port = await freePort();
  const server = keepServing(data, port, storm.killEveryMs);
  try {
    const orders = Array.from({ length: lanes }, (_, lane): Orders => {
      const share = Math.ceil(attempts / lanes);
      // Every fourth lane has no server.
      const url = lane % 4 === 3 ? undefined : `http://127.0.0.1:${port}`;
      return { lane, seed, attempts: share, lists, data, token, url };
    });
    const told = await Promise.all(orders.map(runLane));
    return { told: told.flat(), kills: server.kills() };
  } finally {
    await server.stop();
  }
}

function runLane(orders: Orders): Promise<Told[]> {
  const child = fork(join(import.meta.dirname, 'storm-process.ts'), [JSON.stringify(orders)], {
    execArgv: [],
  });
  return new Promise((resolve, reject) => {
    let told: Told[] | undefined;
    child.once('message', (all: Told[]) => {
      told = all;
    });
    child.once('exit', (code) => {
      if (code === 0 && told !== undefined) resolve(told);
      else reject(new Error(`lane ${orders.lane} ended with ${code}`));
    });
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A server that is killed in the middle of whatever it does, and started again. */
function keepServing(data: string, port: number, killEveryMs: number) {
  const launcher = join(ROOT, 'src/duelist.js');
  let isOver = false;
  let kills = 0;
  let child = start();
  const timer = setInterval(() => {
    kills += 1;
    child.kill('SIGKILL');
  }, killEveryMs);
  function start() {
    const next = spawn(process.execPath, [launcher, 'serve', '--port', String(port), '--data', data], {
      stdio: 'ignore',
    });
    next.once('exit', () => {
      if (!isOver) child = start();
    });
    return next;
  }
  return {
    kills: () => kills,
    stop: async () => {
      isOver = true;
      clearInterval(timer);
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What the ledger must be after a storm: everything that a lane was told, nothing twice, and its own sums. */
export async function judgeStorm(data: string, told: readonly Told[]): Promise<string[]> {
  type Row = { redemption_id: number; state: string; lapsed: number; total_cents: number };
  const rows = query<Row>(
    data,
    'ledger.db',
    'SELECT redemption_id, state, lapsed, total_cents FROM redemption',
  );
  const known = new Map(rows.map((row) => [row.redemption_id, row]));
  const faults = told.flatMap((one): string[] => {
    const row = known.get(one.redemptionId);
    if (row === undefined) return [`redemption ${one.redemptionId} was told and is lost`];
    if (row.total_cents !== one.totalCents)
      return [`redemption ${one.redemptionId} has another total than was told`];
    if (!one.isRepeated) return [`a retry of redemption ${one.redemptionId} was answered otherwise`];
    const isPaid = one.ending === 'committed' || one.ending === 'voided';
    if (isPaid && row.state !== one.ending)
      return [`redemption ${one.redemptionId} is ${row.state}, and its lane was told ${one.ending}`];
    return [];
  });
  if (new Set(told.map(({ redemptionId }) => redemptionId)).size !== told.length)
    faults.push('two lanes were told of one redemption');
  return [...faults, ...doubles(data), ...(await doctored(data))];
}

/** Issued offers for which more than one redemption still has the money: read from the entries alone. */
function doubles(data: string): string[] {
  return query<{ issued_offer_id: number; times: number }>(
    data,
    'ledger.db',
    `SELECT issued_offer_id, count(*) AS times FROM (
       SELECT issued_offer_id, redemption_id FROM ledger_entry JOIN redemption USING (redemption_id)
       WHERE kind = 'commit' AND state = 'committed' GROUP BY issued_offer_id, redemption_id)
     GROUP BY issued_offer_id HAVING times > 1`,
  ).map(({ issued_offer_id: id, times }) => `issued offer ${id} was paid ${times} times`);
}

async function doctored(data: string): Promise<string[]> {
  const ran = await duelist(['doctor', '--data', data, '--json']);
  const { checks } = documentOf<{ checks: { name: string; state: string; detail: string }[] }>(ran);
  return checks
    .filter(({ name, state }) => name === 'ledger' && state === 'fail')
    .map(({ detail }) => `doctor: ${detail}`);
}
