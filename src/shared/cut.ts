import { Buffer } from 'node:buffer';

/**
 * The beginning of a text, not cut within a character. A copy: a piece of a long text keeps the whole of it in memory as long
 * as it is there itself.
 */
export function cutText(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const cut = text.slice(0, charactersMax).replace(/[\ud800-\udbff]$/, '');
  return Buffer.from(cut, 'utf16le').toString('utf16le');
}
