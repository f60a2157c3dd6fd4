/**
 * `npm run build`: src/ to dist/, as the package ships it: TypeScript compiled, whatever else the program reads at run
 * time copied beside it, and the manual page and the shells' completions written from the commands. `node
 * scripts/build.ts DIR` builds elsewhere.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { COMPLETIONS } from '../src/cli/manual/completion.ts';
import { manPage } from '../src/cli/manual/man-page.ts';

const root = resolve(import.meta.dirname, '..');
/** What the compiler makes or the package has no use for; everything else in src/ is read at run time. */
const NOT_COPIED = new Set(['.ts', '.js', '.md', '.json']);

function build(out: string): number {
  rmSync(out, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const compiled = spawnSync(process.execPath, [tsc, '-p', join(root, 'src'), '--outDir', out], {
    stdio: 'inherit',
  });
  if (compiled.status !== 0) return compiled.status ?? 1;

  const source = join(root, 'src');
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || NOT_COPIED.has(extname(entry.name))) continue;
    const from = join(entry.parentPath, entry.name);
    cpSync(from, join(out, from.slice(source.length)));
  }
  writeManual(join(out, 'manual'));
  return 0;
}

/** Under the names by which `man` and the shells look for them. */
function writeManual(dir: string): void {
  mkdirSync(dir);
  writeFileSync(join(dir, 'duelist.8'), manPage());
  writeFileSync(join(dir, 'duelist.bash'), COMPLETIONS.bash());
  writeFileSync(join(dir, '_duelist'), COMPLETIONS.zsh());
  writeFileSync(join(dir, 'duelist.fish'), COMPLETIONS.fish());
}

process.exitCode = build(resolve(process.argv[2] ?? join(root, 'dist')));
