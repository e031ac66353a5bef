import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { countIdentitySchema, type CountedLaunch, type CountIdentity } from '../model/count.ts'
import { askingOf, type Asking } from '../model/asking.ts'
import type { Server } from '../model/server.ts'

/** What was counted of commits, kept in one file for each: counts do not depend on the day, so a commit is counted once. */

const launchSchema = z.strictObject({
  blocks: z.array(z.strictObject({ requests: z.int(), instructions: z.number() })),
  processes: z.int(),
  seconds: z.number(),
})

const countsSchema = z.strictObject({
  server: z.string(),
  /** Digest of what was asked. */
  request: z.string(),
  /** `own`: the server was started as the commit defines it; else a digest of the definition. */
  definition: z.string(),
  /** Digest of the lockfile and what else decides about its dependencies. */
  lockfile: z.string(),
  identity: countIdentitySchema,
  launches: z.array(launchSchema),
})

const fileSchema = z.strictObject({ version: z.literal(1), counts: z.array(countsSchema) })

type Counts = z.output<typeof countsSchema>

/** A server of a commit as it was counted. */
export type Entry = Omit<Counts, 'launches'> & { readonly launches: readonly CountedLaunch[] }

/** What is to be known: a server and a request, as digests, and by what it would be counted today. */
export type Wanted = Pick<Entry, 'server' | 'request' | 'definition' | 'identity'>

export type Kept = {
  /** The launches of a commit that today's would be like; none where nothing is kept. */
  readonly find: (commit: string, wanted: Wanted) => readonly CountedLaunch[]
  /** Replaces what is kept of the same. Throws Node's error when it cannot be written. */
  readonly keep: (commit: string, entry: Entry) => void
}

/** `folder` is made with the first counts. A file that cannot be read counts as none. */
export function openKept(folder: string): Kept {
  const fileOf = (commit: string) => join(folder, `${commit}.json`)

  function find(commit: string, wanted: Wanted): readonly CountedLaunch[] {
    const found = countsIn(fileOf(commit)).find((one) => isSame(one, wanted))
    return (found?.launches ?? []).map((launch) => ({ ...launch, server: wanted.server, side: 'head' }))
  }

  function keep(commit: string, entry: Entry): void {
    const others = countsIn(fileOf(commit)).filter((one) => !isSame(one, entry))
    const launches = entry.launches.map(({ blocks, processes, seconds }) => ({
      blocks: [...blocks],
      processes,
      seconds,
    }))
    mkdirSync(folder, { recursive: true })
    const draft = `${fileOf(commit)}.${process.pid}`
    writeFileSync(draft, `${JSON.stringify({ version: 1, counts: [...others, { ...entry, launches }] })}\n`)
    renameSync(draft, fileOf(commit))
  }

  return { find, keep }
}

function countsIn(file: string): readonly Counts[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).counts
  } catch {
    return []
  }
}

/** A commit decides by itself what its own definition says. */
function isSame(one: Wanted, other: Wanted): boolean {
  return (
    one.server === other.server &&
    one.request === other.request &&
    (one.definition === OWN || other.definition === OWN || one.definition === other.definition) &&
    isCountedAlike(one.identity, other.identity)
  )
}

/** As the definition of a server that its commit has. */
export const OWN = 'own'

/**
 * Whether counts with these identities may stand beside each other. A commit may start another kind of program, and a compiled one is
 * another file in each commit: that is part of the change.
 */
export function isCountedAlike(one: CountIdentity, other: CountIdentity): boolean {
  if ((['arch', 'libc', 'valgrind', 'method'] as const).some((field) => one[field] !== other[field])) return false
  const kind = kindOf(one)
  if (kind === 'other' || kind !== kindOf(other)) return true
  return one.runtime === other.runtime && (kind !== 'node' || one.binary === other.binary)
}

/** `node`, `python` or `other`. */
function kindOf({ runtime }: CountIdentity): string {
  return runtime.split(' ')[0] ?? ''
}

/** A digest of what is asked: a request may hold secrets. */
export function digestOfRequest(scenario: Asking): string {
  return digestOf(scenario.request ?? askingOf(scenario))
}

/** The same in every working tree; `top` is that of the one in which it is defined. */
export function digestOfDefinition(server: Server, top: string): string {
  return digestOf(JSON.parse(JSON.stringify(server).replaceAll(JSON.stringify(top).slice(1, -1), '.')))
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)
}
