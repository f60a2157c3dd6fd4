import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { LaneToken } from '../store/ledger/tokens.ts';
import { type Counter, Denied } from './counter.ts';
import type { Ask, Desk, Told } from './desk.ts';
import { groupCommit, Overloaded } from './group-commit.ts';
import { badScanCounter, rateLimiter } from './limits.ts';
import { metricsBook } from './metrics.ts';
import { BadRequest } from './read-request.ts';
import { addRoutes } from './routes.ts';
import { bearerOf } from './token.ts';

/** A request of a lane, checked in form and by its token. */
export type AheadRequest = {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly authorization: string;
};

/** @returns undefined: no answer. */
export type Ahead = (
  request: AheadRequest,
) => Promise<{ readonly status: number; readonly body: unknown } | undefined>;

export type ServerOptions = {
  readonly desk: Desk;
  /** PEM; undefined: plain HTTP, for a loopback or behind a proxy that has the certificate. */
  readonly tls: { readonly cert: string | Buffer; readonly key: string | Buffer } | undefined;
  /** Who is asked before the desk; where they have no answer, the desk decides. Absent: nobody. */
  readonly ahead?: Ahead;
  /** Requests of one token in a second. */
  readonly requestsPerSecond: number;
  readonly nowMs: () => number;
  /** Something that an operator should find in the log; no code, card or token is in it. */
  readonly note: (message: string, facts: Readonly<Record<string, unknown>>) => void;
  /** A request that failed by a fault of ours, or could not be written. */
  readonly fault: (error: unknown) => void;
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token the request has; undefined on routes that need none. */
    bearer: LaneToken | undefined;
  }
  interface FastifyContextConfig {
    /** Answers anybody. */
    open?: true;
  }
}

/** A body of more is no basket, in bytes. */
const BODY_MAX = 512 * 1024;
/** A client that does not get on with its request, in milliseconds. */
const REQUEST_MS = 10_000;
const CONNECTION_IDLE_MS = 75_000;

/** The checkout endpoint over a desk, not yet listening. */
export function buildServer(options: ServerOptions): FastifyInstance {
  const { desk, tls, nowMs } = options;
  const app = fastify({
    ...(tls === undefined ? {} : { https: tls }),
    bodyLimit: BODY_MAX,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: CONNECTION_IDLE_MS,
    forceCloseConnections: 'idle',
    // Strict: "3" is no 3, and a field that we do not know is left alone.
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, allowUnionTypes: true, strict: true },
    },
    routerOptions: { maxParamLength: 100 },
    return503OnClosing: true,
  }) as FastifyInstance;
  const metrics = metricsBook();
  const group = groupCommit<Ask, Told>((asked) => {
    desk.check();
    const from = nowMs();
    const told = desk.decide(asked);
    metrics.commits.observe({}, (nowMs() - from) / 1000);
    metrics.group.observe({}, asked.length);
    return told;
  });
  const counter: Counter = {
    desk,
    metrics,
    nowMs,
    waiting: group.waiting,
    badScans: badScanCounter(),
    note: options.note,
    decide: group.submit,
  };

  app.decorateRequest('bearer');
  const mayAsk = rateLimiter(options.requestsPerSecond);
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.open === true || request.is404) return;
    request.bearer = requireBearer(request, counter);
    if (mayAsk(String(request.bearer.tokenId), nowMs())) return;
    throw new Denied(429, 'too-many-requests', 'More requests in one second than this token may send.');
  });
  const { ahead } = options;
  if (ahead !== undefined)
    app.addHook('preHandler', async (request, reply) => {
      if (!request.url.startsWith('/v1/')) return undefined;
      const { method, url, body, headers } = request;
      const told = await ahead({ method, url, body, authorization: headers.authorization ?? '' });
      if (told === undefined) return undefined;
      return reply.code(told.status).send(told.body);
    });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requests.add({ route, status: reply.statusCode });
    metrics.seconds.observe({ route }, reply.elapsedTime / 1000);
  });
  app.setErrorHandler<FastifyError>((error, request, reply) =>
    answerError(error, request, reply, options, metrics),
  );
  app.setNotFoundHandler((_, reply) => {
    reply.code(404).send({ error: 'not-found', message: 'There is no such address; see /openapi.json.' });
  });
  // Registers that say POST without a body, or say that it is JSON and send none.
  app.removeContentTypeParser('text/plain');
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, null);
    else parse(request, String(body), done);
  });
  addRoutes(app, counter);
  return app;
}

function requireBearer(request: FastifyRequest, { desk, nowMs }: Counter): LaneToken {
  const [scheme = '', token = '', ...more] = (request.headers.authorization ?? '').split(' ');
  const bearer =
    scheme.toLowerCase() === 'bearer' && more.length === 0
      ? bearerOf(token, desk.findToken, new Date(nowMs()).toISOString())
      : undefined;
  if (bearer !== undefined) return bearer;
  throw new Denied(401, 'token-missing', 'Send a good token: Authorization: Bearer TOKEN.');
}

function answerError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  { fault, note }: ServerOptions,
  metrics: ReturnType<typeof metricsBook>,
): void {
  const { status, code, message } = describe(error);
  if (status >= 500) fault(error);
  metrics.denied.add({ reason: code });
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (status === 429 || status === 503) reply.header('retry-after', '1');
  if (status === 401 || status === 403 || status === 429)
    note('denied', { status, reason: code, token: request.bearer?.tokenId ?? null });
  reply.code(status).send({ error: code, message });
}

function describe(error: FastifyError): {
  readonly status: number;
  readonly code: string;
  readonly message: string;
} {
  if (error instanceof Denied) return { status: error.statusCode, code: error.code, message: error.message };
  if (error instanceof BadRequest) return { status: 400, code: 'bad-request', message: error.message };
  if (error instanceof Overloaded)
    return { status: 503, code: 'overloaded', message: 'Too many requests wait already. Send it again.' };
  if (error.validation !== undefined) return { status: 400, code: 'bad-request', message: error.message };
  const status = error.statusCode ?? 503;
  // The library's own words on sizes, types and broken JSON.
  if (status >= 400 && status < 500) return { status, code: 'bad-request', message: error.message };
  return {
    status: 503,
    code: 'unavailable',
    message: 'Nothing was recorded. Send the same request again; meanwhile charge full price.',
  };
}
