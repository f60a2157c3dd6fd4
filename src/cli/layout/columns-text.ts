/** Characters of one cell at most; what is longer is cut. */
const CELL_MAX = 26;

/** Rows of cells as text in columns, each as wide as its widest cell; the first row is the header. */
export function inColumns(rows: readonly (readonly string[])[], cellMax = CELL_MAX): string[] {
  const cut = rows.map((row) => row.map((cell) => shortened(cell, cellMax)));
  const widths = (cut[0] ?? []).map((_, at) => Math.max(...cut.map((row) => (row[at] ?? '').length)));
  return cut.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function shortened(cell: string, most: number): string {
  const line = cell.replace(/\p{Cc}+/gu, ' ');
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** Records of texts as a table with a column for every name that any of them has. */
export function tableOf(records: readonly Readonly<Record<string, string>>[]): string[] {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return names.length === 0
    ? []
    : inColumns([names, ...records.map((record) => names.map((name) => record[name] ?? ''))]);
}
