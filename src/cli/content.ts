import { readFileSync } from 'node:fs'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** The text of a file that a user named; `where` is what a sentence calls it. Throws a LoadgateError when it cannot be read. */
export function contentOf(file: string, where: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new LoadgateError(
      'unreadable',
      messages.unreadable({ where, problem: (cause as NodeJS.ErrnoException).code ?? (cause as Error).message }),
      { cause },
    )
  }
}
