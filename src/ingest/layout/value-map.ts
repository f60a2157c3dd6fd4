/** What the values of a source's column mean: the meaning of a text, `undefined` for one that the layout does not name. */
export type ValueMap = (text: string) => string | undefined;

/** Answers that are remembered: a column of codes has few, a column of texts would have no end of them. */
const REMEMBERED = 1000;

/**
 * A table of values (`"I/V" = "void"`, `"T/*" = "tender"`): compared without case and outer blanks; a star stands for any
 * text. An exact entry goes before one with a star, and of two with stars the one that stands first.
 */
export function valueMap(entries: Readonly<Record<string, string>>): ValueMap {
  const exact = new Map<string, string>();
  const patterns: { readonly test: Glob; readonly meaning: string }[] = [];
  for (const [written, meaning] of Object.entries(entries)) {
    const text = plain(written);
    if (!text.includes('*')) exact.set(text, meaning);
    else patterns.push({ test: glob(text), meaning });
  }
  const known = new Map<string, string | undefined>();
  return (given) => {
    if (known.has(given)) return known.get(given);
    const text = plain(given);
    const meaning = exact.get(text) ?? patterns.find(({ test }) => test(text))?.meaning;
    if (known.size < REMEMBERED) known.set(given, meaning);
    return meaning;
  };
}

type Glob = (text: string) => boolean;

/** A text with stars as a test of plain (see {@link valueMap}) texts. */
function glob(pattern: string): Glob {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('[^]*')}$`, 'u');
  return (text) => expression.test(text);
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}
