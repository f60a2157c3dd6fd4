/** A piece of a page whose markup is ours: put into another piece it stays as it is, while any other text is escaped. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What a template takes: text to be escaped, finished pieces, rows of them, or nothing. */
export type Piece = Html | string | number | undefined | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text as it may stand between tags and inside quoted attributes. What no page may hold (control characters but the line
 * break and the tab, half a surrogate pair) shows as the replacement character, so that nobody reads past it.
 */
export function escapeText(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** HTML by default safe: html`<td>${name}</td>` escapes the name, whatever it is. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  let markup = parts[0] ?? '';
  pieces.forEach((piece, at) => {
    markup += render(piece) + (parts[at + 1] ?? '');
  });
  return new Html(markup);
}

function render(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Html) return piece.markup;
  if (typeof piece === 'string') return escapeText(piece);
  return typeof piece === 'number' ? String(piece) : piece.map(render).join('');
}

/** A person's or a product's name: isolated, so that a name written from right to left turns nothing around it. */
export function named(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}
