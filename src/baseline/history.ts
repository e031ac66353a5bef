import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { gitIn, type Git } from '../host/git.ts'
import { recordingIn, type RecordedFile } from './recorded-history.ts'

/** One commit that changed what was recorded of a scenario on a kind of machine. */
export type HistoryEntry = {
  readonly commit: string
  readonly author: string
  /** When it was written: an ISO date. */
  readonly date: string
  readonly subject: string
  readonly recording: RecordedFile
}

/** One baseline file over the commits, oldest first. */
export type History = { readonly file: string; readonly entries: readonly HistoryEntry[] }

type Commit = Omit<HistoryEntry, 'recording'>

const SEPARATOR = '\u001F'
const FORMAT = ['%H', '%an', '%aI', '%s'].join('%x1f')

/**
 * What git remembers of the baselines below `folder`, at most `most` commits a file. Files of a version that cannot be told are left out.
 * Throws LoadgateError where there is no git or no repository.
 */
export async function historiesOf(folder: string, most: number): Promise<readonly History[]> {
  const git = gitIn(process.cwd())
  const files = await linesOf(git, 'ls-files', '--', `:(glob)${folder.replaceAll('\\', '/')}/*/*.json`)
  return Promise.all(files.map(async (file) => ({ file, entries: await entriesOf(git, file, most) })))
}

async function entriesOf(git: Git, file: string, most: number): Promise<readonly HistoryEntry[]> {
  const lines = await linesOf(git, 'log', `--max-count=${most}`, `--format=${FORMAT}`, '--', file)
  const texts = await Promise.all(lines.toReversed().map(async (line) => entryOf(git, commitIn(line), file)))
  return texts.filter((entry) => entry !== null)
}

function commitIn(line: string): Commit {
  const [commit = '', author = '', date = '', ...subject] = line.split(SEPARATOR)
  return { commit, author, date, subject: subject.join(SEPARATOR) }
}

/** Null where the commit took the file away, or left none that can be read. */
async function entryOf(git: Git, commit: Commit, file: string): Promise<HistoryEntry | null> {
  const shown = await git('show', `${commit.commit}:./${file}`)
  const recording = shown.succeeded ? recordingIn(shown.stdout) : null
  return recording && { ...commit, recording }
}

async function linesOf(git: Git, ...args: readonly string[]): Promise<readonly string[]> {
  const { succeeded, stdout, stderr } = await git('-c', 'core.quotePath=false', ...args)
  if (!succeeded)
    throw new LoadgateError('no-history', messages.noHistory({ said: stderr.trim().split('\n').at(-1) ?? '' }))
  return stdout.split('\n').filter((line) => line !== '')
}
