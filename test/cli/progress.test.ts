import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { startProgress } from '../../src/cli/progress.ts';
import { worldIn } from './world.ts';

/** A bar on a terminal that is looked at after so many milliseconds, and what stands there. */
function shownAfter(
  ms: number,
  work: (progress: ReturnType<typeof startProgress>) => void,
  visible = true,
): string {
  let text = '';
  const write = (chunk: unknown, _encoding: unknown, done: () => void): void => {
    text += String(chunk);
    done();
  };
  const terminal = Object.assign(new Writable({ write }), { isTTY: true, columns: 120, rows: 30 });
  let clock = 0;
  const { world } = worldIn('/', {
    errorStream: terminal as unknown as NodeJS.WriteStream,
    now: () => new Date(clock),
  });
  const progress = startProgress(world, visible, 'scans.csv.gz', 1000);
  clock = ms;
  work(progress);
  progress.done();
  return text;
}

const half = (progress: ReturnType<typeof startProgress>): void => {
  progress.lines(5000);
  progress.advance(500);
};

test('a bar says how many lines are read a second, and how far the bytes on the disk are', () => {
  expect(shownAfter(2000, half)).toMatch(/scans\.csv\.gz .* 50% \| 2,500 lines\/s \| .* left/);
});

test('a bar without lines says how many of how many', () => {
  expect(shownAfter(2000, (progress) => progress.advance(250))).toMatch(/ 25% \| 250\/1000 \| /);
});

test('there is no bar for what is done in a moment, nor where nobody looks', () => {
  expect([shownAfter(900, half), shownAfter(2000, half, false)]).toEqual(['', '']);
});
