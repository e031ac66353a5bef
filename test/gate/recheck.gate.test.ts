import { appendFileSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test, vi, type TestContext } from 'vitest'
import type { Baseline } from '../../src/model/baseline.ts'
import { leftIn, processesIn, projectFolder, runGate, startGate } from '../vitest/project-folder.ts'

vi.setConfig({ testTimeout: 240_000 })

const SERVER = `import { createServer } from 'node:http'

const server = createServer((_request, answer) => answer.writeHead(200, { 'content-length': 5 }).end('hello'))
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))
`

/** Less than Node takes by itself, and more than half of it, whatever runs beside it. */
const MEMORY = 50e6

/** A repository with a baseline that says the server took less memory, and one commit since then. */
async function repository({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const folder = projectFolder(
    { servers: { api: [] }, definition: { command: ['node', 'server.mjs'] }, baseline: ['api'] },
    onTestFinished,
  )
  writeFileSync(join(folder, 'server.mjs'), SERVER)
  writeFileSync(join(folder, '.gitignore'), '.loadgate\n')
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder })
  const commit = async () => {
    await git('add', '.')
    await git('commit', '--quiet', '-m', 'some')
    return (await git('rev-parse', 'HEAD')).stdout
  }
  await git('init', '--quiet')
  const recorded = await commit()
  for (const file of globSync(join(folder, 'baselines/**/*.json'))) writeBaselineOf(recorded, file)
  appendFileSync(join(folder, 'server.mjs'), '\n// Nothing that takes memory.\n')
  await commit()
  return { folder, recorded }
}

/** With so little speed that nothing else looks slower. */
function writeBaselineOf(commit: string, file: string): void {
  const baseline = JSON.parse(readFileSync(file, 'utf8')) as Baseline
  const { recorded, metrics } = baseline.servers['api']!
  recorded.commit = commit
  for (const [metric, factor] of [
    ['throughput', 0.2],
    ['cpuPerRequest', 5],
    ['memory', MEMORY / 1e9],
  ] as const) {
    const values = metrics[metric]
    if ('launches' in values) values.launches = values.launches.map((value) => value * factor)
  }
  writeFileSync(file, JSON.stringify(baseline))
}

/** Whether a server of the commit that recorded the baseline runs. */
const isBeside = (folder: string) =>
  processesIn(join(folder, '.loadgate/against')).some((one) => one.includes('server.mjs'))

test.concurrent('unchanged code that seems dearer than its baseline passes, beside the commit that recorded it', async (context) => {
  const { folder, recorded } = await repository(context)
  const { exitCode, output, report } = await runGate(folder)
  context.expect(exitCode, output).toBe(0)
  const memory = report?.verdicts.find(({ metric }) => metric === 'memory')
  context.expect(memory).toMatchObject({ verdict: 'unsure', launches: 6 })
  context
    .expect(memory?.reason)
    .toContain(`beside the commit that recorded it (${recorded.slice(0, 9)}) do not show it`)
  context.expect(globSync(join(folder, '.loadgate/against/*'))).toEqual([])
  context.expect(await leftIn(folder)).toEqual([])
})

test.concurrent.for(['SIGINT', 'SIGKILL'] as const)(
  'a gate that gets %s beside that commit leaves no process',
  async (signal, context) => {
    const { folder } = await repository(context)
    const gate = startGate(folder)
    await expect.poll(() => isBeside(folder), { timeout: 150_000 }).toBe(true)
    gate.kill(signal)
    context.expect((await gate).exitCode).not.toBe(0)
    context.expect(await leftIn(folder)).toEqual([])
  },
)
