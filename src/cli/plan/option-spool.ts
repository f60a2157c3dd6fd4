import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { emptyOptions, type Options, type Sweep } from '../../lists/allocation/options.ts';

/** Numbers of one block that is written and read at once: a megabyte. */
const BLOCK = 262_144;
const HEAD = 3;
const PER_OPTION = 7;
/** Of an option's first number: whether it is a discovery. */
const DISCOVERY = 1 << 30;

/**
 * The options of all households of a plan, kept in a file that has no name any more and is gone with the process: they are
 * swept dozens of times, and a chain's do not belong in memory. Households come back in the order in which they came.
 */
export class OptionSpool {
  readonly #file: number;
  readonly #block = new Int32Array(BLOCK);
  /** Numbers in each block that was written. */
  readonly #lengths: number[] = [];
  #used = 0;
  #most = 1;
  households = 0;

  constructor(dir: string) {
    const path = join(dir, `.plan-options-${process.pid}.tmp`);
    this.#file = openSync(path, 'w+', 0o600);
    unlinkSync(path);
  }

  add(options: Options): void {
    const { count } = options;
    if (this.#used + HEAD + count * PER_OPTION > BLOCK) this.#flush();
    const to = this.#block;
    let at = this.#used;
    to[at++] = count;
    to[at++] = options.hash | 0;
    to[at++] = options.tierNo;
    for (let place = 0; place < count; place++) {
      to[at++] = (options.offerNo[place] ?? 0) | (options.isDiscovery[place] === 1 ? DISCOVERY : 0);
      to[at++] = options.needNo[place] ?? 0;
      to[at++] = options.valueMilli[place] ?? 0;
      to[at++] = options.expectedMilli[place] ?? 0;
      to[at++] = options.reserveMilli[place] ?? 0;
      to[at++] = options.reserveUsesMilli[place] ?? 0;
      to[at++] = options.faceCents[place] ?? 0;
    }
    this.#used = at;
    this.#most = Math.max(this.#most, count);
    this.households++;
  }

  readonly sweep: Sweep = (visit) => {
    if (this.#used > 0) this.#flush();
    const options = emptyOptions(this.#most);
    let householdNo = 0;
    let position = 0;
    for (const length of this.#lengths) {
      const bytes = new Uint8Array(this.#block.buffer, 0, length * 4);
      for (let done = 0; done < bytes.length; )
        done += readSync(this.#file, bytes, done, bytes.length - done, position + done);
      position += bytes.length;
      for (let at = 0; at < length; householdNo++) {
        at = read(this.#block, at, options);
        visit(options, householdNo);
      }
    }
  };

  close(): void {
    closeSync(this.#file);
  }

  #flush(): void {
    const bytes = new Uint8Array(this.#block.buffer, 0, this.#used * 4);
    // Blocks follow one another: the file's own place is behind the last one.
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#file, bytes, done, bytes.length - done, null);
    this.#lengths.push(this.#used);
    this.#used = 0;
  }
}

function read(from: Int32Array, start: number, options: Options): number {
  let at = start;
  const count = from[at++] ?? 0;
  options.count = count;
  options.hash = (from[at++] ?? 0) >>> 0;
  options.tierNo = from[at++] ?? 0;
  for (let place = 0; place < count; place++) {
    const offer = from[at++] ?? 0;
    options.offerNo[place] = offer & ~DISCOVERY;
    options.isDiscovery[place] = (offer & DISCOVERY) === 0 ? 0 : 1;
    options.needNo[place] = from[at++] ?? 0;
    options.valueMilli[place] = from[at++] ?? 0;
    options.expectedMilli[place] = from[at++] ?? 0;
    options.reserveMilli[place] = from[at++] ?? 0;
    options.reserveUsesMilli[place] = from[at++] ?? 0;
    options.faceCents[place] = from[at++] ?? 0;
  }
  return at;
}
