import { LoadgateError } from '../../model/error.ts'
import type { Screen } from '../../report/screen.ts'
import { definitionFrom } from './definition.ts'
import type { Flags } from './flags.ts'
import { messages } from './messages.ts'
import type { Choices, Surroundings } from './entry.ts'
import { askCommand, askPath } from './questions.ts'
import { sentencesText } from './text.ts'
import { tryServer } from './try-server.ts'
import { commandText, commandWords } from './words.ts'

type Choosing = {
  readonly flags: Flags
  readonly surroundings: Surroundings
  readonly isAsking: boolean
  readonly say: (text: string) => void
  readonly screen: Screen
}

/** The choices, and what went wrong when the server was tried. */
type Chosen = { readonly choices: Choices; readonly problem: string | null }

/**
 * Asks what the flags do not say, and tries the server. Null when the user gives up. Throws LoadgateError when nobody says
 * how the server is started.
 */
export async function chooseByTrying({ flags, surroundings, isAsking, say, screen }: Choosing): Promise<Chosen | null> {
  const { folder, seen } = surroundings
  const tell = (sentence: string) => say(sentencesText([sentence], screen))
  tell(messages.looked({ what: seen.framework ?? seen.language, seenIn: seen.start?.seenIn ?? null }))
  const command = flags.command ?? (await commandFrom(surroundings, isAsking))
  if (command === null) return null
  const path = flags.path ?? (isAsking ? await askPath(seen.path) : seen.path)
  if (path === null) return null
  const definition = definitionFrom(flags, seen, command, path)
  const tried = await tryServer({ definition, cwd: folder.path, path, say: tell })
  if (tried.state === 'failed') tell(tried.problem)
  else for (const sentence of tried.sentences) tell(sentence)
  const expect = tried.state === 'answered' ? tried.expect : null
  return { choices: { definition, path, expect }, problem: tried.state === 'failed' ? tried.problem : null }
}

async function commandFrom({ folder, seen }: Surroundings, isAsking: boolean): Promise<readonly string[] | null> {
  const guess = seen.start?.command
  if (isAsking) {
    const answer = await askCommand(guess === undefined ? '' : commandText(guess))
    return answer === null ? null : commandWords('--command', answer)
  }
  if (guess !== undefined) return guess
  const packages = [...folder.files].filter((file) => file.endsWith('/package.json'))
  const isRoot = seen.manifest?.isWorkspaceRoot === true || folder.files.has('pnpm-workspace.yaml')
  throw new LoadgateError(
    'no-start',
    messages.noStart({ packages: isRoot ? packages.map((file) => file.replace('/package.json', '')) : [] }),
  )
}
