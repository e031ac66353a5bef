/**
 * The instructions that one process has executed since callgrind counts them, all threads together, ended ones included: as its
 * answer to `status internal` says while it counts. Null for any other text, such as one that is cut off.
 */
export function instructionsIn(text: string): number | null {
  // What has no line feed behind it may be the beginning of a longer number.
  const lines = text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.trimEnd())
  const state = onlyMatch(lines, /^instrumentation: (.*)$/)
  const events = onlyMatch(lines, /^events: (.*)$/)
  const threads = onlyMatch(lines, /^threads:((?: \d+)+)$/)
  if (state !== 'on' || events !== 'Ir' || threads === null) return null
  let sum = 0
  for (const thread of threads.trim().split(' ')) {
    const total = onlyMatch(lines, new RegExp(`^events-${thread}: (\\d+)$`))
    if (total === null) return null
    sum += Number(total)
  }
  return Number.isSafeInteger(sum) ? sum : null
}

/** Null unless exactly one line is like that. */
function onlyMatch(lines: readonly string[], pattern: RegExp): string | null {
  const found = lines.flatMap((line) => pattern.exec(line)?.[1] ?? [])
  return found.length === 1 ? found[0]! : null
}
