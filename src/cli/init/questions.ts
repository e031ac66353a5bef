import { confirm, text } from '@clack/prompts'
import { pathSchema } from '../../model/ready.ts'
import { messages } from './messages.ts'
import { splitWords } from './words.ts'

/** Null when the user gives up, with ^C. */
export async function askCommand(guess: string): Promise<string | null> {
  return orNull(await text({ message: messages.askCommand, initialValue: guess, validate: problemOfCommand }))
}

export async function askPath(guess: string): Promise<string | null> {
  return orNull(await text({ message: messages.askPath, initialValue: guess, validate: problemOfPath }))
}

export async function askWrite(files: number): Promise<boolean> {
  const answer = await confirm({ message: messages.askWrite({ files }) })
  return answer === true
}

function orNull(answer: string | symbol): string | null {
  return typeof answer === 'string' ? answer : null
}

function problemOfCommand(value = ''): string | undefined {
  return splitWords(value)?.[0] ? undefined : messages.plainCommand
}

function problemOfPath(value: string | undefined): string | undefined {
  return pathSchema.safeParse(value).error?.issues[0]?.message
}
