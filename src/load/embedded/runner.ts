import type { Asked, Connections } from './connections.ts'
import type { Runner } from '../generator-process.ts'
import { runStretch } from './stretch.ts'

/** Load from within this process: the connections that it `open`s are kept from one order to the next, as long as they can be used. */
export function embeddedRunner(open: (asked: Asked) => Connections): Runner {
  const kept = new Map<string, Connections>()

  function connectionsFor(asked: Asked): Connections {
    const key = JSON.stringify([asked.target, asked.timeout])
    const known = kept.get(key)
    if (known?.areUsable()) return known
    known?.close()
    const opened = open(asked)
    kept.set(key, opened)
    return opened
  }

  return {
    run: ({ target, timeout, stretch }, marks) =>
      runStretch(stretch, connectionsFor({ target, timeout }), target.connections, marks),
    release: () => {
      for (const connections of kept.values()) connections.close()
      kept.clear()
    },
  }
}
