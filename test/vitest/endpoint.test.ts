import { afterEach, expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import { ask } from '../../src/vitest/ask.ts'
import { openEndpoint, type Answering, type Endpoint } from '../../src/vitest/endpoint.ts'

let endpoint: Endpoint

async function open(answering: Answering) {
  endpoint = await openEndpoint(answering)
  return { ...endpoint, known: [], chosen: [], skipped: [], update: false, unsure: 'pass' as const }
}

afterEach(() => endpoint.close())

test('a question gets its answer', async () => {
  expect(await ask(await open(async (question) => ({ heard: question })), { title: 'home' })).toEqual({
    heard: { title: 'home' },
  })
})

test('a sentence of the gate arrives as the error of the spec', async () => {
  const gate = await open(() => Promise.reject(new LoadgateError('test', 'fastify never listened')))
  await expect(ask(gate, {})).rejects.toThrow(new LoadgateError('test', 'fastify never listened'))
})

test('without the secret nothing is measured', async () => {
  let asked = false
  const gate = await open(async () => (asked = true))
  await expect(ask({ ...gate, token: 'guess' }, {})).rejects.toThrow('token is wrong')
  expect((await fetch(gate.url)).status).toBe(403)
  expect(asked).toBe(false)
})

test('it listens on 127.0.0.1 only', async () => {
  expect(new URL((await open(async () => null)).url).hostname).toBe('127.0.0.1')
})

test('two questions are answered one after the other', async () => {
  let running = 0
  const gate = await open(async () => {
    running += 1
    await new Promise((resolve) => setTimeout(resolve, 20))
    return running--
  })
  expect(await Promise.all([ask(gate, 1), ask(gate, 2)])).toEqual([1, 1])
})

test('when the worker that asked is gone, measuring is told to stop', async () => {
  const stopped = Promise.withResolvers<unknown>()
  const gate = await open(
    (_question, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          stopped.resolve(signal.reason)
          reject(signal.reason as Error)
        })
      }),
  )
  const worker = new AbortController()
  const asking = fetch(gate.url, {
    method: 'POST',
    body: '{}',
    headers: { authorization: `Bearer ${gate.token}` },
    signal: worker.signal,
  })
  setTimeout(() => worker.abort(), 50)
  await expect(asking).rejects.toThrow('abort')
  await expect(stopped.promise).resolves.toMatchObject({ message: expect.stringContaining('gone') as string })
})

test('a gate that ends in the middle is an error of the spec and not a wait without end', async () => {
  const gate = await open(() => new Promise(() => {}))
  const asking = ask(gate, {})
  setTimeout(() => void endpoint.close(), 50)
  await expect(asking).rejects.toThrow('The gate ended while a measurement was under way')
})
