import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { MachineInfo } from '../../src/host/machine.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import { fileNameOf } from '../../src/baseline/files.ts'
import { LoadgateError } from '../../src/model/error.ts'

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
type Reference = Baseline['references'][string]

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

const thrice = (typical: number, value: number) => ({ typical, launches: [value, value, value] })

/** What was recorded of a frozen server: its throughput, when a wave's yardstick is it alone, is always 1. */
export function reference(typical = 12_000): Reference {
  return {
    runtime: 'plain',
    warmup: 4000,
    metrics: {
      throughput: thrice(typical, 1),
      cpuPerRequest: thrice(0.000_068, 1),
      latencyP50: thrice(0.000_31, 3.72),
      latencyP90: thrice(0.000_44, 5.28),
      latencyP99: thrice(0.000_92, 11.04),
      memory: thrice(52_000_000, 52_000_000),
      failedRequests: thrice(0, 0),
    },
  }
}

/** A valid baseline; servers go by name. */
export function baseline(servers: Baseline['servers'] = { fastify: recorded() }, title = TITLE): Baseline {
  return {
    $schema: '../../node_modules/loadgate/schema/baseline.json',
    version: 2,
    scenario: {
      title,
      request: { method: 'GET', path: '/', headers: { accept: 'text/html' } },
      load: { connections: 4 },
      driver: 'autocannon 9.0.0',
    },
    machine,
    references: { reference: reference() },
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
