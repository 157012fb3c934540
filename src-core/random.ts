/**
 * Random numbers of one named stream: a pure function of the run's seed, the stream's name and the counters (epoch, step).
 * Nothing has to be saved to continue a run: the same words give the same numbers again. The generator is sfc32
 * (Doty-Humphrey, PractRand), seeded by mixing the words with MurmurHash3's finalizer.
 */
export class RandomStream {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /**
   * @param seed the run's seed, a whole number from 0 to 2^32 - 1
   * @param stream what the numbers are for, such as `train-order`
   * @param counters which of the stream's draws, such as the epoch and the step
   */
  constructor(seed: number, stream: string, ...counters: readonly number[]) {
    let hash = mix(seed ^ 0x9e3779b9);
    for (const character of stream) hash = mix(hash ^ (character.codePointAt(0) ?? 0));
    for (const counter of counters) hash = mix(Math.imul(hash, 5) + counter);
    this.a = hash;
    this.b = mix(hash ^ seed);
    this.c = mix(this.b + 0x6a09e667);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A number from 0 up to, not including, 1. */
  float(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A whole number from 0 to `limit - 1`, each equally likely. */
  below(limit: number): number {
    const fair = 2 ** 32 - (2 ** 32 % limit);
    let value = this.uint32();
    while (value >= fair) value = this.uint32();
    return value % limit;
  }

  /** A draw from the standard normal distribution (Box and Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.float()));
    return radius * Math.cos(2 * Math.PI * this.float());
  }

  /** Shuffles in place (Fisher and Yates). */
  shuffle(values: Uint32Array | number[]): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [values[i], values[j]] = [values[j] ?? 0, values[i] ?? 0];
    }
  }
}

function mix(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
