import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { emptyFolder, writeFiles, type Files } from './repository.ts'

/** A project whose one package comes from a file beside it, so that npm needs no network. */
export type Packed = { readonly name: string; readonly tarball: Buffer; readonly version: string }

/** A package `dep` of this version, packed as npm packs it. */
export async function packed(version: string): Promise<Packed> {
  const folder = emptyFolder()
  writeFiles(folder, { 'package/package.json': JSON.stringify({ name: 'dep', version }) })
  const name = `dep-${version}.tgz`
  await execa('tar', ['-czf', name, 'package'], { cwd: folder })
  return { name, tarball: readFileSync(join(folder, name)), version }
}

/** package.json and its lockfile; the tarball is to be written beside them. */
export function manifestWith({ name, tarball, version }: Packed, more: object = {}, field = 'dependencies'): Files {
  const wanted = { [field]: { dep: `file:${name}` } }
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
  const dev = field === 'devDependencies' ? { dev: true } : {}
  return {
    'package.json': JSON.stringify({ name: 'project', version: '1.0.0', ...wanted, ...more }),
    'package-lock.json': lockWith(wanted, {
      'node_modules/dep': { version, resolved: `file:${name}`, integrity, ...dev },
    }),
  }
}

/** A lockfile of these packages for a project that wants them. */
export function lockWith(wanted: object, packages: object): string {
  const root = { name: 'project', version: '1.0.0', ...wanted }
  return JSON.stringify({
    name: 'project',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: { '': root, ...packages },
  })
}

/** A folder below `folder` with node_modules in which `dep` has this version: as if npm had been there. */
export function installedIn(folder: string, version: string): void {
  mkdirSync(folder, { recursive: true })
  writeFiles(folder, { 'node_modules/dep/package.json': JSON.stringify({ name: 'dep', version }) })
}

/** The version of `dep` that a program in the folder would find there. */
export function installedVersion(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'node_modules', 'dep', 'package.json'), 'utf8')) as { version: string })
    .version
}
