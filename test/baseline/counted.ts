import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CountedBaseline, CountedServer, CountIdentity } from '../../src/model/count.ts'
import { fileNameOf } from '../../src/baseline/files.ts'
import { TITLE } from './baselines.ts'

const identity: CountIdentity = {
  runtime: 'node 24.21.0',
  binary: 'sha256:0123456789abcdef',
  libc: 'glibc 2.36',
  valgrind: 'valgrind-3.19.0',
  arch: 'x64',
  method: 1,
}

/** A server as counted; the metrics can be exchanged one by one. */
export function counted(metrics: Partial<CountedServer['metrics']> = {}): CountedServer {
  return {
    recorded: { at: '2026-01-31T12:00:00.000Z', commit: 'c0ffee1', dirty: false },
    identity,
    metrics: {
      instructions: { launches: [2_136_114.26, 2_136_225.04], spread: [0.000_101_7, 0.000_064_4] },
      gcInstructions: { launches: [0, 4096.5], spread: [0, 0.5] },
      ...metrics,
    },
  }
}

/** A valid counted baseline; servers go by name. */
export function counts(servers: CountedBaseline['servers'] = { fastify: counted() }, title = TITLE): CountedBaseline {
  return {
    $schema: '../../node_modules/loadgate/schema/counted.json',
    version: 1,
    scenario: { title, request: { method: 'GET', path: '/', headers: { accept: 'text/html' } } },
    servers,
  }
}

/** Where the counts of TITLE stand. */
export function countedFile(folder: string): string {
  return join(folder, 'counted', fileNameOf(TITLE))
}

/** Puts any text or bytes in the place of the counts, and gives the path. */
export function plantCounts(folder: string, content: string | Uint8Array): string {
  const file = countedFile(folder)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}
