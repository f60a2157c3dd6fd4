import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { emptyOptions, type Options, type Sweep } from '../../lists/allocation/options.ts';

const HEAD = 3;
const PER_OPTION = 7;
/** Of an option's first number: whether it is a discovery. */
const DISCOVERY = 1 << 30;

/** The options of the households of one batch, as numbers in a row. */
export type OptionBlock = { readonly households: number; readonly numbers: Int32Array<ArrayBuffer> };

/** Makes one block after the other. */
export class OptionPacker {
  #numbers = new Int32Array(65_536);
  #used = 0;
  #households = 0;

  add(options: Options): void {
    const { count } = options;
    this.#makeRoom(HEAD + count * PER_OPTION);
    const to = this.#numbers;
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
    this.#households++;
  }

  /** What was added since the last block. */
  take(): OptionBlock {
    const block = { households: this.#households, numbers: this.#numbers.slice(0, this.#used) };
    this.#used = 0;
    this.#households = 0;
    return block;
  }

  #makeRoom(more: number): void {
    if (this.#used + more <= this.#numbers.length) return;
    const larger = new Int32Array(2 * (this.#used + more));
    larger.set(this.#numbers.subarray(0, this.#used));
    this.#numbers = larger;
  }
}

type Sample = {
  readonly every: number;
  /** Households that there were when it was drawn. */
  readonly of: number;
  readonly households: readonly { readonly householdNo: number; readonly numbers: Int32Array }[];
};

/**
 * The options of all households of a plan, kept in a file that has no name any more and is gone with the process: they are
 * swept dozens of times, and a chain's do not belong in memory. Blocks, and the households in them, come back in the order in
 * which they came.
 */
export class OptionSpool {
  readonly #file: number;
  readonly #blocks: { readonly from: number; readonly length: number; readonly firstNo: number }[] = [];
  readonly #options = { held: emptyOptions(64) };
  #numbers = new Int32Array(0);
  #written = 0;
  #sample: Sample | undefined;
  households = 0;

  constructor(dir: string) {
    const path = join(dir, `.plan-options-${process.pid}.tmp`);
    this.#file = openSync(path, 'w+', 0o600);
    unlinkSync(path);
  }

  append({ households, numbers }: OptionBlock): void {
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    // Blocks follow one another: the file's own place is behind the last one.
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#file, bytes, done, bytes.length - done, null);
    this.#blocks.push({ from: this.#written, length: numbers.length, firstNo: this.households });
    this.#written += bytes.length;
    this.households += households;
  }

  readonly sweep: Sweep = (visit, every = 1) => {
    if (every > 1) {
      for (const { householdNo, numbers } of this.#sampleOf(every)) {
        read(numbers, 0, this.#options);
        visit(this.#options.held, householdNo);
      }
      return;
    }
    for (let blockNo = 0; blockNo < this.#blocks.length; blockNo++) this.sweepBlock(blockNo, visit);
  };

  /** The households of one block alone. */
  sweepBlock(blockNo: number, visit: Parameters<Sweep>[0]): void {
    const { length, firstNo } = this.#load(blockNo);
    for (let at = 0, householdNo = firstNo; at < length; householdNo++) {
      at = read(this.#numbers, at, this.#options);
      visit(this.#options.held, householdNo);
    }
  }

  /** Read into {@link #numbers}. */
  #load(blockNo: number): { readonly length: number; readonly firstNo: number } {
    const block = this.#blocks[blockNo];
    if (block === undefined) throw new RangeError(`there is no block ${blockNo}`);
    const { from, length } = block;
    if (this.#numbers.length < length) this.#numbers = new Int32Array(2 * length);
    const bytes = new Uint8Array(this.#numbers.buffer, 0, length * 4);
    for (let done = 0; done < bytes.length; )
      done += readSync(this.#file, bytes, done, bytes.length - done, from + done);
    return block;
  }

  /** Swept a hundred times and more: kept in memory, and made when it is first asked for after all blocks have come. */
  #sampleOf(every: number): Sample['households'] {
    if (this.#sample?.every === every && this.#sample.of === this.households) return this.#sample.households;
    const households: { householdNo: number; numbers: Int32Array }[] = [];
    for (let blockNo = 0; blockNo < this.#blocks.length; blockNo++) {
      const { length, firstNo } = this.#load(blockNo);
      for (let at = 0, householdNo = firstNo; at < length; householdNo++) {
        const next = at + HEAD + (this.#numbers[at] ?? 0) * PER_OPTION;
        const hash = (this.#numbers[at + 1] ?? 0) >>> 0;
        if (hash % every === 0) households.push({ householdNo, numbers: this.#numbers.slice(at, next) });
        at = next;
      }
    }
    this.#sample = { every, of: this.households, households };
    return households;
  }

  close(): void {
    closeSync(this.#file);
  }
}

function read(from: Int32Array, start: number, to: { held: Options }): number {
  let at = start;
  const count = from[at++] ?? 0;
  if (to.held.offerNo.length < count) to.held = emptyOptions(2 * count);
  const options = to.held;
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
