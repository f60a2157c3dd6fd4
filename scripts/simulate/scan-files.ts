import { closeSync, existsSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, type Day, formatDay } from '../../src/shared/day.ts';
import { SCAN_COLUMNS } from './receipt.ts';
import { csvLine, TextFile } from './text.ts';
import type { World } from './world.ts';

/** A store's file that is late comes with the file of this many days later. */
export const LATE_DAYS = 3;
/** One store in turn is late every so many days. */
const LATE_EVERY_DAYS = 37;
const LATE_OFFSET = 19;
/** The day whose file is sent twice lies at this share of the history. */
const RESENT_AT = 0.6;

/** Which store's lines of a day come late; undefined: all are in time. */
export function lateStore(world: World, today: Day): number | undefined {
  const index = today - world.firstDay;
  const late = index % LATE_EVERY_DAYS === LATE_OFFSET && addDays(today, LATE_DAYS) <= world.lastDay;
  return late ? Math.floor(index / LATE_EVERY_DAYS) % world.settings.stores : undefined;
}

export function resentDay(world: World): Day {
  const index = Math.floor(7 * world.settings.weeks * RESENT_AT);
  // Not a day with late lines, so that the second file says exactly what the first one did.
  const late = [0, LATE_DAYS].some((days) => (index - days) % LATE_EVERY_DAYS === LATE_OFFSET);
  return addDays(world.firstDay, late ? index - 1 : index);
}

/**
 * The scan files of a run: one a day or one in all, the late store's lines a few days later, and (with a file a day) one
 * day's file once more with its receipts in another order. Whatever must wait waits on disk.
 */
export class ScanFiles {
  readonly #world: World;
  readonly #dir: string;
  readonly #all: TextFile | undefined;
  #today: { readonly day: Day; readonly file: TextFile } | undefined;
  #late: TextFile | undefined;
  #again: { readonly file: TextFile; readonly evens: TextFile } | undefined;
  #receipts = 0;

  constructor(world: World, dir: string) {
    this.#world = world;
    this.#dir = dir;
    this.#all = world.settings.oneFile ? new TextFile(join(dir, 'scans.csv')) : undefined;
    this.#all?.write(csvLine(SCAN_COLUMNS));
  }

  openDay(today: Day): void {
    const name = `scans-${formatDay(today)}`;
    const file = this.#all ?? new TextFile(join(this.#dir, `${name}.csv`));
    if (this.#all === undefined) file.write(csvLine(SCAN_COLUMNS));
    this.#today = { day: today, file };
    this.#receipts = 0;
    if (lateStore(this.#world, today) !== undefined) this.#late = new TextFile(this.#latePath(today));
    if (this.#all === undefined && today === resentDay(this.#world)) {
      const again = new TextFile(join(this.#dir, `${name}-resent.csv`));
      again.write(csvLine(SCAN_COLUMNS));
      this.#again = { file: again, evens: new TextFile(this.#evensPath()) };
    }
  }

  /** Write one receipt of the open day. */
  write(storeNo: number, receipt: string): void {
    if (this.#today === undefined) throw new Error('no day is open');
    if (this.#late !== undefined && storeNo === lateStore(this.#world, this.#today.day)) {
      this.#late.write(receipt);
      return;
    }
    this.#today.file.write(receipt);
    if (this.#again === undefined) return;
    const even = this.#receipts++ % 2 === 0;
    (even ? this.#again.evens : this.#again.file).write(receipt);
  }

  closeDay(): void {
    if (this.#today === undefined) throw new Error('no day is open');
    const { day, file } = this.#today;
    moveInto(file, this.#latePath(addDays(day, -LATE_DAYS)));
    this.#late?.close();
    this.#late = undefined;
    if (this.#again !== undefined) {
      this.#again.evens.close();
      moveInto(this.#again.file, this.#evensPath());
      this.#again.file.close();
      this.#again = undefined;
    }
    if (this.#all === undefined) file.close();
    this.#today = undefined;
  }

  close(): void {
    this.#all?.close();
  }

  #latePath(day: Day): string {
    return join(this.#dir, `.late-${formatDay(day)}.tmp`);
  }

  #evensPath(): string {
    return join(this.#dir, '.resent.tmp');
  }
}

/** Append a waiting file, if there is one, and remove it. */
function moveInto(file: TextFile, path: string): void {
  if (!existsSync(path)) return;
  const fd = openSync(path, 'r');
  const chunk = Buffer.alloc(1 << 16);
  const decoder = new TextDecoder();
  for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) {
    file.write(decoder.decode(chunk.subarray(0, read), { stream: true }));
  }
  closeSync(fd);
  rmSync(path);
}
