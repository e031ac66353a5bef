import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { onTestFinished } from 'vitest'
import type { MachineInfo } from '../../src/baseline/machine.ts'
import type { Baseline } from '../../src/baseline/schema.ts'
import { fileNameOf } from '../../src/baseline/store.ts'
import { LoadgateError } from '../../src/errors.ts'
import type { Metric } from '../../src/metrics.ts'

export const TITLE = 'home page at 4 connections'

export const machine: MachineInfo = {
  id: 'linux-x64-2-cores-some-cpu-6-207-2',
  cpu: 'Some CPU 6/207/2',
  cores: 2,
  arch: 'x64',
  os: 'linux',
  node: '24.21.0',
}

type Server = Baseline['servers'][string]

/** A server as recorded; the metrics can be exchanged one by one. */
export function recorded(metrics: Partial<Server['metrics']> = {}): Server {
  return {
    recorded: { at: '2026-01-31T12:00:00.000Z', commit: 'c0ffee1', dirty: false, waves: 4 },
    runtime: 'steady',
    warmup: 20_000,
    metrics: {
      throughput: { typical: 10_412.7, launches: [0.872_14, 0.8693, 0.8705, 0.8712] },
      cpuPerRequest: { typical: 0.000_075_123, launches: [1.1, 1.12, 1.09, 1.11] },
      latencyP50: { typical: 0.000_38, launches: [1.2, 1.21, 1.19, 1.2] },
      latencyP90: { typical: 0.000_51, launches: [1.2, 1.21, 1.19, 1.2] },
      latencyP99: { unusable: 'too few answers, "1000" at least' },
      memory: { typical: 61_234_567, launches: [1.05, 1.04, 1.05, 1.06] },
      failedRequests: { typical: 0, launches: [0, 0, 0, 0] },
      ...metrics,
    },
  }
}

/** A valid baseline; servers go by name. */
export function baseline(servers: Baseline['servers'] = { fastify: recorded() }, title = TITLE): Baseline {
  return {
    $schema: '../../schema/baseline.json',
    version: 1,
    scenario: {
      title,
      request: { method: 'GET', path: '/', headers: { accept: 'text/html' } },
      load: { connections: 4 },
      driver: 'autocannon 9.0.0',
    },
    machine,
    reference: { throughput: 12_000, cpuPerRequest: 0.000_068, failedRequests: 0 },
    servers,
  }
}

/** An empty folder that is gone after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-baselines-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Where the baseline of TITLE on `machine` stands. */
export function fileIn(folder: string, id = machine.id, title = TITLE): string {
  return join(folder, id, fileNameOf(title))
}

/** Puts any text or bytes in the place of a baseline, and gives the path. */
export function plant(folder: string, content: string | Uint8Array, id = machine.id): string {
  const file = fileIn(folder, id)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

/** The message of the LoadgateError; any other outcome fails the test. */
export function complaint(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof LoadgateError) return error.message
    throw error
  }
  throw new Error('nothing was thrown')
}

const word = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter((text) => text !== '__proto__')
const ratio = fc.double({ min: 1e-6, max: 1e9, noNaN: true })
const share = fc.double({ min: 0, max: 1, noNaN: true })

function entry(value: fc.Arbitrary<number>) {
  return fc.oneof(
    fc.record({ typical: value, launches: fc.array(value, { minLength: 3, maxLength: 6 }) }),
    fc.record({ unusable: word }),
  )
}

const metrics = fc.record({
  throughput: entry(ratio),
  cpuPerRequest: entry(ratio),
  latencyP50: entry(ratio),
  latencyP90: entry(ratio),
  latencyP99: entry(ratio),
  memory: entry(ratio),
  failedRequests: entry(share),
} satisfies Record<Metric, unknown>)

const server: fc.Arbitrary<Server> = fc.record({
  recorded: fc.record({
    at: fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }).map((at) => at.toISOString()),
    commit: fc.option(fc.constantFrom('c0ffee1', 'a'.repeat(40))),
    dirty: fc.boolean(),
    waves: fc.integer({ min: 1, max: 50 }),
  }),
  runtime: fc.constantFrom('plain', 'steady'),
  warmup: fc.nat({ max: 100_000 }),
  metrics,
})

/** Any valid baseline, with any names. */
export const anyBaseline: fc.Arbitrary<Baseline> = fc.record({
  $schema: fc.constant('../../schema/baseline.json'),
  version: fc.constant(1 as const),
  scenario: fc.record({
    title: word,
    request: fc.record(
      {
        method: fc.constantFrom('GET', 'POST'),
        path: word.map((text) => `/${text}`),
        headers: fc.dictionary(word, fc.string()),
        body: fc.string(),
        expect: word,
      },
      { requiredKeys: ['method', 'path', 'headers'] },
    ),
    load: fc.record({ connections: fc.integer({ min: 1, max: 10_000 }) }),
    driver: fc.constantFrom('autocannon 9.0.0', 'wrk 4.2.0'),
  }),
  machine: fc.constant(machine),
  reference: fc.record({ throughput: ratio, memory: ratio, failedRequests: share }, { requiredKeys: [] }),
  servers: fc.dictionary(word, server, { minKeys: 1, maxKeys: 4 }),
})
