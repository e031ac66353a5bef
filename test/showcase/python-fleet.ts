import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { serverSchema, type Server } from '../../src/model/server.ts'
import { provision } from '../../src/server/provision.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import python from '../../servers/python/server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The Python servers of the showcase with their venv, the one that a gate uses; or why there are none here. */
export async function pythonServers(): Promise<{
  readonly servers: readonly Server[]
  readonly missing: string | null
}> {
  const watchdog = startWatchdog()
  const all = python.map((definition) => serverSchema.parse({ ...definition, cwd: root }))
  try {
    const { servers, skipped } = await provision(
      all,
      join(root, '.loadgate', 'python'),
      { watchdog, signal: new AbortController().signal },
      () => {},
    )
    return { servers, missing: skipped[0]?.reason ?? null }
  } finally {
    await watchdog.close()
  }
}
