import { afterEach, expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import type { Gate, Question } from '../../src/gate/gate.ts'
import { askGate, openEndpoint, type Endpoint } from '../../src/vitest/endpoint.ts'

let endpoint: Endpoint

const question: Question = { kind: 'measure', scenario: { title: 'home' } }

const nothing = { skipped: [], verdicts: [] }

async function open(answer: Gate['answer'], sideBySide = false): Promise<Endpoint> {
  endpoint = await openEndpoint({ answer, sideBySide })
  return endpoint
}

afterEach(() => endpoint.close())

test('a question gets its answer', async () => {
  const skipped = [{ server: 'flask', reason: 'there is no Python' }]
  const heard: Question[] = []
  const gate = await open(async (one) => (heard.push(one), { skipped, verdicts: [] }))
  expect(await askGate(gate, question)).toEqual({ skipped, verdicts: [] })
  expect(heard).toEqual([question])
})

test('a sentence of the gate arrives as the error of the spec', async () => {
  const gate = await open(() => Promise.reject(new LoadgateError('test', 'fastify never listened')))
  await expect(askGate(gate, question)).rejects.toThrow(new LoadgateError('test', 'fastify never listened'))
})

test('without the secret nothing is measured', async () => {
  let asked = false
  const gate = await open(async () => ((asked = true), nothing))
  await expect(askGate({ ...gate, token: 'guess' }, question)).rejects.toThrow('token is wrong')
  expect((await fetch(gate.url)).status).toBe(403)
  expect(asked).toBe(false)
})

test('it listens on 127.0.0.1 only', async () => {
  expect(new URL((await open(async () => nothing)).url).hostname).toBe('127.0.0.1')
})

test.for([
  ['one after the other', false, 1],
  ['at once where nothing is timed', true, 2],
] as const)('two questions are answered %s', async ([, sideBySide, atOnce]) => {
  let [running, most] = [0, 0]
  const gate = await open(async () => {
    running += 1
    await new Promise((resolve) => setTimeout(resolve, 200))
    most = Math.max(most, running--)
    return nothing
  }, sideBySide)
  await Promise.all([askGate(gate, question), askGate(gate, question)])
  expect(most).toBe(atOnce)
})

test('when the worker that asked is gone, measuring is told to stop', async () => {
  const [asked, stopped] = [Promise.withResolvers<void>(), Promise.withResolvers<unknown>()]
  const gate = await open(
    (_question, signal) =>
      new Promise((_resolve, reject) => {
        asked.resolve()
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
  void asked.promise.then(() => worker.abort())
  await expect(asking).rejects.toThrow('abort')
  await expect(stopped.promise).resolves.toMatchObject({ message: expect.stringContaining('gone') as string })
})

test('a gate that ends in the middle is an error of the spec and not a wait without end', async () => {
  const gate = await open(() => new Promise(() => {}))
  const asking = askGate(gate, question)
  setTimeout(() => void endpoint.close(), 50)
  await expect(asking).rejects.toThrow('The gate ended while a measurement was under way')
})
