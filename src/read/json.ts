/** The JSON objects in a text, each beginning on a line of its own, and why the first broken one is none. */
export type JsonObjects = { readonly objects: readonly object[]; readonly problem: string | null }

/** Finds JSON between other lines, such as a prompt before and after it. */
export function findObjects(text: string): JsonObjects {
  const objects: object[] = []
  let problem: string | null = null
  for (let start = nextStart(text, 0); start !== -1;) {
    const end = endOf(text, start)
    const found = parse(text.slice(start, end ?? undefined))
    if (typeof found === 'string') problem ??= found
    else objects.push(found)
    // What is not closed reaches to the end.
    start = end === null ? -1 : nextStart(text, end)
  }
  return { objects, problem }
}

function parse(text: string): object | string {
  try {
    return JSON.parse(text) as object
  } catch (error) {
    return (error as Error).message
  }
}

/** Where the next object begins: right behind another one, which ends at `from`, or at the start of a line, also in a list. */
function nextStart(text: string, from: number): number {
  const behind = /[\s,]*\{(?=\s*["}])/y
  behind.lastIndex = from
  if (from > 0 && behind.test(text)) return behind.lastIndex - 1
  const start = /^(?:\[[ \t]*)*\{(?=\s*(?:["}]|$(?!\n)))/gm
  start.lastIndex = from
  return start.exec(text) === null ? -1 : text.lastIndexOf('{', start.lastIndex - 1)
}

/** Behind the brace that closes the one at `start`; null when none does. */
function endOf(text: string, start: number): number | null {
  const token = /"(?:[^"\\\n]|\\.)*"?|[{}]/g
  token.lastIndex = start
  let depth = 0
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === '{') depth++
    if (match[0] === '}') depth--
    if (depth === 0) return token.lastIndex
  }
  return null
}
