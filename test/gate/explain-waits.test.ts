import { describe, expect, test } from 'vitest'
import { serversToWatch } from '../../src/gate/explain-waits.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { cell } from '../report/cells.ts'

const change = (estimate: number) => ({ estimate, low: estimate - 0.01, high: estimate + 0.01 })

const slower = (more: Partial<Verdict> = {}) =>
  cell({ server: 'fastify', metric: 'latencyP50', verdict: 'regressed', change: change(0.4), ...more })

const counted = (verdict: Verdict['verdict'], estimate = 0) =>
  cell({ server: 'fastify', metric: 'instructions', verdict, change: change(estimate) })

const named = (verdicts: readonly Verdict[], explain: 'red' | 'all' | 'off' = 'red') =>
  serversToWatch(verdicts, explain).map(({ server, instructionsHold }) => `${server} ${instructionsHold}`)

describe('a server is watched', () => {
  test('whose time regressed and whose instructions hold, or were not counted', () => {
    expect(named([slower(), counted('holds')])).toEqual(['fastify true'])
    expect(named([slower()])).toEqual(['fastify null'])
  })

  test('once, however many of its metrics regressed, and the slowest first', () => {
    const express = slower({ server: 'express', metric: 'throughput', change: change(-0.5) })
    expect(named([slower(), slower({ metric: 'cpuPerRequest' }), express])).toEqual(['express null', 'fastify null'])
  })

  test('for a request of its mix, too, and then as a whole', () => {
    expect(named([slower({ server: 'fastify › list' }), slower(), counted('holds')])).toEqual(['fastify true'])
    expect(named([slower({ server: 'fastify › list' })])).toEqual(['fastify null'])
  })

  test('whose instructions changed too little to be the reason', () => {
    expect(named([slower(), counted('regressed', 0.03)])).toEqual(['fastify false'])
    expect(named([slower(), counted('regressed', 0.3)])).toEqual([])
  })

  test('and no other, unless all are asked for, or none', () => {
    const holds = slower({ server: 'express', verdict: 'holds', change: change(0.01) })
    const memory = slower({ server: 'express', metric: 'memory' })
    expect(named([holds, memory])).toEqual([])
    expect(named([holds, counted('holds')], 'all')).toEqual(['express null'])
    expect(named([slower()], 'off')).toEqual([])
    const many = Array.from({ length: 9 }, (_, index) => slower({ server: `server ${index}` }))
    expect(named(many)).toHaveLength(4)
  })
})
