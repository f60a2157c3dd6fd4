import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { sendBeat } from '../../../src/cli/night/heartbeat.ts';
import { parseConfig } from '../../../src/config/load.ts';

const SECRET = 'f3b1c7d0';
const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A monitor, and the configuration that names it. */
async function monitor(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { server, night: nightOf(`http://127.0.0.1:${port}/ping/${SECRET}`) };
}

function nightOf(address: string) {
  return parseConfig(`[night]\nheartbeat_success = "${address}"\n`, 'duelist.toml').night;
}

test('the monitor gets the summary by POST', async () => {
  const got: string[] = [];
  const { night } = await monitor((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => got.push(`${request.method} ${text}`));
    request.on('end', () => response.writeHead(200).end('thanks'));
  });
  expect(await sendBeat(night, 'success', 'OK: 3 lists due')).toEqual({
    success: { ok: true, detail: 'HTTP 200' },
  });
  expect(got).toEqual(['POST OK: 3 lists due']);
});

test('nobody is told where the configuration names nobody', async () => {
  expect(await sendBeat(nightOf('http://127.0.0.1:9/'), 'failure', 'x')).toEqual({});
});

test('a monitor that refuses, hangs, or answers no is noted, without its address', async () => {
  const hanging = await monitor(() => undefined);
  const trickling = await monitor((_, response) => void response.writeHead(200).write('the first of many'));
  const refusing = await monitor((_, response) => void response.writeHead(404).end());
  const gone = await monitor(() => undefined);
  await new Promise((closed) => gone.server.close(closed));
  const beats = [
    await sendBeat(hanging.night, 'success', 'x', 100),
    await sendBeat(trickling.night, 'success', 'x'),
    await sendBeat(refusing.night, 'success', 'x'),
    await sendBeat(gone.night, 'success', 'x'),
  ];
  expect(beats.map(({ success }) => [success?.ok, success?.detail])).toEqual([
    [false, 'no answer within 0.1 s'],
    [true, 'HTTP 200'],
    [false, 'HTTP 404'],
    [false, 'ECONNREFUSED'],
  ]);
  expect(JSON.stringify(beats)).not.toContain(SECRET);
});
