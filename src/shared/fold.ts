/** Group names as compared: trimmed, one blank between words, lower case. */
export function fold(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
