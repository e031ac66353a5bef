/** More edits than that make another word. */
const MOST_EDITS = 2

/**
 * The known name that a misspelt one was meant for: one of which either begins with the other, else one that differs by at most two
 * edits; the one with the fewest edits of several. Case does not count. Undefined where none is near.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const away = known.map((one) => ({ one, edits: editsBetween(name.toLowerCase(), one.toLowerCase()) }))
  const byEdits = away.toSorted((a, b) => a.edits - b.edits)
  const near = byEdits.find(({ one }) => isBeginning(name, one)) ?? byEdits.find((other) => isFewEdits(name, other))
  return near?.one
}

function isBeginning(name: string, known: string): boolean {
  const [short = '', long = ''] = [name.toLowerCase(), known.toLowerCase()].toSorted((a, b) => a.length - b.length)
  return short !== '' && long.startsWith(short)
}

/** Two words of two letters have two edits at most, and nothing in common. */
function isFewEdits(name: string, { one, edits }: { readonly one: string; readonly edits: number }): boolean {
  return edits <= MOST_EDITS && edits < Math.min(name.length, one.length)
}

/**
 * How many letters are to be added, left out or replaced to make one word of the other (Levenshtein). Not a package's, because the
 * program loads this file before it has checked the version of Node, and may load no package until then.
 */
function editsBetween(one: string, other: string): number {
  const letters = [...other]
  const first = [0, ...letters.map((_, index) => index + 1)]
  const last = [...one].reduce((above, letter, line) => {
    const row = [line + 1]
    for (const [index, wanted] of letters.entries()) {
      const replaced = (above[index] ?? 0) + (letter === wanted ? 0 : 1)
      row.push(Math.min(replaced, (above[index + 1] ?? 0) + 1, (row[index] ?? 0) + 1))
    }
    return row
  }, first)
  return last.at(-1) ?? 0
}

/** What metrics an object may have: their names, as what a name that is none of them is called, and a sentence with all of them. */
export type MetricKeys = { readonly names: readonly string[]; readonly otherwise: string; readonly instead: string }

/** What to say of keys that are no such metrics: which were meant, or all that there are where one is near none. */
export function unknownMetrics(keys: readonly string[], { names, otherwise, instead }: MetricKeys): string {
  const meant = keys.map((key) => ({ key, name: nearestName(key, names) }))
  const strange = meant.find(({ name }) => name === undefined)
  if (strange) return `has \`${strange.key}\`, which is ${otherwise}: ${instead}`
  return meant.map(({ key, name }) => `has \`${key}\`, which is ${otherwise}; did you mean \`${name}\`?`).join(' It ')
}
