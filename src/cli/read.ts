import { text } from 'node:stream/consumers'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { readOutput } from '../read/output.ts'
import { visible } from '../report/visible.ts'
import { readArguments } from './arguments.ts'
import type { Streams } from './commands.ts'
import { contentOf } from './content.ts'

export const usage = `Usage: npx loadgate read FILE

Reads the output of a load generator and prints it as JSON: the text of ab or wrk, or the JSON of autocannon
(--json), oha (--output-format json) or k6 (--summary-export, handleSummary). The text tells which it is.
FILE is \`-\` for standard input.

Units are in the names; null is what the text does not tell. \`usable\` says whether a gate may take it for a
measurement, and \`why\`. Latencies of autocannon below 10 ms are null: it cuts them to whole ones.

Options:
  --help, -h  this text

Exit code: 0, or 3 when it is no measurement that can be used, or 2 when FILE cannot be read.
`

/** What it gives when the measurement is no good. */
const UNUSABLE = 3

export async function run(args: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const [file] = readArguments('read', args, {}, 1).positionals
  if (file === undefined) throw new LoadgateError('no-file', messages.noFile({ command: 'read' }))
  const where = file === '-' ? 'standard input' : visible(file)
  const content = file === '-' ? await text(process.stdin) : contentOf(file, where)
  try {
    const reading = readOutput(content, where)
    stdout.write(`${JSON.stringify(reading, null, 2)}\n`)
    if (!reading.usable) stderr.write(`${where}: ${reading.why}\n`)
    return reading.usable ? 0 : UNUSABLE
  } catch (error) {
    if (!(error instanceof LoadgateError)) throw error
    stderr.write(`${error.message}\n`)
    return UNUSABLE
  }
}
