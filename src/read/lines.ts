/**
 * The whole lines of a report that `plainText` returned. A last line without its newline may have been cut off in the middle of a
 * number, so it counts only when it matches `last`.
 */
export function wholeLines(text: string, last: RegExp): readonly string[] {
  const lines = text.split('\n')
  const rest = lines.pop() as string
  return [...lines, ...(last.test(rest) ? [rest] : [])].map((line) => line.trim())
}

/** The groups of the first line that matches; null when no line does. */
export function matchLine(lines: readonly string[], pattern: RegExp): readonly string[] | null {
  for (const line of lines) {
    const match = pattern.exec(line)
    if (match) return match.slice(1).map((group) => group ?? '')
  }
  return null
}

/** The number in the first group of the first line that matches. */
export function numberIn(lines: readonly string[], pattern: RegExp): number | null {
  const groups = matchLine(lines, pattern)
  return groups ? Number(groups[0]) : null
}
