import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { serverSchema } from '../../src/model/server.ts'
import { launch } from '../../src/server/launch.ts'
import { processesMarked, programOf, until } from './fixture.ts'

const program = `node ${programOf('answers')}`

/** Commands that start the server, and what is left of them while it runs. */
const WRAPPERS = {
  'sh -c': ['sh', '-c', `${program} & wait`],
  'npm start': ['npm', 'start'],
  'a double fork into a session of its own': ['sh', '-c', `(setsid ${program} &); exec sleep 600`],
} as const

/** In a folder where `npm start` starts the server, too. */
function definitionOf(command: readonly string[]) {
  const cwd = mkdtempSync(join(tmpdir(), 'loadgate-wrapper-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name: 'app', scripts: { start: program } }))
  return { name: 'wrapped', command: [...command], cwd, env: { MARK: randomUUID() } }
}

describe.each(Object.entries(WRAPPERS))('a server behind %s', (_name, command) => {
  test('is ended with its whole tree when it is stopped', async () => {
    const watchdog = startWatchdog()
    onTestFinished(watchdog.close)
    const definition = definitionOf(command)
    const { stop } = await launch(serverSchema.parse(definition), { watchdog })
    expect(processesMarked(definition.env.MARK).length).toBeGreaterThan(1)
    await stop()
    expect(processesMarked(definition.env.MARK)).toEqual([])
  })

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('ends with a gate that gets %s', async (signal) => {
    const definition = definitionOf(command)
    const gate = spawn(process.execPath, [programOf('holds-wrapper'), JSON.stringify(definition)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await once(gate.stdout, 'data')
    expect(processesMarked(definition.env.MARK).length).toBeGreaterThan(1)
    gate.kill(signal)
    await until(() => processesMarked(definition.env.MARK).length === 0)
  })
})
