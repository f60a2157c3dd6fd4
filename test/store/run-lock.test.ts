import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT, UserError } from '../../src/shared/errors.ts';
import { noteRunPhase, takeRunLock } from '../../src/store/run-lock.ts';
import { otherProcess } from './processes.ts';
import { dataDir } from './room.ts';

const STARTED = '2026-11-22T02:00:00.000Z';

function take(dir: string, phase: string): () => void {
  return takeRunLock(join(dir, 'run.lock'), join(dir, 'run-holder.db'), {
    pid: process.pid,
    started: STARTED,
    phase,
  });
}

/** A process that holds the lock until it is killed. */
async function holderIn(dir: string) {
  const holder = otherProcess(`
    const { takeRunLock } = await src('store/run-lock.ts');
    const [lock, note] = ${JSON.stringify([join(dir, 'run.lock'), join(dir, 'run-holder.db')])};
    takeRunLock(lock, note, { pid: process.pid, started: '${STARTED}', phase: 'nightly' });
    say('held');
    setInterval(() => {}, 1000);`);
  await holder.said('held');
  return holder;
}

function refusal(dir: string): unknown {
  try {
    take(dir, 'plan')();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('a second run is refused with 75, and told who holds the lock, since when, doing what', async () => {
  const dir = dataDir();
  const holder = await holderIn(dir);
  const refused = refusal(dir);
  expect(refused).toBeInstanceOf(UserError);
  expect(refused).toMatchObject({ code: 'locked', exitCode: EXIT.locked });
  expect(String(refused)).toContain(`nightly (pid ${holder.pid}, since ${STARTED})`);
});

test('a holder that is killed gives the lock up with its life', async () => {
  const dir = dataDir();
  const holder = await holderIn(dir);
  expect(refusal(dir)).toBeDefined();
  holder.kill();
  await holder.ended;
  expect(refusal(dir)).toBeUndefined();
});

test('a run that ended leaves the lock to the next one, whose name then stands in it', () => {
  const dir = dataDir();
  take(dir, 'ingest')();
  const release = take(dir, 'plan');
  expect(String(refusal(dir))).toContain(`plan (pid ${process.pid}`);
  release();
  expect(refusal(dir)).toBeUndefined();
});

test('the phase that the holder is in is named to whoever comes second', () => {
  const dir = dataDir();
  const release = take(dir, 'nightly');
  noteRunPhase(join(dir, 'run-holder.db'), {
    pid: process.pid,
    started: STARTED,
    phase: 'nightly, in print',
  });
  expect(String(refusal(dir))).toContain(`nightly, in print (pid ${process.pid}, since ${STARTED})`);
  release();
});

test('a lock whose holder cannot be written down is not kept', () => {
  const dir = dataDir();
  const lock = join(dir, 'run.lock');
  const holder = { pid: 1, started: STARTED, phase: 'plan' };
  const note = join(dir, 'note.db');
  writeFileSync(note, 'a file that is no database, whatever its name says');
  expect(() => takeRunLock(lock, note, holder)).toThrow();
  expect(refusal(dir)).toBeUndefined();
});
