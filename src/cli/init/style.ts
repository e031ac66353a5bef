/** How code is written here: which quotes, and whether statements end with semicolons. */
export type Style = { readonly quote: '"' | "'"; readonly end: '' | ';' }

/** As in this code; as in loadgate's own documents where it does not tell. */
export function styleOf(code: string): Style {
  const imports = code.match(/^import\b.*$/gm) ?? []
  const most = (pattern: RegExp) => imports.filter((line) => pattern.test(line)).length > imports.length / 2
  return { quote: most(/"/) ? '"' : "'", end: most(/;\s*$/) ? ';' : '' }
}

/** A text as code. */
export function quoted(text: string, { quote }: Style): string {
  const double = JSON.stringify(text)
  if (quote === '"') return double
  return `'${double
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`
}
