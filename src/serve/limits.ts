/** Bad scans of one lane within {@link WINDOW_MS} from which on a person should look. */
const BAD_SCANS = 5;
const WINDOW_MS = 600_000;

/** Codes that failed their keyed digits, by lane: a torn list now and then, or somebody who tries numbers. */
export function badScanCounter() {
  const scans = new Map<string, number[]>();
  const recent = (lane: string, nowMs: number): number[] =>
    (scans.get(lane) ?? []).filter((at) => at > nowMs - WINDOW_MS);
  return {
    /** @returns Whether a supervisor is to be called. */
    count: (lane: string, nowMs: number): boolean => {
      const kept = [...recent(lane, nowMs), nowMs].slice(-BAD_SCANS);
      scans.set(lane, kept);
      return kept.length >= BAD_SCANS;
    },
  };
}

const SECOND_MS = 1000;

/**
 * Requests of one bearer in one second of the clock. A lane makes one a minute; what is beyond this is a fault or an attack.
 *
 * @param perSecond More are refused until the second is over.
 */
export function rateLimiter(perSecond: number) {
  let second = 0;
  let counts = new Map<string, number>();
  return (bearer: string, nowMs: number): boolean => {
    const now = Math.floor(nowMs / SECOND_MS);
    if (now !== second) {
      second = now;
      counts = new Map();
    }
    const count = (counts.get(bearer) ?? 0) + 1;
    counts.set(bearer, count);
    return count <= perSecond;
  };
}
