import { LoadgateError } from '../model/error.ts'
import { screenOf, type Streams } from './command.ts'
import { guessedChoices } from './init/definition.ts'
import { readFlags } from './init/flags.ts'
import { messages } from './init/messages.ts'
import type { Entry } from './init/entry.ts'
import { planFiles } from './init/plan.ts'
import { chooseByTrying } from './init/choose.ts'
import { askWrite } from './init/questions.ts'
import { checkWritable, lookAround } from './init/surroundings.ts'
import { contentText, endText, listText } from './init/text.ts'
import { isWritten, writeFiles } from './init/write.ts'

export const usage = `Usage: npx loadgate init [options]

Sets up the gate in a project. It looks at the folder, asks how your server is started and which path to
measure, and starts the server once to see what it answers. Then it shows the files that it would write, asks
whether to, and writes all of them or none:

  perf/servers.*                  how the server is started
  perf/<name>.perf.*              one load test
  vitest.config.*                 the gate as a project beside your unit tests
  package.json                    the scripts test:perf and baseline:update
  .gitignore                      .loadgate/
  .github/workflows/loadgate.yml  compares every pull request with its base branch

What is there already stays as it is, and a second run changes nothing. Lines are added to a Vitest
configuration, package.json and .gitignore. A script that runs all tests of Vitest gets --project=!perf, so
that it starts no load test. A repository without package.json, in Python or Go, gets a small one.

Options:
  --yes           ask nothing, and take what was seen. Without a terminal, nothing is asked either
  --dry-run       show every file in full, and write none
  --command TEXT  the program that starts the server, and its arguments. {port} stands for the port
  --build TEXT    what has to run before, such as 'npm run build'
  --port PORT     free (loadgate finds one and sets PORT), reported (the server prints it), or a number
  --path PATH     what the load test asks for (default: /, or a path seen in the code)
  --name NAME     the name of the server and of the files (default: that of the project)
  --dir DIR       the folder of the project (default: this folder)
  --help, -h      show this text

Exit code: 0; 1 when something is left for you: a server that did not start, or lines to paste; 2 when nothing
was written.

Example: npx loadgate init --yes --command 'node server.js' --path /health
`

/** Exit codes. */
const LEFT_FOR_USER = 1
const NOTHING_WRITTEN = 2

export async function run(args: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const flags = readFlags(args)
  const surroundings = await lookAround(flags.dir)
  const screen = screenOf(stdout)
  const say = (text: string) => void stdout.write(text)
  const guess = guessedChoices(flags, surroundings.seen)
  const first = planFiles(surroundings, guess)
  if (!first.some(isWritten)) return end(first, null, listText(messages.nothingToDo, first, screen))
  if (!flags.dryRun) checkWritable(surroundings.folder.path)
  const isAsking = !flags.yes && !flags.dryRun && process.stdin.isTTY === true && stdout.isTTY
  const chosen = needsServer(first)
    ? await chooseByTrying({ flags, surroundings, isAsking, say, screen })
    : { choices: guess, problem: null }
  if (chosen === null) return giveUp()
  const plan = planFiles(surroundings, chosen.choices)
  say(contentText(plan, screen, flags.dryRun))
  const broken = plan.find((entry) => entry.kind === 'by hand' && entry.isBroken)
  if (broken) throw new LoadgateError('wrong-config', messages.configUnreadable({ file: broken.path }))
  const list = (title: string) => listText(title, plan, screen)
  if (flags.dryRun) return end(plan, chosen.problem, list(messages.wouldWrite))
  const files = plan.filter(isWritten)
  if (isAsking) say(list(messages.willWrite))
  if (isAsking && !(await askWrite(files.length))) return giveUp()
  writeFiles(surroundings.folder.path, files)
  const done = isAsking ? `${messages.wroteAll({ files: files.length })}\n\n` : list(messages.written)
  return end(plan, chosen.problem, done)

  function end(entries: readonly Entry[], problem: string | null, told: string): number {
    say(told + endText(entries, surroundings, problem, screen))
    return problem !== null || entries.some(({ kind }) => kind === 'by hand') ? LEFT_FOR_USER : 0
  }

  function giveUp(): number {
    stderr.write(`${messages.cancelled}\n`)
    return NOTHING_WRITTEN
  }
}

function needsServer(plan: readonly Entry[]): boolean {
  return plan.some(({ kind, path }) => kind === 'new' && path.startsWith('perf/'))
}
