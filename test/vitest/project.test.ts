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
