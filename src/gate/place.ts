import { relative, resolve } from 'node:path'
import type { Server } from '../model/server.ts'
import type { Project } from '../options/project.ts'

/**
 * A project whose paths start at `root`, with paths that start at `here`. Vitest may have been called in another folder than that of
 * the configuration. Where both are the same, nothing changes.
 */
export function placeProject(project: Project, root: string, here: string): Project {
  const moved = (path: string) => relative(here, resolve(root, path)) || '.'
  if (root === here) return project
  const servers = (all: readonly Server[]) => all.map((server) => placeServer(server, moved))
  return {
    ...project,
    servers: servers(project.servers),
    references: servers(project.references),
    baselines: moved(project.baselines),
    scratch: moved(project.scratch),
  }
}

function placeServer(server: Server, moved: (path: string) => string): Server {
  const steps = <Step extends { readonly cwd?: string | undefined }>(all: readonly Step[]): Step[] =>
    all.map((step) => (step.cwd === undefined ? step : { ...step, cwd: moved(step.cwd) }))
  return {
    ...server,
    cwd: moved(server.cwd ?? '.'),
    build: steps(server.build),
    before: steps(server.before),
    after: steps(server.after),
  }
}
