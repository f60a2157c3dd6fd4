/** Each part 0..1. */
export type Color = { readonly red: number; readonly green: number; readonly blue: number };

/** `#1a7f37` or `#183`, in either case. @returns `undefined` for anything else. */
export function parseColor(text: string): Color | undefined {
  const hex = /^#(?:([0-9a-f]{6})|([0-9a-f]{3}))$/i.exec(text.trim());
  const digits = hex?.[1] ?? hex?.[2]?.replace(/./g, '$&$&');
  if (digits === undefined) return undefined;
  const part = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16) / 255;
  return { red: part(0), green: part(2), blue: part(4) };
}

/** How bright a colour looks, in the unit of its parts. Source: ITU-R BT.601. */
export function luma({ red, green, blue }: Color): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** Contrast to white paper, 1 to 21. Source: WCAG 2.2, contrast ratio and relative luminance. */
export function contrastToWhite({ red, green, blue }: Color): number {
  const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 1.05 / (0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) + 0.05);
}
