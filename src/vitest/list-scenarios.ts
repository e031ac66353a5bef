import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { vitestEnvironment, type ConfigPlace } from '../base-ref/definitions.ts'
import { run, type Care } from '../host/child.ts'
import { lastLines } from '../host/last-lines.ts'
import { programBeside } from '../host/own-package.ts'
import { makeFolder, removeFolder, sweepFolders } from '../host/temporary-folders.ts'
import { LoadgateError, parse } from '../model/error.ts'
import { scenarioSchema, type Scenario } from '../model/scenario.ts'
import { projectSchema, type Project } from '../options/project.ts'
import type { Listed } from './listing.ts'
import { messages } from './messages.ts'

/** A gate of a vitest configuration, and what its specs declare. */
export type ListedGate = {
  /** The name of its project in Vitest, and the folder where its paths start. */
  readonly name: string
  readonly root: string
  readonly project: Project
  readonly scenarios: readonly Scenario[]
}

const heard = z.object({ gates: z.array(z.looseObject({ root: z.string(), project: z.string() })) })

const FOLDERS = { prefix: 'loadgate-list-' }

/**
 * The gates of a vitest configuration with their scenarios. Specs are imported in a process of its own, with the Vitest of its folder, and
 * none of their tests runs. What they declare may hold secrets: it goes through a file that only this user can read, and
 * that is gone afterwards. Throws LoadgateError when a spec cannot be read, and the reason of the signal.
 */
export async function listScenarios(place: ConfigPlace, care: Care): Promise<readonly ListedGate[]> {
  const { cwd, config } = place
  const folders = { ...FOLDERS, place: tmpdir() }
  await sweepFolders(folders)
  const folder = await makeFolder(folders)
  const file = join(folder, 'scenarios.jsonl')
  try {
    writeFileSync(file, '', { mode: 0o600 })
    const args = [programBeside(import.meta.url, 'list-process'), file, ...(config === undefined ? [] : [config])]
    const ended = await run({ program: process.execPath, args, cwd, env: vitestEnvironment(place), ipc: true }, care)
    const said = heard.safeParse(ended.messages.at(-1))
    if (!ended.succeeded || !said.success)
      throw new LoadgateError(
        'specs-not-read',
        messages.specsNotRead({ how: ended.how, output: lastLines(ended.output) }),
      )
    return said.data.gates.map((gate) => gateOf(gate, listedIn(file)))
  } finally {
    await removeFolder(folder)
  }
}

function listedIn(file: string): readonly Listed[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Listed)
}

function gateOf(
  { root, project: name, ...options }: z.output<typeof heard>['gates'][number],
  listed: readonly Listed[],
): ListedGate {
  const scenarios = listed
    .filter((one) => one.project === name)
    .map(({ scenario }) => parse(scenarioSchema, scenario, 'scenario'))
  return { name, root, project: parse(projectSchema, options, 'loadgate()'), scenarios }
}
