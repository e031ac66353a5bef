/** How a server is started, as far as its folder tells. */
export type Start = {
  readonly command: readonly string[]
  /** Where that was seen, for the end of a sentence: "the script `start`". */
  readonly seenIn: string
  readonly env?: Readonly<Record<string, string>>
  /** Before the first launch: what makes the program that `command` starts. */
  readonly build?: readonly string[]
  /** The lock file of its Python packages, with hashes. */
  readonly python?: string
  /** As in a server's definition; undefined for loadgate to find out. */
  readonly port?: number | 'free' | undefined
  /** The file that the server begins in, when that is known. */
  readonly entry?: string | undefined
}

/** The port of an expression like `listen(3000`; undefined when no text has one. */
export function fixedPort(texts: readonly string[], pattern: RegExp): number | undefined {
  const port = Number(texts.map((text) => pattern.exec(text)?.[1]).find((found) => found !== undefined))
  return port >= 1 && port <= 65_535 ? port : undefined
}
