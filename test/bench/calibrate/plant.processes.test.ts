import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workingServer } from '../../../bench/calibrate/counted-gate.ts'
import { plantedServer } from '../../../bench/calibrate/timed-gate.ts'
import { cpuBetween } from '../../../src/host/usage.ts'
import { startWatchdog, type Watchdog } from '../../../src/host/watchdog.ts'
import { LoadgateError } from '../../../src/model/error.ts'
import { type Server, serverSchema } from '../../../src/model/server.ts'
import { launch } from '../../../src/server/launch.ts'
import { fixture, programOf } from '../../server/fixture.ts'

let watchdog: Watchdog

beforeAll(() => {
  watchdog = startWatchdog()
})

afterAll(() => watchdog.close())

const REQUESTS = 40

/** CPU seconds a request of a small server, told from all of its process. */
async function cpuPerRequest(server: Server): Promise<number> {
  const started = await launch(server, { watchdog })
  try {
    const before = started.usage()!
    for (let request = 0; request < REQUESTS; request++) await (await fetch(started.origin)).text()
    return cpuBetween(before, started.usage()!) / REQUESTS
  } finally {
    await started.stop()
  }
}

test('a planted server burns what was planted at each request, and an unplanted one does not', async () => {
  const without = await cpuPerRequest(plantedServer(fixture('answers'), 'head', 0))
  const with20 = await cpuPerRequest(plantedServer(fixture('answers'), 'head', 0.02))
  expect(with20).toBeGreaterThanOrEqual(0.02 * 0.97)
  expect(with20 - without).toBeLessThan(0.02 * 1.5)
  expect(without).toBeLessThan(0.02)
})

test('a server with work planted does it at each request', async () => {
  const without = await cpuPerRequest(workingServer(fixture('answers'), 0))
  const withWork = await cpuPerRequest(workingServer(fixture('answers'), 20_000_000))
  // A core that makes ten thousand million additions per second would have to be built.
  expect(withWork - without).toBeGreaterThan(0.002)
})

test('a server in Python gets the folder that Python looks into when it starts, and no work leaves a server as it is', () => {
  const server = serverSchema.parse({ name: 'flask', command: ['gunicorn', 'app'], python: 'requirements.txt' })
  const { command, env } = workingServer(server, 300)
  expect(command).toEqual(['gunicorn', 'app'])
  expect(env).toEqual({
    LOADGATE_PLANT_WORK: '300',
    PYTHONPATH: expect.stringMatching(/\/bench\/calibrate\/python$/) as string,
  })
  expect(workingServer(server, null)).toBe(server)
  expect(() => workingServer(serverSchema.parse({ name: 'go', command: ['./server'] }), 1)).toThrow('./server')
})

test('in Python, Flask and Tornado do the work before their own handler', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-plant-'))
  try {
    for (const [path, text] of Object.entries(MADE_UP)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const { env } = workingServer(serverSchema.parse({ name: 'x', command: ['x'], python: 'x' }), 300)
    const said = await execa('python3', ['-c', SPY], { env: { ...env, PYTHONPATH: `${env['PYTHONPATH']}:${folder}` } })
    expect(said.stdout.split('\n')).toEqual(['300', 'work', 'own /', 'work', 'None'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

const MADE_UP = {
  'flask/__init__.py': '',
  'flask/app.py': 'class Flask:\n    def wsgi_app(self, environ, start_response):\n        print("own", environ)\n',
  'tornado/__init__.py': '',
  'tornado/web.py': 'class RequestHandler:\n    pass\n',
}

/** Says what is done in the place of the work. */
const SPY = `
import sitecustomize
from flask.app import Flask
from tornado.web import RequestHandler

print(len(sitecustomize.TIMES))
sitecustomize.work = lambda: print("work")
Flask().wsgi_app("/", None)
print(RequestHandler().prepare())
`

test('the server stays what it is but for its name, its preload and one variable', () => {
  const server = fixture('answers', { runtime: 'steady', warmup: 100, alike: 'home page' })
  const { alike, ...rest } = server
  expect(alike).toBe('home page')
  expect(plantedServer(server, 'head', 0.000_015)).toEqual({
    ...rest,
    name: 'head',
    command: ['node', '--import', expect.stringMatching(/^\/.*plant\.ts$/) as string, programOf('answers')],
    env: { ...server.env, LOADGATE_PLANT: '15' },
  })
})

test('nothing is planted in a server that Node does not run', () => {
  const server = serverSchema.parse({ name: 'flask', command: ['python3', 'main.py'] })
  expect(() => plantedServer(server, 'head', 0)).toThrow(LoadgateError)
  expect(() => plantedServer(server, 'head', 0)).toThrow('python3')
})
