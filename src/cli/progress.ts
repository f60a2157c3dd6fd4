import { SingleBar } from 'cli-progress';
import type { World } from './world.ts';

export type Progress = {
  readonly advance: (by: number) => void;
  /** For work that is measured in bytes and thought of in lines: so many more of them. */
  readonly lines: (count: number) => void;
  readonly done: () => void;
};

const QUIET: Progress = { advance: () => undefined, lines: () => undefined, done: () => undefined };

/** A second without a word is long for a person; shorter work shows no bar at all. */
const PATIENCE_MS = 1000;
/** Steps over which the time left is judged: a file comes in blocks, and blocks in bursts. */
const ETA_STEPS = 50;
const MS_PER_SECOND = 1000;

/**
 * A bar on a terminal for work that takes longer than a second; nothing anywhere else. Of a file it counts the bytes on the
 * disk, so that a packed one is as far as it says.
 */
export function startProgress(world: World, visible: boolean, label: string, total: number): Progress {
  if (!visible) return QUIET;
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}% | {amount} | {eta_formatted} left`,
    stream: world.errorStream,
    clearOnComplete: true,
    hideCursor: true,
    etaBuffer: ETA_STEPS,
  });
  const started = world.now().getTime();
  let value = 0;
  let lines = 0;
  let shown = false;
  const elapsedMs = (): number => world.now().getTime() - started;
  const amount = (): string =>
    lines === 0
      ? `${value}/${total}`
      : `${Math.round((lines * MS_PER_SECOND) / Math.max(1, elapsedMs())).toLocaleString('en-US')} lines/s`;
  return {
    advance: (by) => {
      value += by;
      if (!shown && elapsedMs() > PATIENCE_MS) {
        bar.start(Math.max(total, value), value, { amount: amount() });
        shown = true;
      }
      if (shown) bar.update(Math.min(value, total), { amount: amount() });
    },
    lines: (count) => {
      lines += count;
    },
    done: () => {
      if (shown) bar.stop();
    },
  };
}
