import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { missingEnvironmentFiles } from '../../src/base-ref/environment-files.ts'
import { emptyFolder, removeFolders, writeFiles, type Files } from './repository.ts'

afterAll(removeFolders)

function missing(head: Files, base: Files, cwds: readonly string[], added: readonly string[] = []): readonly string[] {
  const top = emptyFolder()
  const checkouts = { head: top, base: join(top, '.loadgate/against/base'), prefix: '', added }
  writeFiles(checkouts.head, head)
  writeFiles(checkouts.base, base)
  return missingEnvironmentFiles(
    checkouts,
    cwds.map((cwd) => ({ cwd: join(checkouts.base, cwd) })),
  )
}

test('what configures a server from its folder or one above, and the base lacks, is found once', () => {
  const head = { 'app/api/.env': '', 'app/.env.local': '', '.env': '', 'web/.env': '', 'app/.environment': '' }
  expect(missing(head, {}, ['app/api', 'app', 'gone'])).toEqual(['app/api/.env', 'app/.env.local', '.env'])
})

test('what the base has, and what git got since, is not missing', () => {
  expect(missing({ '.env': 'head', '.env.test': '' }, { '.env': 'base' }, [''], ['.env.test'])).toEqual([])
})

test('a server elsewhere is not configured from here', () => {
  expect(missing({ '.env': '' }, {}, ['../../../..'])).toEqual([])
})
