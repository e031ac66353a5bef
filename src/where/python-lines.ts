/** Finds the line at which a function begins by its qualified name, such as `Shop.rows` or `make.<locals>.row`; null where it is not found. */
export type LineOf = (name: string) => number | null

/** A line that begins a statement, and the function or class that it begins. What only closes brackets begins none. */
const STATEMENT = /^([ \t]*)(?=[\p{L}_@])(?:(?:async[ \t]+)?(def|class)[ \t]+([^\s(:[]+))?/u

/** A function or class in which the next lines are, if they are further in. */
type Block = { readonly indent: number; readonly prefix: string }

/**
 * Reads where the functions of a Python source begin: its map of code has no lines. Of two functions of one name the first
 * counts, which is a property's getter. A lambda is not found.
 */
export function readPythonLines(source: string): LineOf {
  const lines = new Map([['<module>', 1]])
  let open: readonly Block[] = []
  for (const [index, text] of withoutLongTexts(source).split('\n').entries()) {
    const [, indentation, kind, word] = STATEMENT.exec(text) ?? []
    if (indentation === undefined) continue
    const indent = widthOf(indentation)
    open = open.filter((block) => block.indent < indent)
    if (word === undefined) continue
    const name = (open.at(-1)?.prefix ?? '') + word
    if (kind === 'def' && !lines.has(name)) lines.set(name, index + 1)
    open = [...open, { indent, prefix: kind === 'def' ? `${name}.<locals>.` : `${name}.` }]
  }
  return (name) => lines.get(name) ?? null
}

/** Their lines are no statements, and stand wherever they like. */
function withoutLongTexts(source: string): string {
  return source.replaceAll(/("""|''')[^]*?\1/g, (text) => text.replaceAll(/[^\n]/g, ' '))
}

/** A tab reaches to the next multiple of eight. */
function widthOf(indentation: string): number {
  return [...indentation].reduce((width, one) => (one === '\t' ? width - (width % 8) + 8 : width + 1), 0)
}
