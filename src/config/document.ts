import { type ConfigKey, type ConfigTable, configTables } from './keys.ts';
import { tomlKey, tomlValue } from './toml.ts';

/** A key that the written file sets, with the reason that stands beside it. */
export type ActiveKey = { readonly value: unknown; readonly because: string };

/** Width of the comments, in characters. */
const WIDTH = 100;

/**
 * The commented configuration file: every key of the schema by table, with what it means, its bounds and its default
 * behind a comment mark. Written from the schema alone, so that it cannot say what the program does not do.
 *
 * @param active Keys by path that are set, not only shown.
 */
export function configDocument(
  active: Readonly<Record<string, ActiveKey>>,
  tables: readonly ConfigTable[] = configTables(),
): string {
  const head = comment(
    'The configuration of one chain. Every key has a default, which stands here behind its comment mark: take the "#" ' +
      'away and change the value. An unknown key is a fault. Check with: duelist config --show',
  );
  return `${[...head, ...tables.flatMap((table) => describeTable(table, active))].join('\n')}\n`;
}

function describeTable(
  { name, description, keys }: ConfigTable,
  active: Readonly<Record<string, ActiveKey>>,
): string[] {
  const header = name === '' ? [] : ['', ...comment(description ?? ''), `[${name}]`];
  return [...header, ...keys.flatMap((key) => describeKey(key, active[key.path]))];
}

function describeKey(key: ConfigKey, active: ActiveKey | undefined): string[] {
  // A table with names of the chain's own is described by its header; its entries follow.
  if (key.isFree && key.table === '')
    return Object.entries(key.fallback ?? key.example ?? {}).flatMap((entry) => ['', ...shown(...entry)]);
  const name = key.path.slice(key.path.lastIndexOf('.') + 1);
  const value = key.fallback === undefined ? key.example : key.fallback;
  const bounds = [
    ...(key.allowed === undefined ? [] : [key.allowed]),
    ...(key.fallback === undefined ? ['absent by default'] : []),
  ].join('; ');
  const text = `${key.description ?? ''}${bounds === '' ? '' : ` (${bounds})`}`;
  if (active === undefined) return ['', ...comment(text), ...shown(name, value)];
  const why = `${active.because} Default: ${tomlValue(key.fallback)}.`;
  return ['', ...comment(text), ...comment(why), assign(name, active.value)];
}

/** A key behind its comment mark; a long list one entry after the other, over several lines. */
function shown(name: string, value: unknown): string[] {
  const line = `# ${assign(name, value)}`;
  if (line.length <= WIDTH || !Array.isArray(value)) return [line];
  const entries = fill(
    value.map((entry) => `${tomlValue(entry)},`),
    '#  ',
  );
  return [`# ${tomlKey(name)} = [`, ...entries, '# ]'];
}

function assign(name: string, value: unknown): string {
  return `${tomlKey(name)} = ${tomlValue(value)}`;
}

/** Text as comment lines, none of which looks like a key behind its comment mark. */
function comment(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return fill(words, '#').map((line) => (/^# \S+ = /.test(line) ? line.replace('# ', '#   ') : line));
}

/** Words in lines of at most {@link WIDTH}, a word that is longer than that alone in its own. */
function fill(words: readonly string[], start: string): string[] {
  const lines: string[] = [];
  let line = start;
  for (const word of words) {
    if (line.length + word.length + 1 > WIDTH && line !== start) {
      lines.push(line);
      line = start;
    }
    line += ` ${word}`;
  }
  return line === start ? lines : [...lines, line];
}
