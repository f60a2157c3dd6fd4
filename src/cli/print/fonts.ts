import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type FontBytes, type Fonts, openFonts } from '../../print/fonts.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { brandFile } from './setup.ts';

const FAMILY = '@expo-google-fonts/source-sans-3';

/**
 * The sheet's typeface: the chain's own, else Source Sans 3 (SIL Open Font License); and what is asked for rare letters.
 *
 * @throws UserError (78) for a font file that cannot be embedded.
 */
export function loadFonts(context: Pick<Context, 'config' | 'dataDir'>): Fonts {
  const { font_regular, font_semibold, font_bold, font_fallbacks } = context.config.brand;
  const read = (key: string, name: string) => brandFile(context, `brand.${key}`, name);
  const fallbacks = font_fallbacks.map((name) => read('font_fallbacks', name));
  if (font_regular === undefined) return openOwn({ ...builtIn(), fallbacks });
  const regular = read('font_regular', font_regular);
  const bold = font_bold === undefined ? regular : read('font_bold', font_bold);
  const semibold = font_semibold === undefined ? bold : read('font_semibold', font_semibold);
  return openOwn({ regular, semibold, bold, fallbacks });
}

/** Source Sans 3. */
export function builtInFonts(): Fonts {
  return openFonts(builtIn());
}

function builtIn(): FontBytes {
  return {
    regular: fontBytes('400Regular'),
    semibold: fontBytes('600SemiBold'),
    bold: fontBytes('700Bold'),
  };
}

/** What was opened last: a night prints, checks and reviews with the same fonts, and each opening takes 0.2 s. */
let opened: { readonly bytes: FontBytes; readonly fonts: Fonts } | undefined;

function openOwn(bytes: FontBytes): Fonts {
  try {
    if (opened === undefined || !sameBytes(opened.bytes, bytes)) opened = { bytes, fonts: openFonts(bytes) };
    return opened.fonts;
  } catch (cause) {
    throw new UserError('font', `a font of [brand] cannot be embedded: ${(cause as Error).message}`, {
      exitCode: EXIT.badConfig,
      next: 'Give TrueType files (.ttf with outlines of its own kind, not .otf, .ttc or .woff), or leave the fonts out.',
      cause,
    });
  }
}

function sameBytes(one: FontBytes, other: FontBytes): boolean {
  const others = filesOf(other);
  return (
    filesOf(one).length === others.length &&
    filesOf(one).every((file, at) => Buffer.compare(file, others[at] ?? new Uint8Array()) === 0)
  );
}

function filesOf({ regular, semibold, bold, fallbacks = [] }: FontBytes): readonly Uint8Array[] {
  return [regular, semibold, bold, ...fallbacks];
}

function fontBytes(weight: string): Uint8Array {
  const url = import.meta.resolve(`${FAMILY}/${weight}/SourceSans3_${weight}.ttf`);
  return readFileSync(fileURLToPath(url));
}
