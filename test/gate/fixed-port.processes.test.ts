import { expect, test } from 'vitest'
import { scriptedGate } from './scripted.ts'

test('a fixed port and LOADGATE_AGAINST exclude each other, which is said before anything is checked out', async () => {
  const project = { servers: [{ name: 'plain', command: ['node', 'main.ts', '--port', '8123'], port: 8123 }] }
  await expect(
    scriptedGate({ servers: { plain: {} }, project, env: { LOADGATE_AGAINST: 'no-such-ref' } }),
  ).rejects.toMatchObject({
    code: 'fixed-port-against',
    message: expect.stringContaining(
      'a fixed port and LOADGATE_AGAINST exclude each other. Let loadgate choose',
    ) as string,
  })
})
