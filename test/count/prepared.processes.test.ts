import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openCounter } from '../../src/count/counter.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { openSecrets } from '../../src/model/secrets.ts'
import { fixture } from '../server/fixture.ts'
import { letOthersFirst, reason, request, valgrind } from './fixture.ts'

letOthersFirst()

const program = fileURLToPath(new URL('../fixtures/gate/private.cjs', import.meta.url))

const LOGIN = `
  export default async ({ origin }: { origin: string }) => {
    const answer = await fetch(origin + '/login', { method: 'POST', body: 'password' })
    const { token } = await answer.json() as { token: string }
    return { variables: { token } }
  }`

const asked = (token: string) => request({ path: '/private', headers: { authorization: `{env.SCHEME} ${token}` } })

test.skipIf(valgrind === '')(
  `every counted launch is asked with the token that it gave out itself${reason}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loadgate-counted-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    writeFileSync(join(folder, 'login.ts'), LOGIN)
    const watchdog = startWatchdog()
    onTestFinished(() => watchdog.close())
    const secrets = openSecrets()
    const plan = { warmup: 20, block: 1e6, fewest: 2, most: 2 }
    const { signal } = new AbortController()
    const env = { SCHEME: 'Bearer' }
    const counter = openCounter({ watchdog, signal, valgrind, plan, env, secrets })
    const server = fixture('private', { command: ['node', program], prepare: join(folder, 'login.ts') })
    const task = { server, side: 'head' as const, launches: 2 }
    expect(await counter.count({ ...task, asking: { request: asked('{token}') } })).toMatchObject({
      launches: [{ server: 'private' }, { server: 'private' }],
    })
    expect(secrets.redact('it is prepared-c4nary-1')).toMatch(/^it is \{token\}/)
    expect(await counter.count({ ...task, launches: 1, asking: { request: asked('{tokens}') } })).toEqual({
      notCounted: expect.stringMatching(/`request.headers.authorization` has \{tokens\}, but .* returned only token/),
    })
  },
  300_000,
)
