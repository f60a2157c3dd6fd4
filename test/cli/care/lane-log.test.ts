import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Context, withContext } from '../../../src/cli/context.ts';
import { logLanes } from '../../../src/cli/lane/lane-log.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { worldIn } from '../world.ts';

const scratch = scratchDirectory();
const VOID = { act: 'void', redemption_id: 7, status: 'voided' } as const;

/** Work in a data directory whose clock stands at 1 March 2026, UTC. */
async function inChain(name: string, work: (context: Context, path: string) => void): Promise<void> {
  const { world } = worldIn(scratch);
  await withContext(world, { data: name }, { command: 'void', create: true }, (context) => {
    mkdirSync(join(context.dataDir, 'lanes'));
    work(context, join(context.dataDir, 'lanes', 'lanes-2026-03-01.ndjson'));
  });
}

test('a line is whole, dated, and its owner’s alone', async () => {
  await inChain('whole', (context, path) => {
    logLanes(context, [VOID]);
    logLanes(context, [VOID]);
    const lines = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual(
      Array.from({ length: 2 }, () => ({
        schema: 'duelist.lane/1',
        at: '2026-03-01T00:00:00.000Z',
        ...VOID,
      })),
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

test('what a full disk left of a line stays alone', async () => {
  await inChain('torn', (context, path) => {
    writeFileSync(path, '{"schema":"duelist.la');
    logLanes(context, [VOID]);
    const [torn, whole] = readFileSync(path, 'utf8').split('\n');
    expect(torn).toBe('{"schema":"duelist.la');
    expect(JSON.parse(whole ?? '')).toMatchObject(VOID);
  });
});

test('a log that cannot be written costs no lane its answer', async () => {
  await inChain('blocked', (context, path) => {
    mkdirSync(path);
    expect(() => logLanes(context, [VOID])).not.toThrow();
  });
});
