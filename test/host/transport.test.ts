import { expect, test } from 'vitest'
import { ask } from '../../src/host/http.ts'
import { keepOne } from '../../src/host/transport.ts'
import { listenKeeping } from '../fixtures/load/keeping.ts'

test.each([500, 1000, 1999, 5000])(
  'a connection that the server keeps for %i ms is kept, whatever it says of it in seconds',
  async (milliseconds) => {
    await using server = await listenKeeping(milliseconds)
    const agent = keepOne(server.origin)
    for (let turn = 0; turn < 10; turn++) expect((await ask(server.origin, { agent })).reused).toBe(turn > 0)
    agent.destroy()
    expect(server.seen).toMatchObject({ asked: 10, opened: 1 })
  },
)

test('one that the server has closed meanwhile is opened anew', async () => {
  await using server = await listenKeeping(100)
  const agent = keepOne(server.origin)
  await ask(server.origin, { agent })
  await expect.poll(() => server.seen.open, { timeout: 5000 }).toBe(0)
  expect((await ask(server.origin, { agent })).reused).toBe(false)
  agent.destroy()
})
