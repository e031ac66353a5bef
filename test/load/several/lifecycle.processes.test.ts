import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findTool } from '../../../src/load/external/find-tools.ts'
import { openNetwork, pidsIn, whyNoNetwork } from '../../fixtures/load/namespaces.ts'
import { listen } from '../../fixtures/load/listen.ts'
import { processesMarked } from '../../server/fixture.ts'

const { state } = await findTool('vegeta')
const noVegeta = state === 'there' ? null : `vegeta is ${state}`
const noNetwork = noVegeta ?? whyNoNetwork()
const because = (reason: string | null) => (reason === null ? '' : ` (skipped: ${reason})`)

/** A main process under load from one generator, and that generator's process. */
async function underLoad(prefix: readonly string[], origin: string) {
  const path = fileURLToPath(new URL('../../fixtures/load/main-process.ts', import.meta.url))
  const words = [path, origin, '60', JSON.stringify([{ name: 'a', prefix }])]
  const main = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  onTestFinished(() => void main.kill('SIGKILL'))
  const lines = createInterface({ input: main.stdout })[Symbol.asyncIterator]()
  const pid = Number((await lines.next()).value)
  expect((await lines.next()).value).toBe('began')
  return { main, pid }
}

describe.skipIf(noVegeta !== null)(`generators end with the gate${because(noVegeta)}`, () => {
  test.for([
    ['the main process', 'in its process group', []],
    ['the main process', 'in a session of their own', ['setsid']],
    ['the process of the driver', 'in a session of their own', ['setsid']],
  ] as const)('where %s is killed, all that runs behind a prefix ends, %s', async ([who, , session]) => {
    await using server = await listen((_request, response) => response.end('hello'))
    const mark = randomUUID()
    const { main, pid } = await underLoad(['env', `MARK=${mark}`, ...session], server.origin)
    // The shell, its leash and vegeta.
    expect(processesMarked(mark).length).toBeGreaterThanOrEqual(3)
    if (who === 'the main process') main.kill('SIGKILL')
    else process.kill(pid, 'SIGKILL')
    await expect.poll(() => processesMarked(mark), { timeout: 5000 }).toEqual([])
  })

  test.skipIf(noNetwork !== null)(`so it does in a network namespace${because(noNetwork)}`, async () => {
    using network = openNetwork(1)
    const [host = ''] = network.hosts
    await using server = await listen((_request, response) => response.end('hello'), network.host)
    const { main } = await underLoad(['ip', 'netns', 'exec', host], server.origin)
    expect(pidsIn(host, 'vegeta')).toHaveLength(1)
    main.kill('SIGKILL')
    await expect.poll(() => pidsIn(host, ''), { timeout: 5000 }).toEqual([])
  })
})
