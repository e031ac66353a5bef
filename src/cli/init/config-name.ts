/** As Vitest looks for its configuration. */
export function configName(files: ReadonlySet<string>): string | null {
  const names = ['vitest.config', 'vite.config'].flatMap((name) =>
    ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((ending) => `${name}.${ending}`),
  )
  return names.find((name) => files.has(name)) ?? null
}
