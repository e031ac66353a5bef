import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { takeLock } from '../../src/host/lock.ts'
import { processesMarked, programOf, until } from './fixture.ts'

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'what belongs after runs before the next gate begins, and nothing is left, when the gate gets %s',
  async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'loadgate-killed-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const notes = join(folder, 'notes')
    const mark = randomUUID()
    const gate = spawn(process.execPath, [programOf('holds-fleet'), notes, folder], {
      env: { ...process.env, MARK: mark },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = text(gate.stderr)
    await once(gate.stdout, 'data')
    // The trial is over, and the launch is not.
    expect(readFileSync(notes, 'utf8')).toBe('after-launch\n')
    // The gate, its watchdog, the server, and what its `before` left.
    expect(processesMarked(mark)).toHaveLength(4)
    gate.kill(signal)
    const next = await takeLock(60, () => {}, join(folder, 'lock'))
    expect(readFileSync(notes, 'utf8')).toBe('after-launch\nafter\nafter-launch\n')
    next.release()
    await until(() => processesMarked(mark).length === 0)
    const log = join(folder, 'after.log')
    expect(existsSync(log) ? readFileSync(log, 'utf8') : '').toMatch(
      /sh -c sleep 1; echo after .*\ncleaned up\nended with exit code 0\n/,
    )
    const sentence = `The gate was ended early. Its watchdog ends the servers and then runs \`sh -c sleep 1; echo after >> ${notes}`
    if (signal === 'SIGKILL') expect(await said).not.toContain('ended early')
    else expect(await said).toContain(sentence)
  },
)
