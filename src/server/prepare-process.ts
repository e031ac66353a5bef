import { pathToFileURL } from 'node:url'
import { endWith } from '../host/end-program.ts'

/** The program that calls the module of `prepare`: its path and `{ origin, server }` as JSON are the arguments. Sends what came of it. */

export type PrepareNews = { readonly given: unknown } | { readonly problem: string } | { readonly noFunction: true }

const [file = '', launch = '{}'] = process.argv.slice(2)

try {
  const { default: prepare } = (await import(pathToFileURL(file).href)) as { default?: unknown }
  if (typeof prepare === 'function') tell({ given: (await prepare(JSON.parse(launch))) ?? {} })
  else tell({ noFunction: true })
} catch (error) {
  tell({ problem: problemOf(error) })
}

/** Connections that the module keeps open must not keep this process. */
function tell(news: PrepareNews): void {
  endWith(0, news)
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause, message } = error
  return cause instanceof Error && cause.message !== '' ? `${message} (${cause.message})` : message
}
