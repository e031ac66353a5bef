/** As many as a sentence can quote. */
const CHARACTERS = 8192
const LINES = 40

/** For a sentence: at most 8192 characters and 40 lines. */
export function lastLines(text: string): string {
  return text.trimEnd().slice(-CHARACTERS).split('\n').slice(-LINES).join('\n')
}

/** Reads streams to their end, however long that takes, and gives the last lines of what they printed so far, in the order in which it came. */
export function keepLast(streams: readonly NodeJS.ReadableStream[]): () => string {
  let kept = ''
  for (const stream of streams) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (kept = (kept + chunk).slice(-CHARACTERS)))
    // A broken pipe means that the process has ended, which is noticed elsewhere.
    stream.on('error', () => {})
  }
  return () => lastLines(kept)
}
