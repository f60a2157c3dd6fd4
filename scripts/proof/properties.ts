/**
 * The tests' properties under other seeds than the one that `npm test` has: what a hundred cases never showed.
 *
 *     npm run proof -- properties [--count SEEDS] [--seed FIRST]
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Proof } from '../lib/proof-report.ts';
import { ROOT } from './support/program.ts';

export const title = 'the properties of the tests under other seeds';

const SEEDS = 20;
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

export const run: Proof = async ({ seed: first, count = SEEDS, say }) => {
  const files = propertyFiles();
  const failures: string[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const said = failedUnder(seed, files);
    if (said !== undefined) failures.push(said);
    say(`seed ${seed}: ${said ?? 'all hold'}`);
  }
  return { count, failures, figures: { 'test files': files.length } };
};

/** Those of `test/` that are tried on cases drawn at random. */
function propertyFiles(): string[] {
  return readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test', name))
    .filter((path) => readFileSync(join(ROOT, path), 'utf8').includes("from 'fast-check'"))
    .sort();
}

/** @returns What failed, with the path to its smallest case; undefined: nothing. */
function failedUnder(seed: number, files: readonly string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VITEST, 'run', ...files], {
    cwd: ROOT,
    env: { ...process.env, PROPERTY_SEED: String(seed) },
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status === 0) return undefined;
  const lines = stripVTControlCharacters(stderr + stdout).split('\n');
  const said = lines.filter((line) => /^\s*FAIL\b|^\w*Error: |^\{ seed: |^Counterexample/.test(line));
  return [`PROPERTY_SEED=${seed}`, ...(said.length > 0 ? said : lines.slice(-20))].join('\n');
}
