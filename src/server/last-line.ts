/** What Node prints below an uncaught error, whatever the error was. */
const VERSION = /^Node\.js v\d/

/** And below what was thrown and is no error, which has no stack. */
const NO_ERROR = /^\(Use `node --trace-uncaught/

const OF_A_STACK = /^ {4}(?:at |\.{3} \d+ lines matching )/

/** The last line that says something: of an error that ended Node, the one above its stack. Empty where nothing was printed. */
export function lastLine(output: string): string {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '')
  if (!VERSION.test(lines.at(-1) ?? '')) return lines.at(-1) ?? ''
  const above = lines.slice(0, -1)
  if (NO_ERROR.test(above.at(-1) ?? '')) return above.at(-2) ?? ''
  const end = above.findLastIndex((line) => OF_A_STACK.test(line))
  const start = above.slice(0, end).findLastIndex((line) => !OF_A_STACK.test(line))
  return above[start] ?? above.at(-1) ?? ''
}
