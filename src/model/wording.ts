import type { Neighbour, Unmeasured } from './measurement.ts'

/** Pieces of sentences that several rooms write. */

export function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

export function lastOutput(output: string): string {
  return output === '' ? ' It printed nothing.' : ` The last that it printed:\n${output.replaceAll(/^/gm, '  | ')}`
}

/** `a, b and c` */
export function enumerated(items: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const [last = '', ...others] = items.toReversed()
  return others.length === 0 ? last : `${others.toReversed().join(', ')} ${conjunction} ${last}`
}

/** `1 launch`, `2 launches` */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`
}

/** `process 12`, or `processes 12 and 13` */
export function processes(pids: readonly number[]): string {
  return `${pids.length === 1 ? 'process' : 'processes'} ${enumerated(pids.map(String))}`
}

/** A field as a sentence names it; the whole, whose field is empty, is `it`. */
export function fieldText(field: string): string {
  return field === '' ? 'it' : `\`${field}\``
}

/** The first five: more would scroll them away. */
export function listed(problems: readonly Problem[]): string {
  const first = problems.slice(0, 5).map(({ field, problem }) => `${fieldText(field)} ${problem}`)
  return [...first, ...(problems.length > 5 ? [`and ${problems.length - 5} more`] : [])].join('; ')
}

/** What is wrong with a field, as in: `version` is missing. The field is empty for the whole. */
export type Problem = { readonly field: string; readonly problem: string }

/** `cannot be measured: what listens is process 1234 (node), which the command did not start` */
export function whyUnmeasured(why: Unmeasured): string {
  return `cannot be measured: ${answererOf(why)}`
}

function answererOf(why: Unmeasured): string {
  switch (why.kind) {
    case 'stranger':
      return `what listens is ${why.pid === null ? why.name : `process ${why.pid} (${why.name})`}, which the command did not start`
    case 'unseen':
      return `what listens on ${typeof why.port === 'number' ? `port ${why.port}` : why.port} cannot be seen from here, because it belongs to another user or another network namespace`
    case 'container':
      return 'what listens runs in a container, and its control group cannot be read (that takes version 2)'
    default:
      return why satisfies never
  }
}

/** `, above all postgres (process 4711, 0.40 cores)`; empty where nobody was noticed. */
export function aboveAll(neighbour: Neighbour | null): string {
  if (neighbour === null) return ''
  return `, above all ${neighbour.name} (process ${neighbour.pid}, ${neighbour.cores.toFixed(2)} cores)`
}

/** For what may be a database of the server: how to say so. */
export function ifItBelongs({ name }: Neighbour): string {
  return `if ${name} belongs to the service, say \`alongside: [${literal(name)}]\` in the server's definition`
}

/** Characters that act on a terminal or cannot be seen: controls, formats, line ends, what is not assigned, and halves of pairs. */
const UNSEEN = /[\\']|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}\p{Cs}]/gu

/** A text as a literal of TypeScript in which every character can be seen, for sentences that show what a server sent. */
export function literal(text: string): string {
  const shown = text.replace(UNSEEN, (character) => ESCAPES[character] ?? escapeOf(character.codePointAt(0) ?? 0))
  return `'${shown}'`
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escapeOf(code: number): string {
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** A word for a shell, in quotes if it needs them. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
