import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * How a line is: `open`; `refused`, as with nobody there; `silent`, as with a firewall that swallows; `deaf`: what the store says
 * arrives, and what the office answers does not; `forgetful`: only what it answers to what was forwarded is lost.
 */
export type LineState = 'open' | 'refused' | 'silent' | 'deaf' | 'forgetful';

export type Line = {
  readonly port: number;
  readonly state: () => LineState;
  readonly set: (state: LineState) => void;
  readonly close: () => void;
};

/** A line of a store to the office, to be cut in the ways that lines are. */
export async function openLine(officePort: number): Promise<Line> {
  let state: LineState = 'open';
  const sockets = new Set<Socket>();
  const server = createServer((store) => {
    sockets.add(store);
    store.on('close', () => sockets.delete(store)).on('error', () => undefined);
    if (state === 'refused') {
      store.destroy();
      return;
    }
    if (state === 'silent') return;
    const office = connect(officePort, '127.0.0.1');
    sockets.add(office);
    office.on('close', () => {
      sockets.delete(office);
      store.destroy();
    });
    office.on('error', () => store.destroy());
    store.on('close', () => office.destroy());
    let isForwarding = false;
    store.on('data', (bytes) => {
      isForwarding ||= bytes.includes('POST /v1/offline');
      if (state === 'open' || state === 'deaf' || state === 'forgetful') office.write(bytes);
    });
    office.on('data', (bytes) => {
      if (state === 'forgetful' && isForwarding) store.destroy();
      else if (state === 'open' || state === 'forgetful') store.write(bytes);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    state: () => state,
    set: (next) => {
      state = next;
      // A cut line breaks what is on it; a deaf one does not know.
      if (next === 'refused' || next === 'open') for (const socket of sockets) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
