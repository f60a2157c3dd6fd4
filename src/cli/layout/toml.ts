import { tomlKey, tomlValue } from '../../config/toml.ts';
import type { LayoutDraft } from '../../ingest/guess/proposal.ts';

/** A proposed layout as the text of its file, with what there is to say above each key. */
export function layoutToml({ written, comments }: LayoutDraft): string {
  const entries = Object.entries(written);
  const plain = entries.filter(([, value]) => !isTable(value));
  const tables = entries.filter((entry): entry is [string, Record<string, unknown>] => isTable(entry[1]));
  const lines = plain.flatMap(([key, value]) => assign(key, value, comments[key]));
  for (const [name, table] of tables) {
    lines.push('', ...(comments[name] === undefined ? [] : [comment(comments[name])]), `[${tomlKey(name)}]`);
    for (const [key, value] of Object.entries(table))
      lines.push(...assign(key, value, comments[`${name}.${key}`]));
  }
  return `${lines.join('\n')}\n`;
}

function assign(key: string, value: unknown, said: string | undefined): string[] {
  const line = `${tomlKey(key)} = ${tomlValue(value)}`;
  return said === undefined ? [line] : [comment(said), line];
}

function comment(text: string): string {
  return `# ${text.replace(/\p{Cc}+/gu, ' ')}`;
}

function isTable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
