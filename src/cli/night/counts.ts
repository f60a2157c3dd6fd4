/** How the night's line writes a count, and the word behind it. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

export function plural(number: number, word: string): string {
  return number === 1 ? word : `${word}s`;
}
