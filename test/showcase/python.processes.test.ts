import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { launch, type Launch } from '../../src/server/launch.ts'
import { treeOf } from '../../src/host/proc.ts'
import { startWatchdog, type Watchdog } from '../../src/host/watchdog.ts'
import { render } from '../../servers/page.ts'
import { leftOf } from './gone.ts'
import { pythonServers } from './python-fleet.ts'

vi.setConfig({ hookTimeout: 300_000 })

const { servers, missing } = await pythonServers()

/** Tornado writes quotes as other entities than nunjucks and jinja2. */
const mapped = (text: string) => text.replaceAll('&quot;', '&#34;').replaceAll('&#x27;', '&#39;')

/** Those that keep a connection for a second request; the others close each. */
const CLOSING = new Set(['pure_flask', 'gunicorn_flask'])

describe.skipIf(missing !== null)(`the Python servers${missing === null ? '' : `: ${missing}`}`, () => {
  let watchdog: Watchdog

  beforeAll(() => {
    watchdog = startWatchdog()
  })

  afterAll(() => watchdog.close())

  describe.each(servers)('$name', (server) => {
    let launched: Launch

    beforeAll(async () => {
      launched = await launch(server, { watchdog })
    })

    afterAll(() => launched.stop())

    test('answers with the home page of the Node servers', () => {
      expect(mapped(launched.body)).toBe(render())
      if (!server.name.includes('tornado') || server.name === 'tornado_flask') expect(launched.body).toBe(render())
    })

    test('answers /test with thirteen bytes of plain text', async () => {
      const response = await fetch(`${launched.origin}/test`)
      expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
      expect(response.headers.get('content-length')).toBe('13')
      expect(await response.text()).toBe('Hello, World!')
    })

    test('does not know other paths', async () => {
      expect((await fetch(`${launched.origin}/no-such-page`)).status).toBe(404)
    })

    test(CLOSING.has(server.name) ? 'closes every connection' : 'keeps connections', async () => {
      const { headers } = await fetch(`${launched.origin}/test`, { headers: { connection: 'keep-alive' } })
      expect(headers.get('connection') === 'close').toBe(CLOSING.has(server.name))
    })

    test('prints no line a request', async () => {
      const before = launched.output()
      await fetch(`${launched.origin}/test`)
      expect(launched.output()).toBe(before)
    })

    test('ends with all its workers', async () => {
      const workers = /_(\d)$/.exec(server.name)?.[1] ?? (server.name === 'gunicorn_flask' ? '1' : '0')
      // One answer is not all workers.
      await vi.waitFor(() => expect(treeOf(launched.pid)).toHaveLength(1 + Number(workers)), { timeout: 5000 })
      const tree = treeOf(launched.pid)
      await launched.stop()
      expect(await leftOf(tree)).toEqual([])
    })
  })
})
