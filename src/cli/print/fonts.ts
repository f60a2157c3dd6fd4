import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Fonts, openFonts } from '../../print/fonts.ts';

const FAMILY = '@expo-google-fonts/source-sans-3';

/** The sheet's typeface: Source Sans 3, under the SIL Open Font License. */
export function loadFonts(): Fonts {
  return openFonts({
    regular: fontBytes('400Regular'),
    semibold: fontBytes('600SemiBold'),
    bold: fontBytes('700Bold'),
  });
}

function fontBytes(weight: string): Uint8Array {
  const url = import.meta.resolve(`${FAMILY}/${weight}/SourceSans3_${weight}.ttf`);
  return readFileSync(fileURLToPath(url));
}
