import type { WriteStream } from 'node:tty'
import { widthOf, wrap } from '../report/screen.ts'
import { screenOf } from './command.ts'

/** Wider lines are hard to read. */
const WIDEST = 100

/** A description that would have fewer columns stands below what it describes. */
const NARROWEST = 20

/** What is described, with the blanks after it, and the description. */
const ENTRY = /^( +\S.*? {2,})(\S.*)$/

/** The text of `--help`: wrapped to fit a terminal, and as it is where there is none. */
export function helpText(usage: string, stream: WriteStream): string {
  return stream.isTTY ? fitted(usage, Math.min(widthOf(screenOf(stream)), WIDEST)) : usage
}

function fitted(usage: string, width: number): string {
  return joined(usage)
    .split('\n')
    .flatMap((line) => linesOf(line, width))
    .join('\n')
}

/** With each paragraph in one line. What is indented is no paragraph. */
function joined(usage: string): string {
  return usage.replaceAll(/(?<=^\S.*)\n(?=\S)/gm, ' ')
}

function linesOf(line: string, width: number): readonly string[] {
  if (line.length <= width) return [line]
  const [, named, description] = ENTRY.exec(line) ?? []
  if (named !== undefined && description !== undefined) return entryLines(named, description, width)
  return indented(line, /^ */.exec(line)![0], width)
}

function entryLines(named: string, description: string, width: number): readonly string[] {
  if (width - named.length < NARROWEST) return [named.trimEnd(), ...indented(description, '    ', width)]
  const [first = '', ...rest] = indented(description, ' '.repeat(named.length), width)
  return [named + first.trimStart(), ...rest]
}

function indented(text: string, indent: string, width: number): readonly string[] {
  return wrap(text, width - indent.length, '').map((line) => indent + line)
}
