import { clean } from './draw.ts';
import { type Fonts, WEIGHTS } from './fonts.ts';
import type { MissingGlyph, SheetContent } from './sheet.ts';

/**
 * Every character of a sheet that the fonts cannot draw. A font drops such a character without a word: a shopper would
 * get a list with half of a name.
 */
export function checkGlyphs(content: SheetContent, fonts: Fonts): MissingGlyph[] {
  const missing: MissingGlyph[] = [];
  // A wish that cannot be drawn is counted at the foot instead.
  const { wishes: _wishes, ...needed } = content;
  for (const [field, text] of fieldsOf(needed)) {
    const drawn = text
      .split(/\r\n|\r|\n/)
      .map(clean)
      .join(' ');
    const seen = new Set<string>();
    for (const character of drawn) {
      const codePoint = character.codePointAt(0) ?? 0;
      if (seen.has(character) || hasGlyph(fonts, codePoint)) continue;
      seen.add(character);
      const hex = codePoint.toString(16).toUpperCase().padStart(4, '0');
      missing.push({ field, text, character, codePoint: `U+${hex}` });
    }
  }
  return missing;
}

/** Whether the fonts have every character of a text, clean as it is set. */
export function canDraw(fonts: Fonts, text: string): boolean {
  return [...text].every((character) => hasGlyph(fonts, character.codePointAt(0) ?? 0));
}

/** Scripts that run from right to left: their letters would come out in the wrong order, whatever the font has. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

export function isRightToLeft(character: string): boolean {
  return RIGHT_TO_LEFT.test(character);
}

function hasGlyph(fonts: Fonts, codePoint: number): boolean {
  // Latin, and with it nearly every character, is asked nothing more.
  if (codePoint >= 0x590 && isRightToLeft(String.fromCodePoint(codePoint))) return false;
  return WEIGHTS.every((weight) => fonts[weight].hasGlyph(codePoint));
}

/** All texts of a content with their paths, whatever the depth. */
function* fieldsOf(value: unknown, path = ''): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) yield* fieldsOf(element, `${path}[${index}]`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, field] of Object.entries(value))
      yield* fieldsOf(field, path === '' ? key : `${path}.${key}`);
  }
}
