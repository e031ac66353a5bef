import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const PROCESSES = 'test/**/*.processes.test.ts'
const GATE = 'test/**/*.gate.test.ts'

/**
 * loadgate's own tests, by what they start. Groups run one after the other, so that no program that loads the machine
 * disturbs a test of another group.
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
      // Starts servers, load generators, git or the built program. Three at a time: most of them wait most of the time.
      name: 'processes',
      include: [PROCESSES],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      maxWorkers: 3,
      sequence: { groupOrder: 2 },
    },
  },
  {
    test: {
      // Runs whole gates in child Vitests. Two at a time: their tolerances are wide, and nothing here asks how fast something is.
      name: 'gate',
      include: [GATE],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      maxWorkers: 2,
      sequence: { groupOrder: 3 },
    },
  },
]

/** What takes longest, longest first. None of it is a large file, and by its size Vitest would begin it last in a fresh clone. */
const LONGEST = [
  'examples/examples',
  'docs.gate',
  'package/layouts',
  'vitest/run.gate',
  'vitest/secrets',
  'count/counter.processes',
  'count/wrapped',
  'server/addresses',
  'showcase/python-faults',
  'cli/doctor/counting',
  'server/prepare',
  'server/launch.processes',
  'count/count-launch',
  'cli/init.processes',
  'server/provision',
  'count/lifecycle',
  'host/watchdog',
]

/** Projects stay in their groups; a file that is not among the longest comes after those that are. */
function rankOf({ moduleId, project }: TestSpecification): number {
  const place = LONGEST.findIndex((name) => moduleId.includes(`/test/${name}`))
  return project.config.sequence.groupOrder * 100 + (place === -1 ? LONGEST.length : place)
}

/** Begins the longest files of a project first, so that none is waited for alone at the end. Vitest asks for a class. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line no-array-sort -- this is Vitest's, and gives a new array
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

/** These projects alone, without the gate, whose definition needs the build. */
export default defineConfig({ test: { projects: tests, sequence: { sequencer: LongestFirst } } })
