const NONE = 0xffff;

/** The places of each household's chosen options, by household number: a few bytes each, however many there are. */
export class ChosenPlaces {
  readonly #slots: number;
  readonly #places: Uint16Array;

  constructor(households: number, slots: number) {
    this.#slots = slots;
    this.#places = new Uint16Array(households * slots).fill(NONE);
  }

  set(householdNo: number, places: readonly number[]): void {
    const from = householdNo * this.#slots;
    for (let slot = 0; slot < this.#slots; slot++) this.#places[from + slot] = places[slot] ?? NONE;
  }

  of(householdNo: number): number[] {
    const from = householdNo * this.#slots;
    return [...this.#places.subarray(from, from + this.#slots)].filter((place) => place !== NONE);
  }
}
