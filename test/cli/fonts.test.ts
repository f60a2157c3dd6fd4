import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadFonts } from '../../src/cli/print/fonts.ts';
import { parseConfig } from '../../src/config/load.ts';
import { scratchDirectory } from '../support/scratch.ts';

const dataDir = scratchDirectory();
const nameOf = (fonts: ReturnType<typeof loadFonts>): string => fonts.regular.sources[0].font.postscriptName;

function put(weight: string): void {
  const font = import.meta.resolve(`@expo-google-fonts/source-sans-3/${weight}/SourceSans3_${weight}.ttf`);
  cpSync(fileURLToPath(font), join(dataDir, 'own.ttf'));
}

test('fonts are opened once for the same files, and anew for a file that has changed or others that are named', () => {
  const builtIn = { config: parseConfig('', 'duelist.toml'), dataDir };
  const own = { config: parseConfig('[brand]\nfont_regular = "own.ttf"\n', 'duelist.toml'), dataDir };
  expect(loadFonts(builtIn)).toBe(loadFonts(builtIn));
  put('400Regular');
  const before = loadFonts(own);
  expect([loadFonts(own), loadFonts(builtIn) === before]).toEqual([before, false]);
  put('700Bold');
  expect([nameOf(before), nameOf(loadFonts(own))]).toEqual(['SourceSans3-Regular', 'SourceSans3-Bold']);
  const rare = '[brand]\nfont_regular = "own.ttf"\nfont_fallbacks = ["own.ttf"]\n';
  expect(loadFonts({ config: parseConfig(rare, 'duelist.toml'), dataDir }).regular.sources).toHaveLength(3);
});
