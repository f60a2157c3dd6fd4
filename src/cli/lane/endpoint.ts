import { buildServer, type ServerOptions } from '../../serve/server.ts';
import type { Context } from '../context.ts';
import { laneDesk } from './desk.ts';

/**
 * The checkout endpoint of an open data directory, not yet listening.
 *
 * @param afterReturn Told when goods came back, after it is durable.
 */
export function endpointOf(
  context: Context,
  tls: ServerOptions['tls'] = undefined,
  afterReturn: () => void = () => undefined,
): ReturnType<typeof buildServer> {
  return buildServer({
    desk: laneDesk(context, afterReturn),
    tls,
    requestsPerSecond: context.config.checkout.requests_per_second,
    nowMs: () => context.world.now().getTime(),
    note: (message, facts) => context.log.info(message, facts),
    fault: (error) => context.log.error(error),
  });
}
