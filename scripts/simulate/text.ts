import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** Characters gathered before a write: large enough for few system calls, small enough to stay out of the way. */
const CHUNK = 1 << 18;

/** A text file written front to back in chunks; holds at most one chunk in memory. */
export class TextFile {
  readonly #fd: number;
  #chunk = '';

  constructor(path: string) {
    this.#fd = openSync(path, 'w');
  }

  write(text: string): void {
    this.#chunk += text;
    if (this.#chunk.length >= CHUNK) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#fd);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#chunk, 'utf8');
    this.#chunk = '';
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done);
  }
}

/** A cell's value; undefined is a blank cell. */
export type Cell = string | number | undefined;

/** One CSV line by RFC 4180, with a line feed: quotes only where they are needed. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

/** One CSV cell, quoted where it must be. */
export function csvCell(cell: Cell): string {
  const text = cell === undefined ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A whole small feed: header and rows of named cells; a cell that a row does not name is blank. */
export function writeFeed<Column extends string>(
  path: string,
  columns: readonly Column[],
  rows: Iterable<Partial<Record<Column, Cell>>>,
): number {
  const file = new TextFile(path);
  let count = 0;
  file.write(csvLine(columns));
  for (const row of rows) {
    file.write(csvLine(columns.map((column) => row[column])));
    count++;
  }
  file.close();
  return count;
}

/** A line of a table: the text in a named column. */
type TableLine = (column: string) => string;

/** Read a table of ours: comma-separated with a header, no cell quoted. */
export function readTable(file: URL): readonly TableLine[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return (column) => cells[columns.indexOf(column)] ?? '';
  });
}
