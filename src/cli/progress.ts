import { SingleBar } from 'cli-progress';
import type { World } from './world.ts';

export type Progress = { readonly advance: (by: number) => void; readonly done: () => void };

const QUIET: Progress = { advance: () => undefined, done: () => undefined };

/** A second without a word is long for a person; shorter work shows no bar at all. */
const PATIENCE_MS = 1000;

/** A bar on a terminal for work that takes longer than a second; nothing anywhere else. */
export function startProgress(world: World, visible: boolean, label: string, total: number): Progress {
  if (!visible) return QUIET;
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}% | {value}/{total} | {eta_formatted} left`,
    stream: world.errorStream,
    clearOnComplete: true,
    hideCursor: true,
  });
  const started = world.now().getTime();
  let value = 0;
  let shown = false;
  return {
    advance: (by) => {
      value += by;
      if (!shown && world.now().getTime() - started > PATIENCE_MS) {
        bar.start(Math.max(total, value), value);
        shown = true;
      }
      if (shown) bar.update(Math.min(value, total));
    },
    done: () => {
      if (shown) bar.stop();
    },
  };
}
