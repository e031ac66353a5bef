/** Randomness that can be repeated: the same seed gives the same numbers on every machine. Not for secrets. */

/** A source of numbers in [0, 1). */
export type Random = () => number

/** FNV-1a over UTF-16 code units (Fowler, Noll & Vo, 1991): a text as an unsigned 32-bit integer. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  return state >>> 0
}

/** The 32-bit finaliser of MurmurHash3 (Appleby, 2011): a bijection in which every bit of input reaches every bit of output. */
function mix(value: number): number {
  let z = value
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return (z ^ (z >>> 16)) >>> 0
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}

/**
 * A generator of numbers in [0, 1), multiples of 2⁻³²: xoshiro128** (Blackman & Vigna, "Scrambled linear pseudorandom
 * number generators", ACM TOMS 47, 2021), period 2¹²⁸ − 1. Its state is filled in the manner of SplitMix (Steele, Lea &
 * Flood, OOPSLA 2014) from a hash of the seed's text, so `1` and `'1'` are the same seed and neighbours such as 1 and 2
 * give unrelated numbers. The hash has 32 bits: among thousands of seeds two may agree. Never fails; any number or text is a seed.
 */
export function seeded(seed: number | string): Random {
  const start = hash(String(seed))
  // The four inputs differ and `mix` maps one input only to 0, so the forbidden state of four zeros cannot occur.
  let [a, b, c, d] = [1, 2, 3, 4].map((step) => mix(start + Math.imul(step, 0x9e3779b9))) as [
    number,
    number,
    number,
    number,
  ]
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return result / 2 ** 32
  }
}

/**
 * A new array with the same items in random order, every order being equally likely: Fisher–Yates in Durstenfeld's form
 * (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm P). Takes one number of `random` for each item but one.
 * Never fails; `random` must stay below 1.
 */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1))
    const item = result[chosen] as T
    result[chosen] = result[last] as T
    result[last] = item
  }
  return result
}
