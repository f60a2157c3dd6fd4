import { Html, html, type Piece } from '../shared/html.ts';

export type Column = {
  readonly title: string;
  /** Figures stand to the right. */
  readonly figure?: true;
  /** Heads its row. */
  readonly head?: true;
  readonly className?: string;
};

/** A cell: what is shown, and what it is sorted by where that is not the text. */
export type Cell = { readonly shown: Piece; readonly value: number };
export type Row = { readonly id?: string; readonly cells: readonly (Piece | Cell)[] };

export type TableParts = {
  readonly caption: Piece;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Sums below the rows. */
  readonly foot?: readonly Piece[];
  /** Label of a box that narrows the rows down; only where a script runs. */
  readonly narrow?: string;
  readonly sort?: true;
};

/** A table with a caption and proper heads; scrolls sideways by itself where it is too wide. */
export function table({ caption, columns, rows, foot, narrow, sort }: TableParts): Html {
  const box = narrow === undefined ? undefined : html` data-narrow="${narrow}"`;
  const heads = columns.map((column) => html`<th scope="col"${classOf(column)}>${column.title}</th>`);
  const lines = rows.map(
    ({ id, cells }) =>
      html`<tr${id === undefined ? undefined : html` id="${id}"`}>${cells.map((piece, at) => cell(columns[at], piece))}</tr>\n`,
  );
  const sums =
    foot === undefined
      ? undefined
      : html`<tfoot><tr>${foot.map((piece, at) => cell(columns[at], piece))}</tr></tfoot>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${labelOf(caption)}"><table${box}${sort === true ? new Html(' data-sort="yes"') : undefined}>
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${lines}</tbody>
${sums}</table></div>`;
}

function cell(column: Column | undefined, piece: Piece | Cell): Html {
  const { shown, value } = isCell(piece) ? piece : { shown: piece, value: undefined };
  const sortedBy = value === undefined ? undefined : html` data-value="${value}"`;
  return column?.head === true
    ? html`<th scope="row"${classOf(column)}${sortedBy}>${shown}</th>`
    : html`<td${classOf(column)}${sortedBy}>${shown}</td>`;
}

function isCell(piece: Piece | Cell): piece is Cell {
  return typeof piece === 'object' && 'shown' in piece;
}

function classOf(column: Column | undefined): Html | undefined {
  const name = [column?.figure === true ? 'n' : undefined, column?.className].filter(Boolean).join(' ');
  return name === '' ? undefined : html` class="${name}"`;
}

function labelOf(caption: Piece): string {
  return typeof caption === 'string' ? caption : 'Table';
}
