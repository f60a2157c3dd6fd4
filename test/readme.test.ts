import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** A command of a console block with the lines that it is said to print. */
type Shown = { readonly command: string; readonly output: readonly string[] };

/** The console blocks of one section: `$ ` begins a command, `> ` continues it, the rest is output. */
function shownIn(heading: string): Shown[] {
  const section = README.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const blocks = [...section.matchAll(/```console\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  return blocks.flatMap((block) => {
    const shown: { command: string; output: string[] }[] = [];
    for (const line of block.split('\n')) {
      const last = shown.at(-1);
      if (line.startsWith('$ ')) shown.push({ command: line.slice(2), output: [] });
      else if (line.startsWith('> ') && last !== undefined) last.command += `\n${line.slice(2)}`;
      else if (line !== '') last?.output.push(line);
    }
    return shown;
  });
}

/** What may differ from one data directory to the next: codes and seals, and where the files are. */
function masked(line: string): string {
  return line
    .replace(/seal [0-9a-f]{8}/, 'seal X')
    .replace(/: \/\S+$/, ': PATH')
    .trimEnd();
}

describe('the loop as the README shows it', () => {
  const dir = mkdtempSync(join(tmpdir(), 'duelist-readme-'));
  const commands = shownIn('The loop in five commands');
  let environment = '';

  beforeAll(() => {
    symlinkSync(join(ROOT, 'fixtures'), join(dir, 'fixtures'));
    writeFileSync(
      join(dir, 'basket.csv'),
      'line_no,product_id,quantity,unit_price_cents,amount_cents\n' +
        '1,00677498103126,1,449,449\n2,00072987136928,2,469,938\n3,00876804117684,1,379,379\n',
    );
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  function shell(script: string): string {
    const program = `'${process.execPath}' '${join(ROOT, 'src', 'duelist.js')}'`;
    const run = spawnSync('bash', ['-ec', `${environment}${script.replaceAll('npx duelist', program)}`], {
      cwd: dir,
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    return run.stdout;
  }

  test('shows at least six commands', () => {
    expect(commands.length).toBeGreaterThanOrEqual(6);
  });

  test('each command prints what is said', () => {
    for (const { command, output } of commands) {
      if (command.startsWith('export ')) {
        environment += `${command}\n`;
        continue;
      }
      const code = command.includes('--list')
        ? shell('npx duelist lists --cycle 1 | awk -F, \'$4 == "H000002" { print $3; exit }\'').trim()
        : '';
      const lines = shell(command.replace(/--list \d+/, `--list ${code}`))
        .split('\n')
        .map(masked);
      const said = output.map(masked);
      const cut = said.findIndex((line) => line.trim() === '…');
      const wanted = cut < 0 ? said : said.slice(0, cut);
      if (wanted.length > 0) expect(lines.slice(0, wanted.length)).toEqual(wanted);
    }
  }, 120_000);
});
