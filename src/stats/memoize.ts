/**
 * The same function, but it computes each result only once. For pure functions of a few numbers, such as distributions and
 * quantiles. Errors are not kept. Callers must not change a result, because all of them share it.
 */
export function memoize<Numbers extends readonly number[], Result extends object | number>(
  compute: (...numbers: Numbers) => Result,
): (...numbers: Numbers) => Result {
  const known = new Map<string, Result>()
  return (...numbers) => {
    const key = numbers.join(' ')
    const result = known.get(key) ?? compute(...numbers)
    known.set(key, result)
    return result
  }
}
