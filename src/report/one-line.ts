/** A sentence with what a program printed below it, which stands on lines of its own, on one line: `It died: first / second`. */
export function oneLine(text: string): string {
  const [sentence = '', ...printed] = text.split('\n').map((line) => line.replace(/^\s*\| ?/, '').trim())
  return printed.length === 0 ? sentence : `${sentence} ${printed.join(' / ')}`
}
