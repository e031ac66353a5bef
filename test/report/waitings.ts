import type { Wait, Waiting } from '../../src/model/waiting.ts'
import { HOME } from './cells.ts'

/** What requests of a server wait for. */

export const place = (name: string, file: string | null, line: number | null): NonNullable<Wait['place']> => ({
  name,
  file,
  line,
  package: null,
})

/** A timer was put into the handler of fastify, and a file is read more often. */
export const fastifyWaiting: Waiting = {
  scenario: HOME,
  server: 'fastify',
  before: { commit: '9a1b2c3d4e5f60718293a4b5c6d7e8f901234567' },
  seconds: 21.4,
  instructionsHold: true,
  notes: ['System calls were not counted: strace is not installed.'],
  latency: { before: 0.000_84, now: 0.005_75 },
  onCpu: { before: 0.000_21, now: 0.000_22 },
  loopDelay: { before: 0.001_2, now: 0.001_1 },
  switches: { before: 0.41, now: 2.5 },
  systemCalls: null,
  waits: [
    {
      kind: 'timer',
      detail: 'setTimeout',
      place: place('handler', 'servers/fastify/main.ts', 12),
      before: 0,
      now: 0.004_6,
    },
    { kind: 'file', detail: '', place: place('', 'servers/fastify/main.ts', 20), before: 0.000_1, now: 0.000_4 },
    { kind: 'core', detail: '', place: null, before: 0.000_1, now: 0.000_05 },
  ],
}

/** There is no other side. */
export const todayWaiting: Waiting = {
  ...fastifyWaiting,
  server: 'express',
  before: null,
  instructionsHold: null,
  notes: ['Nothing was recorded of express in "home" yet, so these are its waits of today alone.'],
  latency: { before: null, now: 0.006 },
  onCpu: { before: null, now: 0.000_3 },
  loopDelay: null,
  switches: { before: null, now: 3 },
  systemCalls: { before: null, now: 41.25 },
  waits: [{ kind: 'call', detail: 'clock_nanosleep', place: null, before: null, now: 0.005 }],
}
