import type { Context } from '../context.ts';

/** A monitor that hangs must not hold up the night for longer than this. */
const TIMEOUT_MS = 5000;

export type Beat = 'start' | 'success' | 'failure';

/** What became of each heartbeat that was asked for, in words without the address: its path is often a secret. */
export type Beats = Partial<Record<Beat, { readonly ok: boolean; readonly detail: string }>>;

/** Tell the monitor, if the configuration names one. Whatever goes wrong is noted, and changes nothing. */
export async function sendBeat(
  night: Context['config']['night'],
  which: Beat,
  text: string,
  timeoutMs = TIMEOUT_MS,
): Promise<Beats> {
  const address = night[`heartbeat_${which}`];
  if (address === undefined) return {};
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: text,
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return { [which]: { ok: response.ok, detail: `HTTP ${response.status}` } };
  } catch (error) {
    return { [which]: { ok: false, detail: describeFailure(error, timeoutMs) } };
  }
}

function describeFailure(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `no answer within ${timeoutMs / 1000} s`;
  const code = (error as { cause?: { code?: unknown } }).cause?.code;
  return typeof code === 'string' ? code : 'the request failed';
}
