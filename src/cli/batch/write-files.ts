import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { openForWriting } from '../permissions.ts';

/** A file as its manifest names it. */
export type Written = {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
};

const BUFFER_BYTES = 1 << 16;

/** Writes lines and counts them as they go. */
export class LineFile {
  readonly #name: string;
  readonly #handle: number;
  readonly #hash: Hash = createHash('sha256');
  #text = '';
  #bytes = 0;
  #rows = 0;

  constructor(path: string, name: string) {
    this.#name = name;
    this.#handle = openForWriting(path);
  }

  head(text: string): void {
    this.#put(text);
  }

  add(line: string): void {
    this.#rows += 1;
    this.#put(line);
  }

  #put(text: string): void {
    this.#text += text;
    if (this.#text.length >= BUFFER_BYTES) this.#flush();
  }

  #flush(): void {
    const bytes = Buffer.from(this.#text);
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    writeSync(this.#handle, bytes);
    this.#text = '';
  }

  end(): Written {
    this.#flush();
    closeSync(this.#handle);
    return { file: this.#name, rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}

/** The lines of a file without their ends, a piece at a time. A file that is not there has none. */
export function* linesOf(path: string): Generator<string> {
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch {
    return;
  }
  try {
    const buffer = Buffer.alloc(BUFFER_BYTES);
    let rest = Buffer.alloc(0);
    for (let size = readSync(handle, buffer); size > 0; size = readSync(handle, buffer)) {
      rest = Buffer.concat([rest, buffer.subarray(0, size)]);
      let from = 0;
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, from)) {
        yield rest.toString('utf8', from, end).replace(/\r$/, '');
        from = end + 1;
      }
      rest = rest.subarray(from);
    }
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    closeSync(handle);
  }
}
