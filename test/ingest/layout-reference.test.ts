import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseToml } from '../../src/config/toml.ts';
import { FORMATS, layoutSchema, ROLES } from '../../src/ingest/layout/schema.ts';
import { parseLayout } from '../../src/ingest/layout.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../fixtures/layouts/REFERENCE.md'), 'utf8');
const EXAMPLES = [...TEXT.matchAll(/```toml\n(.*?)```/gs)].map((match) => match[1] ?? '');

test.each(EXAMPLES)('example %# of the reference is a layout', (example) => {
  expect(parseLayout(parseToml(example, 'REFERENCE.md'), 'REFERENCE.md').fileName).toBe('REFERENCE.md');
});

test('the reference has every key, in a table and in an example', () => {
  const shown = new Set(EXAMPLES.flatMap((example) => Object.keys(parseToml(example, 'REFERENCE.md'))));
  for (const [key, schema] of Object.entries(layoutSchema.shape)) {
    expect(schema.description, key).toBeTruthy();
    expect([...shown], `an example of ${key}`).toContain(key);
    expect(TEXT, `a row for ${key}`).toMatch(new RegExp(`^\\| \`\\[*${key}[.\\]\`]`, 'm'));
  }
});

test('the reference has every format and role', () => {
  for (const word of [...FORMATS.map((name) => `"${name}"`), ...ROLES.map((role) => `\`${role}\``)])
    expect(TEXT).toContain(word);
});
