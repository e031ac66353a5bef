import { buffer } from 'node:stream/consumers'
import { LoadgateError } from '../model/error.ts'
import { readBytes } from '../read/output.ts'
import { visible } from '../report/safe.ts'
import { readArguments, readNamedFile, UNUSABLE, type Streams } from './command.ts'
import { messages } from './messages.ts'

export const usage = `Usage: npx loadgate read FILE

Reads the output of a load generator and prints it as JSON. FILE holds the text of ab, wrk, wrk2, hey or
h2load, the text or the JSON of k6, vegeta or bombardier, or the JSON of autocannon (--json) or oha
(--output-format json); the tool is recognised by the content. Lines around the output, indentation, marks
of quotation and colours do not matter. FILE \`-\` is standard input.

Field names contain their units. A value that the output does not contain is null. \`usable\` says whether
the gate would accept the measurement, and \`why\` gives the reason if not. Latencies of autocannon below
10 ms are null, because autocannon truncates them to whole milliseconds.

Options:
  --help, -h  show this text

Exit code: 0; 3 when the file holds no usable measurement; 2 when FILE cannot be read.

Example: wrk -c 50 -d 10 --latency http://localhost:3000/ | npx loadgate read -
`

export async function run(args: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const [file] = readArguments('read', args, {}, 1).positionals
  if (file === undefined) throw new LoadgateError('no-file', messages.noFile)
  const where = file === '-' ? 'standard input' : visible(file)
  const content = file === '-' ? await buffer(process.stdin) : readNamedFile(file, where)
  try {
    const reading = readBytes(content, where)
    stdout.write(`${JSON.stringify(reading, null, 2)}\n`)
    if (!reading.usable) stderr.write(`${where}: ${reading.why}\n`)
    return reading.usable ? 0 : UNUSABLE
  } catch (error) {
    if (!(error instanceof LoadgateError)) throw error
    stderr.write(`${error.message}\n`)
    return UNUSABLE
  }
}
