import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { loadgate } from '../../src/vitest/project.ts'

afterEach(() => vi.unstubAllEnvs())

test.for([
  ['', { fileParallelism: false, maxWorkers: 1 }],
  ['auto', { fileParallelism: false, maxWorkers: 1 }],
  ['only', { fileParallelism: true, maxWorkers: 2 }],
] as const)(
  'with LOADGATE_COUNT=%s, spec files run one at a time, or two where nothing is timed',
  ([count, expected]) => {
    vi.stubEnv('LOADGATE_COUNT', count)
    const { test: project } = loadgate({ servers: [{ name: 'plain', command: ['node', 'main.ts'] }] })
    expect(project).toMatchObject({ ...expected, retry: 0, isolate: false })
  },
)

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))

test('our own modules are taken as they are, wherever the package is, and no others', () => {
  const { test: project } = loadgate({ servers: [{ name: 'plain', command: ['node', 'main.ts'] }] })
  const [ours] = (project?.server?.deps?.external ?? []) as RegExp[]
  const areOurs = (paths: readonly string[]) => paths.map((path) => ours?.test(pathOf(path)))
  expect(areOurs(['../../src/index.ts', '../../src/vitest/setup.ts'])).toEqual([true, true])
  expect(areOurs(['project.test.ts', '../../perf/home.perf.ts'])).toEqual([false, false])
})
