import type { Program } from './config-shape.ts'
import type { Folder } from './folder.ts'
import type { Places } from './languages.ts'
import { messages } from './messages.ts'
import type { Seen } from './project.ts'
import type { Definition } from './server-files.ts'
import type { Style } from './style.ts'

/** What happens to one file; its path is seen from the folder. */
export type Entry =
  | { readonly kind: 'new'; readonly path: string; readonly text: string; readonly what: string }
  | {
      readonly kind: 'changed'
      readonly path: string
      readonly before: string
      readonly text: string
      readonly lines: readonly string[]
      readonly what: string
    }
  | { readonly kind: 'kept'; readonly path: string; readonly what: string }
  /** It has to be changed by hand: these lines are missing. */
  | {
      readonly kind: 'by hand'
      readonly path: string
      readonly lines: readonly string[]
      readonly what: string
      /** It is no valid program, so that nothing can work before it is mended. */
      readonly isBroken: boolean
    }

/** What the user chose, and what was seen of the server. */
export type Choices = {
  readonly definition: Definition
  readonly path: string
  /** The scenario's check as code, such as `expect: { length: true }`; null where every answer has the same bytes. */
  readonly expect: string | null
}

export type Surroundings = {
  readonly folder: Folder
  readonly seen: Seen
  /** Ranges of what a package.json without them gets. */
  readonly needs: Readonly<Record<string, string>>
  /** From where the user is to the folder; empty when that is the folder. */
  readonly way: string
  /** Throws when the text is no program; null where there is no parser, or nothing to parse. */
  readonly parse: ((text: string) => Program) | null
}

/** The style of the project's own code, and where its files go. */
export type Frame = Surroundings & { readonly places: Places; readonly style: Style }

export const SERVERS = /^perf\/servers\.[cm]?[jt]s$/

export function fileLike({ files }: Folder, pattern: RegExp): string | null {
  return [...files].find((file) => pattern.test(file)) ?? null
}

export const kept = (path: string): Entry => ({ kind: 'kept', path, what: messages.isThere })
