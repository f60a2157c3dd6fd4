import { buildServer } from '../../serve/server.ts';
import type { AgentStore } from '../../store/agent/agent-store.ts';
import type { World } from '../world.ts';
import { agentDesk } from './agent-desk.ts';
import { type OfficeOptions, officeLine } from './agent-office.ts';

const REQUESTS_PER_SECOND = 5000;

/**
 * The lane agent over its file, not yet listening: the endpoint that the office has, for the registers of one store. The office
 * is asked first; where it does not answer, the agent's own desk decides.
 */
export function agentOf(world: World, store: AgentStore, options: Omit<OfficeOptions, 'readProduct'>) {
  const desk = agentDesk(world, store, options.url !== undefined);
  const line = officeLine(store, { ...options, readProduct: desk.readProduct });
  const { note } = options;
  const app = buildServer({
    desk,
    tls: undefined,
    ahead: line.ahead,
    requestsPerSecond: REQUESTS_PER_SECOND,
    nowMs: () => world.now().getTime(),
    note,
    fault: (error) => note('fault', { message: error instanceof Error ? error.message : String(error) }),
  });
  return { app, line };
}
