/** One load on a checkout endpoint: `node lane-load-process.ts LOAD`, with an IPC channel for what came of it. */
import { Agent, request } from 'node:http';
import { bodyOf, codeOf } from './lane-chain.ts';
import type { Load, Loaded } from './lane-load.ts';

const load = JSON.parse(process.argv[2] ?? '{}') as Load;
const CONNECTIONS = 64;
/** How far ahead of a request a timer may wake: the rest is waited for by yielding. */
const agent = new Agent({ keepAlive: true, maxSockets: Math.max(CONNECTIONS, load.lanes) });
const latenciesMs: number[] = [];
const wrong: Record<string, number> = {};

const began = process.hrtime.bigint();
if (load.rate > 0) await openLoop();
else await Promise.all(Array.from({ length: load.lanes }, (_, lane) => closedLoop(lane)));
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
latenciesMs.sort((a, b) => a - b);
const at = (share: number): number =>
  latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(share * latenciesMs.length))] ?? 0;
const loaded: Loaded = { sent: latenciesMs.length, seconds, p50: at(0.5), p99: at(0.99), max: at(1), wrong };
process.send?.(loaded, () => process.exit(0));

/** A request goes out when its time has come, and its time counts from then, also when this process was late. */
async function openLoop(): Promise<void> {
  const total = Math.round(load.seconds * load.rate);
  const gapNs = 1e9 / load.rate;
  const answers: Promise<void>[] = [];
  for (let n = 0; n < total; ) {
    const now = Number(process.hrtime.bigint() - began);
    while (n < total && n * gapNs <= now) {
      answers.push(ask(load.from + n, n * gapNs));
      n += 1;
    }
    await new Promise((resume) => setTimeout(resume, 1));
  }
  await Promise.all(answers);
}

async function closedLoop(lane: number): Promise<void> {
  for (let n = lane; ; n += load.lanes) {
    const now = Number(process.hrtime.bigint() - began);
    if (now > load.seconds * 1e9) return;
    await ask(load.from + n, now);
  }
}

function ask(n: number, dueNs: number): Promise<void> {
  const [list, special] = [n % load.lists, Math.floor(n / load.lists)];
  const body = load.kind === 'redeem' ? bodyOf({ list, special }, `T${n}`) : '';
  const path = load.kind === 'redeem' ? '/v1/redemptions' : `/v1/lists/${codeOf(list)}`;
  return new Promise((resolve) => {
    const done = (what: string | undefined): void => {
      latenciesMs.push((Number(process.hrtime.bigint() - began) - dueNs) / 1e6);
      if (what !== undefined) wrong[what] = (wrong[what] ?? 0) + 1;
      resolve();
    };
    const sent = request(
      load.url + path,
      {
        agent,
        method: load.kind === 'redeem' ? 'POST' : 'GET',
        headers: {
          authorization: `Bearer ${load.token}`,
          ...(body === ''
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => done(faultOf(answer.statusCode, text)));
      },
    );
    sent.on('error', (error) => done(error.message));
    sent.end(body);
  });
}

/** undefined: what a lane has to get. */
function faultOf(status: number | undefined, text: string): string | undefined {
  if (status !== 200) return `HTTP ${status}`;
  if (load.kind === 'lookup') return text.includes('"offers":[{') ? undefined : 'no list';
  const { status: said, reason } = JSON.parse(text) as { status: string; reason?: string };
  return said === 'redeemed' ? undefined : (reason ?? said);
}
