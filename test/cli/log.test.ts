import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog } from '../../src/cli/log.ts';
import { EXIT, UserError } from '../../src/shared/errors.ts';
import { dataDir } from '../store/room.ts';
import { worldIn } from './world.ts';

type Line = {
  level: string;
  msg: string;
  command: string;
  err?: { type: string; code?: string; message: string };
};

/** What a log has of some calls. */
function logged(write: (log: ReturnType<typeof openLog>) => void): { text: string; lines: Line[] } {
  const dir = dataDir();
  const path = join(dir, 'logs', 'duelist.log');
  const log = openLog(path, worldIn(dir).world, 'redeem');
  write(log);
  log.close();
  expect(statSync(path).mode & 0o077).toBe(0);
  const text = readFileSync(path, 'utf8');
  return {
    text,
    lines: text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
  };
}

test('whatever is told to the log, cards and list codes are masked in it', () => {
  const fault = new UserError('card-unknown', 'no card 4807919317', {
    exitCode: EXIT.inputMissing,
    next: 'Ask Jo Doe about 4807919317.',
    cause: new Error('list 3123 4567 8901 2345'),
  });
  const { text, lines } = logged((log) => {
    log.warn('card 4807919317 is unknown');
    log.info('redeemed', { list: '3123456789012345', cents: 499, deep: { card: '4807919317' } });
    log.error(fault);
    log.error('4807919317');
  });
  for (const personal of ['4807919317', '3123456789012345', '3123 4567', 'Jo Doe'])
    expect(text).not.toContain(personal);
  expect(lines.map(({ msg }) => msg)).toEqual([
    'start',
    'card ****9317 is unknown',
    'redeemed',
    'no card ****9317',
    'failed',
    'end',
  ]);
  expect(lines[2]).toMatchObject({ list: '****2345', cents: 499, deep: { card: '****9317' } });
  expect(lines[3]?.err).toMatchObject({
    type: 'UserError',
    code: 'card-unknown',
    message: 'no card ****9317',
  });
});

test('what the engine quotes of a text that is no JSON stays out', () => {
  const { text, lines } = logged((log) => {
    try {
      JSON.parse('Zbigniew lives at 325 Lead Dr');
    } catch (error) {
      log.error(error);
    }
  });
  expect(text).not.toMatch(/Zbigniew|Lead Dr/);
  expect(lines[1]?.err?.type).toBe('SyntaxError');
});

test('a bug keeps its stack', () => {
  const { text } = logged((log) => log.error(new Error('the cycle moved under the approval')));
  expect(text).toMatch(/at .*log\.test\.ts/);
});
