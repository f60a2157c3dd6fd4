import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hashOfNames, readNames } from '../../src/cli/plan/names.ts';
import { parseConfig } from '../../src/config/load.ts';

/** A data directory with a names file, and a configuration. */
function room(names?: string, config = '') {
  const dataDir = mkdtempSync(join(tmpdir(), 'duelist-names-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  if (names !== undefined) writeFileSync(join(dataDir, 'names.toml'), names);
  return { dataDir, config: parseConfig(config, 'duelist.toml') };
}

test('names of the chain are read if there are any, and are part of what makes two plans the same', () => {
  expect([...readNames(room())]).toEqual([]);
  expect(hashOfNames(room())).toBeUndefined();
  const own = room('GV = "Great Value"\n"WHL  MLK" = " Whole Milk "\n');
  expect([...readNames(own)]).toEqual([
    ['gv', 'Great Value'],
    ['whl mlk', 'Whole Milk'],
  ]);
  expect(hashOfNames(own)).not.toBe(hashOfNames(room('GV = "Good Value"\n')));
});

test.each([
  ['GV = 7\n', '', '"GV" has no name'],
  ['GV = " "\n', '', '"GV" has no name'],
  ['GV\n', '', 'is not TOML'],
  [undefined, 'names_file = "mine.toml"', 'does not exist'],
])('a file that is none is told: %j', (names, config, message) => {
  expect(() => readNames(room(names, config))).toThrow(message);
});
