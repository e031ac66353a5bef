import { z } from 'zod'

/** A regular expression as text, so that it can be sent and recorded: its source, behind `(?i)` where it has flags. */

/** Flags that change what is matched. `g` and `d` do not, and are dropped. */
const FLAGS = /^\(\?([imsuv]+)\)/

/** Throws a SyntaxError that says what is wrong with the text. */
export function regexOf(text: string): RegExp {
  const flags = FLAGS.exec(text)?.[1] ?? ''
  return new RegExp(flags === '' ? text : text.replace(FLAGS, ''), flags)
}

function textOf(pattern: string | RegExp): string {
  if (typeof pattern === 'string') return pattern
  const flags = pattern.flags.replaceAll(/[gd]/g, '')
  return flags === '' ? pattern.source : `(?${flags})${pattern.source}`
}

/** What keeps a text from being a check, or null. */
function problemWith(text: string): string | null {
  if (text === '') return 'must not be empty: an empty pattern matches everything'
  if (text.startsWith('(?') && /^\(\?\w*y/.test(text)) return 'must not have the flag y: write `^` for the beginning'
  try {
    if (regexOf(text).test('')) return 'must be a pattern that does not match an empty body, or it checks nothing'
  } catch (error) {
    return `must be a regular expression (${(error as Error).message})`
  }
  return null
}

export const patternSchema = z
  .union([z.string(), z.instanceof(RegExp).meta({ title: 'pattern' })], 'must be a regular expression, or its text')
  .transform(textOf)
  .pipe(
    z.string().superRefine((text, context) => {
      const problem = problemWith(text)
      if (problem !== null) context.addIssue({ code: 'custom', message: problem })
    }),
  )
