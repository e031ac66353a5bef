import { appendFileSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { leftIn, projectFolder, runGate } from '../vitest/project-folder.ts'

/** Takes somewhat longer than the reference, as which it is recorded, and not so much longer that anybody would see it. */
const SERVER = `import { createServer } from 'node:http'

function work(rounds) {
  let sum = 0
  for (let round = 0; round < rounds; round += 1) sum = (sum * 31 + round) % 65_521
  return sum
}

const server = createServer((_request, answer) => answer.writeHead(200, { 'content-length': 5 }).end(work(5_000) < 0 ? 'never' : 'hello'))
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))
`

async function repository() {
  const folder = projectFolder({
    servers: { api: [] },
    definition: { command: ['node', 'server.mjs'] },
    baseline: ['api'],
  })
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
  for (const file of globSync(join(folder, 'baselines/**/*.json')))
    writeFileSync(file, readFileSync(file, 'utf8').replace('"commit": null', `"commit": "${recorded}"`))
  appendFileSync(join(folder, 'server.mjs'), '\n// Nothing that anybody waits for.\n')
  await commit()
  return { folder, recorded }
}

test(
  'unchanged code that seems slower than its baseline passes, beside the commit that recorded it',
  { timeout: 300_000 },
  async () => {
    const { folder, recorded } = await repository()
    const { exitCode, output, report } = await runGate(folder)
    expect(exitCode, output).toBe(0)
    expect(output).toContain(`beside the commit that recorded it (${recorded.slice(0, 9)}) do not show it`)
    const throughput = report?.verdicts.find(({ metric }) => metric === 'throughput')
    expect(throughput).toMatchObject({ verdict: 'unsure', launches: 6 })
    expect(globSync(join(folder, '.loadgate/against/*'))).toEqual([])
    expect(await leftIn(folder)).toEqual([])
  },
)
