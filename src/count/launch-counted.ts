import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Server } from '../model/server.ts'
import { launch, type Launch, type LaunchContext } from '../server/launch.ts'
import type { Watchdog } from '../host/watchdog.ts'
import { countingServer, namerFolder, type HowToCount } from './command.ts'
import { countersOf, type Counters } from './counters.ts'
import type { OpenFolder } from '../host/temporary-folders.ts'
import { openCountFolder } from './folder.ts'
import { NAMER, NAMER_FILE } from './python-namer.ts'

/** One fresh start of one server under the counter, which has answered right once. */
export type CountedServer = Launch & Counters & { readonly folder: string }

/** `valgrind` is its version. */
export type CountedContext = HowToCount & {
  readonly watchdog: Watchdog
  readonly signal?: AbortSignal
  readonly secrets?: LaunchContext['secrets']
  readonly valgrind: string
}

/**
 * Starts a server under callgrind and waits for it, ten times as long as without. Throws LoadgateError when it does not come up,
 * or the reason of `signal`; nothing of the server is left then. `stop` kills it at once: nobody wants its last words, and
 * valgrind takes long over them.
 */
export async function launchCounted(
  server: Server,
  { valgrind, flags, profile, code, ...context }: CountedContext,
): Promise<CountedServer> {
  const folder = await openCountFolder(context.watchdog)
  try {
    if (profile) await writeNamer(folder.path)
    const started = await launch(countingServer(server, folder.path, { flags, profile, code }), context)
    return {
      ...started,
      server,
      folder: folder.path,
      ...countersOf(folder.path, started.pid, valgrind),
      stop: () => stop(started, folder),
    }
  } catch (error) {
    await folder.remove()
    throw error
  }
}

async function writeNamer(folder: string): Promise<void> {
  await mkdir(namerFolder(folder))
  await writeFile(join(namerFolder(folder), NAMER_FILE), NAMER)
}

async function stop(started: Launch, folder: OpenFolder): Promise<void> {
  // Only as long as it runs: later its number may be somebody else's.
  if (started.ended() === null) kill(started.pid)
  await started.stop()
  await started.exited
  await folder.remove()
}

/** With its process group. */
function kill(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself just now.
  }
}
