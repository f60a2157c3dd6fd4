/** The number of a list as lanes compare it: keyed digits come with the blanks and hyphens of the printed groups. */
export function scannedCode(text: string): string {
  return text.replace(/[\s-]/g, '');
}
