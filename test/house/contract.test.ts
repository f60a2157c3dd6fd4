import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { COMMANDS } from '../../src/cli/table/commands.ts';
import { worldIn } from '../cli/world.ts';
import { projectFiles, ROOT } from './project.ts';

/**
 * What users script against: each command with the options that it has for good. More may come; none goes.
 * Of some commands the table only promises the name.
 */
const CONTRACT: Readonly<Record<string, readonly string[]>> = {
  init: [],
  demo: ['--out'],
  ingest: ['--layout'],
  predict: ['--as-of', '--horizon', '--out'],
  backtest: ['--from', '--to', '--step', '--horizon'],
  plan: ['--as-of', '--households'],
  lists: ['--cycle', '--format', '--out'],
  print: ['--cycle', '--out'],
  review: ['--cycle', '--static'],
  hold: ['--list', '--offer', '--household', '--reason', '--by'],
  approve: ['--cycle', '--by'],
  release: ['--cycle', '--out'],
  withdraw: [],
  redeem: ['--store', '--register', '--transaction', '--day', '--list', '--card', '--basket'],
  void: ['--redemption'],
  return: ['--redemption', '--line', '--quantity'],
  report: ['--cycle', '--out'],
  serve: ['--port'],
  token: ['--store', '--register'],
  explain: ['--household', '--cycle'],
  nightly: [],
  status: [],
  doctor: [],
  backup: [],
  restore: [],
  'export-household': [],
  forget: [],
};

const COMMON = ['--data', '--config', '--set', '--json', '--quiet', '--verbose', '--no-color'];
/** Operands that the contract names. */
const OPERANDS: Readonly<Record<string, string>> = { ingest: '<feed> [files...]', token: '<action>' };
const CHOICES: readonly (readonly [string, string, readonly string[]])[] = [
  ['plan', '--households', ['due', 'all']],
  ['lists', '--format', ['csv', 'json']],
];

const built = buildProgram(worldIn(ROOT).world).commands.filter((command) => command.name() !== 'help');
const optionsOf = (name: string): string[] =>
  built.find((command) => command.name() === name)?.options.map((option) => option.long ?? '') ?? [];

describe('the command table', () => {
  test('has a module for each entry, and an entry for each module', () => {
    const modules = projectFiles('src/cli/commands', ['.ts']).map(
      ({ path }) => /([^/]+)\.ts$/.exec(path)?.[1] ?? path,
    );
    expect(modules.toSorted()).toEqual(COMMANDS.map(({ name }) => name).toSorted());
  });

  test.each(COMMANDS)('$name has a module that runs', async ({ name }) => {
    const module: Record<string, unknown> = await import(`../../src/cli/commands/${name}.ts`);
    expect(module.run).toBeTypeOf('function');
  });

  test('is what the program knows, each command once', () => {
    const names = built.map((command) => command.name());
    expect(names).toEqual(COMMANDS.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the contract', () => {
  test.each(Object.entries(CONTRACT))('%s has its options', (name, options) => {
    expect(built.map((command) => command.name())).toContain(name);
    expect(optionsOf(name)).toEqual(expect.arrayContaining([...options]));
  });

  test.each(COMMANDS)('$name has the options of every command', ({ name }) => {
    expect(optionsOf(name)).toEqual(expect.arrayContaining(COMMON));
  });

  test.each(Object.entries(OPERANDS))('%s takes %s', (name, operands) => {
    expect(COMMANDS.find((command) => command.name === name)?.operands).toBe(operands);
  });

  test.each(CHOICES)('%s %s is one of %j', (name, flag, choices) => {
    const option = built
      .find((command) => command.name() === name)
      ?.options.find(({ long }) => long === flag);
    expect(option?.argChoices).toEqual(choices);
  });
});
