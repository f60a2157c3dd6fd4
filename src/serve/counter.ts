import type { Ask, Desk, Told } from './desk.ts';
import type { badScanCounter } from './limits.ts';
import type { metricsBook } from './metrics.ts';

/** What the routes work with. */
export type Counter = {
  readonly desk: Desk;
  readonly metrics: ReturnType<typeof metricsBook>;
  readonly waiting: () => number;
  readonly nowMs: () => number;
  readonly badScans: ReturnType<typeof badScanCounter>;
  readonly note: (message: string, facts: Readonly<Record<string, unknown>>) => void;
  readonly decide: (ask: Ask) => Promise<Told>;
};

/** An answer that is not business: `{error, message}`. */
export class Denied extends Error {
  readonly statusCode: number;
  readonly code: string;

  constructor(statusCode: number, code: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}
