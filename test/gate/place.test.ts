import { expect, test } from 'vitest'
import { placeProject } from '../../src/gate/place.ts'
import { projectSchema } from '../../src/options/project.ts'

const project = projectSchema.parse({
  servers: [
    { name: 'plain', command: ['node', 'main.js'] },
    {
      name: 'inside',
      command: ['app'],
      cwd: 'app',
      python: 'lock.txt',
      build: { command: ['make'], cwd: 'native' },
      before: ['seed'],
    },
    { name: 'outside', command: ['app'], cwd: '/srv/app' },
  ],
})

test('where Vitest works in the folder of the configuration, nothing changes', () => {
  expect(placeProject(project, '/repo/packages/api', '/repo/packages/api')).toBe(project)
})

test.for([
  ['/repo', 'packages/api', '../srv/app'],
  ['/repo/packages/api/src', '..', '../../../../srv/app'],
] as const)('seen from %s, all that starts at the configuration is in %s', ([here, api, srv]) => {
  const placed = placeProject(project, '/repo/packages/api', here)
  expect(placed.servers.map(({ cwd }) => cwd)).toEqual([api, `${api}/app`, srv])
  expect([placed.baselines, placed.scratch]).toEqual([`${api}/baselines`, `${api}/.loadgate`])
  const [, inside] = placed.servers
  // What starts at `cwd` goes with it.
  expect(inside).toMatchObject({ python: 'lock.txt', command: ['app'] })
  expect([inside?.build[0]?.cwd, inside?.before[0]?.cwd]).toEqual([`${api}/native`, undefined])
})
