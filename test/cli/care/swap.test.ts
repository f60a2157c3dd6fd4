import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  beginPreparing,
  besideDir,
  decideSwap,
  endSwap,
  freshDir,
  PREPARING,
  RESTORING,
} from '../../../src/cli/care/swap.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const scratch = scratchDirectory();

/** Every file below a directory with its text. */
function contents(dir: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(dir.length + 1), readFileSync(path, 'utf8')]),
  );
}

function write(dir: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
}

const OLD = {
  'history.db': 'old history',
  'ledger.db': 'old ledger',
  'ledger.db-wal': 'old log',
  'keys/1.key': 'old key',
};
const NEW = {
  'history.db': 'new history',
  'keys/1.key': 'new key',
  'keys/2.key': 'second key',
  'ledger.db': 'new ledger',
};
const AFTER = {
  ...NEW,
  'inbox/scans.csv': 'stays',
  ...Object.fromEntries(Object.entries(OLD).map(([path, text]) => [`replaced-1/${path}`, text])),
  'replaced-1/replay.ndjson': 'what happened since',
};

/** A directory in which everything is prepared, and the renames that then happen, in their order. */
function decided(name: string): { dir: string; moves: [string, string][] } {
  const dir = join(scratch, name);
  write(dir, { ...OLD, 'inbox/scans.csv': 'stays' });
  beginPreparing(dir);
  write(freshDir(dir), NEW);
  write(besideDir(dir), { 'replay.ndjson': 'what happened since' });
  decideSwap(dir, {
    replaced: 'replaced-1',
    present: Object.keys(OLD),
    fresh: Object.keys(NEW),
    beside: ['replay.ndjson'],
    report: { said: true },
  });
  const moves = [
    ...Object.keys(OLD).map((path): [string, string] => [path, `replaced-1/${path}`]),
    [`${RESTORING}/beside/replay.ndjson`, 'replaced-1/replay.ndjson'] as [string, string],
    ...Object.keys(NEW).map((path): [string, string] => [`${RESTORING}/new/${path}`, path]),
  ];
  return { dir, moves };
}

describe('a restore that is decided', () => {
  const { moves } = decided('count');
  const cuts = Array.from({ length: moves.length + 1 }, (_, cut) => cut);

  test.each(cuts)('is ended by the next run, when it was killed after %d of its renames', (cut) => {
    const { dir, moves } = decided(`cut-${cut}`);
    for (const [from, to] of moves.slice(0, cut)) {
      mkdirSync(dirname(join(dir, to)), { recursive: true });
      renameSync(join(dir, from), join(dir, to));
    }
    expect(endSwap(dir).report).toEqual({ said: true });
    expect(contents(dir)).toEqual(AFTER);
  });

  test('leaves nothing that looks like a restore, even when it is killed while it clears up', () => {
    const { dir } = decided('clear');
    endSwap(dir);
    expect([existsSync(join(dir, RESTORING)), existsSync(join(dir, PREPARING))]).toEqual([false, false]);
  });
});

test('what was only being prepared is of no meaning, and makes way', () => {
  const dir = join(scratch, 'half');
  write(dir, OLD);
  beginPreparing(dir);
  write(freshDir(dir), { 'ledger.db': 'half' });
  expect(existsSync(join(dir, RESTORING))).toBe(false);
  beginPreparing(dir);
  expect(readdirSync(freshDir(dir))).toEqual([]);
  rmSync(join(dir, PREPARING), { recursive: true });
  expect(contents(dir)).toEqual(OLD);
});
