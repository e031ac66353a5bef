import type { Folder } from './folder.ts'
import type { Seen } from './project.ts'

/** Where the files of the gate go, and in which language they are. */
export type Places = {
  readonly servers: string
  /** As the configuration imports it. */
  readonly imported: string
  readonly spec: string
  readonly config: string
  /** Why a project in TypeScript gets JavaScript. */
  readonly note: 'compiles-everything' | null
}

export function placesFor({ texts }: Folder, { typescript, manifest }: Seen, name: string): Places {
  const tsconfig = withoutComments(texts.get('tsconfig.json') ?? '')
  const compiled = typescript && compilesEverything(tsconfig)
  const ending = typescript && !compiled ? 'ts' : 'js'
  // Without `type: module`, Node takes .js and .ts for CommonJS.
  const m = manifest === null || manifest.isModule ? '' : 'm'
  const asWritten =
    ending === 'ts' && /"(allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(tsconfig)
  return {
    servers: `perf/servers.${m}${ending}`,
    imported: `./perf/servers.${m}${asWritten ? 'ts' : 'js'}`,
    spec: `perf/${name}.perf.${ending}`,
    config: `vitest.config.${m}${ending}`,
    note: compiled ? 'compiles-everything' : null,
  }
}

/** A build would then put the gate into `dist`, and the server's own files deeper than they were. */
function compilesEverything(tsconfig: string): boolean {
  if (tsconfig === '' || /"noEmit"\s*:\s*true/.test(tsconfig) || /"files"\s*:/.test(tsconfig)) return false
  const include = /"include"\s*:\s*\[([^\]]*)\]/.exec(tsconfig)?.[1]
  return include === undefined || /"(\.\/)?(\*\*|\.["/]|perf)/.test(include)
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
}
