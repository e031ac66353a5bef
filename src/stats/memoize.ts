/**
 * The same function, which computes each answer only once: for pure functions of a few numbers that are asked the same again
 * and again, as distributions and quantiles are at every look of a run. Errors are not kept. Nobody may change an answer.
 */
export function memoize<Numbers extends readonly number[], Answer extends object | number>(
  compute: (...numbers: Numbers) => Answer,
): (...numbers: Numbers) => Answer {
  const known = new Map<string, Answer>()
  return (...numbers) => {
    const key = numbers.join(' ')
    const answer = known.get(key) ?? compute(...numbers)
    known.set(key, answer)
    return answer
  }
}
