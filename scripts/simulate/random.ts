/**
 * Seeded dice. Every decision of the simulator draws from a stream that is named by what it decides (seed, purpose, and
 * two numbers such as household and day), never from one long sequence: so that one household more, or one store more,
 * leaves everybody else's shopping as it was.
 */

/** What a stream is for; distinct numbers keep the streams apart. Never reuse or renumber: fixtures depend on them. */
export const STREAM = {
  profile: 1,
  lapse: 2,
  start: 3,
  trip: 4,
  basket: 5,
  person: 6,
  homeStore: 7,
  stranger: 8,
  houseCard: 9,
  promo: 10,
  product: 11,
  offer: 12,
  store: 13,
  awayStore: 14,
  schedule: 15,
} as const;

/**
 * The sfc32 generator (Chris Doty-Humphrey, PractRand: "small fast counting", 32-bit words), chosen since it is short,
 * passes PractRand and can be seeded with three words. One object is reseeded for each stream: no garbage.
 */
export class Dice {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed | 0;
  }

  /** Start the stream of a purpose and two numbers. */
  stream(purpose: number, first: number, second = 0): this {
    this.#a = mix(this.#seed ^ Math.imul(purpose, 0x9e3779b1));
    this.#b = mix(this.#a ^ Math.imul(first + 1, 0x85ebca6b));
    this.#c = mix(this.#b ^ Math.imul(second + 1, 0xc2b2ae35));
    this.#counter = 1;
    for (let round = 0; round < 8; round++) this.bits();
    return this;
  }

  /** 32 random bits as a signed integer. */
  bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum;
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return (this.bits() >>> 0) / 4294967296;
  }

  /** Uniform integer in [0, below). */
  below(below: number): number {
    return Math.floor(this.unit() * below);
  }

  /** Uniform integer in [low, high], both inclusive. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** Standard normal, by Box and Muller (1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()));
    return radius * Math.cos(2 * Math.PI * this.unit());
  }

  /** Lognormal with mean 1 and the given standard deviation of its logarithm. */
  spread(sigma: number): number {
    return Math.exp(sigma * this.normal() - (sigma * sigma) / 2);
  }

  /** Exponential with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit());
  }
}

/** The finaliser of MurmurHash3 (Austin Appleby): every input bit reaches every output bit. */
function mix(word: number): number {
  let bits = word | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
