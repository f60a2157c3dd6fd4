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
  const ascii = hasAscii(fonts);
  const checked = (text: string, path: Path) => {
    if (ascii && PLAIN.test(text)) return;
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
      missing.push({ field: said(path), text, character, codePoint: `U+${hex}` });
    }
  };
  for (const [field, value] of Object.entries(needed))
    if (!ascii || !PLAIN.test(allText(value))) eachText(value, [field], checked);
  return missing;
}

/** All texts of a value, one after the other: it is soon known that nothing is wrong with any, and then it need not be known where. */
function allText(value: unknown): string {
  if (typeof value === 'string') return value;
  let text = '';
  if (Array.isArray(value)) for (let at = 0; at < value.length; at++) text += allText(value[at]);
  else if (typeof value === 'object' && value !== null) {
    for (const key in value) {
      const field = (value as Record<string, unknown>)[key];
      if (typeof field === 'string') text += field;
      else if (typeof field === 'object') text += allText(field);
    }
  }
  return text;
}

/** Most texts are no more than this, and that is known at once. */
const PLAIN = /^[ -~]*$/;

const whole = new WeakMap<Fonts, boolean>();

function hasAscii(fonts: Fonts): boolean {
  let has = whole.get(fonts);
  if (has === undefined) {
    has = Array.from({ length: 0x5f }, (_, at) => at + 0x20).every((codePoint) => hasGlyph(fonts, codePoint));
    whole.set(fonts, has);
  }
  return has;
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

/** Field names and places in arrays, from the outside in; written out only for who asks for it. */
type Path = (string | number)[];

function said(path: Path): string {
  return path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`))
    .join('');
}

/** All texts of a content, whatever the depth. */
function eachText(value: unknown, here: Path, tell: (text: string, path: Path) => void): void {
  if (typeof value === 'string') tell(value, here);
  else if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      here.push(at);
      eachText(value[at], here, tell);
      here.pop();
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const key in value) {
      const field = (value as Record<string, unknown>)[key];
      if (typeof field === 'number' || field === undefined) continue;
      here.push(key);
      eachText(field, here, tell);
      here.pop();
    }
  }
}
