import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { households } from './chain-facts.ts';

/** The texts of the made-up chain's feed that give a household away. */
export function tracesOf(householdId: string): string[] {
  const row = households.get(householdId);
  if (row === undefined) throw new Error(`no household ${householdId}`);
  return [
    householdId,
    ...`${row('card_ids')}|${row('alternate_ids')}`.split('|'),
    row('name'),
    row('address_1'),
    row('email'),
  ].filter((text) => text !== '');
}

/** `path: text` for every text that is found in the bytes of a file of a directory. */
export function filesThatHave(dir: string, texts: readonly string[]): string[] {
  const needles = texts.map((text) => [text, Buffer.from(text, 'utf8')] as const);
  return (readdirSync(dir, { recursive: true }) as string[])
    .filter((name) => statSync(join(dir, name)).isFile())
    .sort()
    .flatMap((name) => {
      const bytes = readFileSync(join(dir, name));
      return needles.filter(([, needle]) => bytes.includes(needle)).map(([text]) => `${name}: ${text}`);
    });
}
