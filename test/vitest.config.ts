import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const PROCESSES = 'test/**/*.processes.test.ts'
const GATE = 'test/**/*.gate.test.ts'

/** Most of these tests wait most of the time, and some keep every core busy: together they take as long as the busy ones. */
const besideEachOther = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  maxWorkers: 6,
  sequence: { groupOrder: 2 },
}

/**
 * loadgate's own tests, by what they start. Those that start programs come after the others, and share their workers.
 */
export const tests: TestProjectConfiguration[] = [
  {
    test: {
      // Needs no build and starts no program; binds a local port at most. Not isolated: loading every module again for each
      // file would take three times the CPU time of the tests.
      name: 'unit',
      isolate: false,
      maxWorkers: '100%',
      include: ['test/**/*.test.ts'],
      exclude: [PROCESSES, GATE],
      setupFiles: ['test/no-programs.ts'],
      testTimeout: 60_000,
      sequence: { groupOrder: 0 },
    },
  },
  {
    test: {
      // Starts servers, load generators, git or the built program. Not isolated either: that saves a tenth of their CPU time.
      name: 'processes',
      isolate: false,
      include: [PROCESSES],
      ...besideEachOther,
    },
  },
  {
    test: {
      // Runs whole gates in child Vitests. Their tolerances are wide, and nothing here asks how fast something is.
      name: 'gate',
      include: [GATE],
      ...besideEachOther,
    },
  },
]

/** What takes longest, longest first. None of it is a large file, and by its size Vitest would begin it last in a fresh clone. */
const LONGEST = [
  'examples/examples',
  'cli/bisect.gate',
  'package/layouts',
  'vitest/secrets',
  'docs.gate',
  'count/wrapped',
  'vitest/run.gate',
  'server/addresses',
  'cli/doctor/counting',
  'showcase/python-faults',
  'gate/explain',
  'count/profile-python',
  'count/counter.processes',
  'report/html/browser',
  'server/launch.processes',
  'server/provision',
  'base-ref/base',
  'count/profile-launch',
  'vitest/monorepo',
  'count/count-launch',
  'showcase/python',
  'server/starters',
  'server/prepare',
  'trace/watcher',
  'vitest/running',
  'cli/init.processes',
  'count/lifecycle',
  'host/watchdog',
  'bisect/count-commit',
  'gate/gate.processes',
]

/** A file that is not among the longest comes after those of its group that are. */
function rankOf({ moduleId, project }: TestSpecification): number {
  const place = LONGEST.findIndex((name) => moduleId.includes(`/test/${name}`))
  return project.config.sequence.groupOrder * 100 + (place === -1 ? LONGEST.length : place)
}

/** Begins the longest files first, so that none is waited for alone at the end. Vitest asks for a class. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line no-array-sort -- this is Vitest's, and gives a new array
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

/** These projects alone, without the gate, whose definition needs the build. */
export default defineConfig({ test: { projects: tests, sequence: { sequencer: LongestFirst } } })
