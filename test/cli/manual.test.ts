import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMPLETIONS, type Shell } from '../../src/cli/manual/completion.ts';
import { manPage } from '../../src/cli/manual/man-page.ts';
import { COMMANDS } from '../../src/cli/table/commands.ts';
import { FEEDS } from '../../src/ingest/rows.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'duelist-manual-'));
  for (const shell of SHELLS) writeFileSync(join(dir, `duelist.${shell}`), COMPLETIONS[shell]());
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SHELLS = Object.keys(COMPLETIONS) as Shell[];

function has(program: string): boolean {
  const found = spawnSync(program, ['--version']).error === undefined;
  if (!found) console.log(`skipped: there is no ${program} on this machine`);
  return found;
}

describe('the manual page', () => {
  test('names every command with every option of its own', () => {
    const page = manPage().replaceAll('\\-', '-');
    for (const { name, options } of COMMANDS) {
      expect(page).toMatch(new RegExp(`^\\.BR ${name}\\b`, 'm'));
      for (const { flags, description } of options) {
        expect(page).toContain(`.B ${flags}\n${description.replaceAll('\\', '\\e')}`);
      }
    }
  });

  test('leaves no line to be read as a request that is none', () => {
    const requests = new Set(manPage().match(/^\.[A-Z]+/gm));
    expect([...requests].sort()).toEqual([
      '.B',
      '.BR',
      '.I',
      '.RE',
      '.RI',
      '.RS',
      '.SH',
      '.SS',
      '.TH',
      '.TP',
    ]);
  });

  test.skipIf(!has('groff'))('is set without a complaint', () => {
    const set = spawnSync('groff', ['-man', '-Tutf8', '-P-c', '-P-b', '-P-u', '-ww', '-k'], {
      input: manPage(),
      encoding: 'utf8',
    });
    expect(set.stderr).toBe('');
    expect(set.stdout).toContain('EXIT STATUS');
  });
});

describe.each(SHELLS)('the completion of %s', (shell) => {
  test.skipIf(!has(shell))('is a script that the shell can read', () => {
    const read = spawnSync(shell, ['-n', join(dir, `duelist.${shell}`)], { encoding: 'utf8' });
    expect([read.stderr, read.status]).toEqual(['', 0]);
  });
});

/** What bash offers for a line of words, the last of them being typed. */
function bashOffers(...words: string[]): string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = `source duelist.bash; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _duelist; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return spawnSync('bash', ['-c', script], { cwd: dir, encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
}

describe.skipIf(!has('bash'))('bash offers', () => {
  test('the commands', () => {
    expect(bashOffers('duelist', '')).toEqual(['help', ...COMMANDS.map(({ name }) => name)]);
    expect(bashOffers('duelist', 'with')).toEqual(['withdraw']);
  });

  test("a command's options", () => {
    expect(bashOffers('duelist', 'withdraw', '--la')).toEqual(['--lanes']);
    expect(bashOffers('duelist', 'plan', '--as')).toEqual(['--as-of']);
  });

  test('the words that an option knows', () => {
    expect(bashOffers('duelist', 'plan', '--households', '')).toEqual(['due', 'all']);
  });

  test('feeds, then files', () => {
    expect(bashOffers('duelist', 'ingest', '').sort()).toEqual([...FEEDS].sort());
    expect(bashOffers('duelist', 'ingest', 'scans', 'duelist.b')).toEqual(['duelist.bash']);
  });

  test('files and folders where those are asked for', () => {
    expect(bashOffers('duelist', 'redeem', '--basket', 'duelist.f')).toEqual(['duelist.fish']);
    expect(bashOffers('duelist', 'print', '--out', '')).toEqual([]);
  });
});

/** What fish offers for a line. */
function fishOffers(line: string): string[] {
  const script = `source duelist.fish; complete -C '${line}'`;
  return spawnSync('fish', ['--no-config', '-c', script], { cwd: dir, encoding: 'utf8' })
    .stdout.split('\n')
    .map((offer) => offer.split('\t')[0] ?? '')
    .filter(Boolean);
}

test.skipIf(!has('fish'))('fish offers commands, options and words', () => {
  expect(fishOffers('duelist with')).toEqual(['withdraw']);
  expect(fishOffers('duelist withdraw --la')).toEqual(['--lanes']);
  expect(fishOffers('duelist withdraw --lanes ').sort()).toEqual(['honour', 'refuse', 'replace']);
});
