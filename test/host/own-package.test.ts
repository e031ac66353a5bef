import { expect, test } from 'vitest'
import { assertNode } from '../../src/host/own-package.ts'

const INSTALLED = 'file:///app/node_modules/loadgate/dist/host/own-package.js'
const OWN = 'file:///loadgate/dist/host/own-package.js'

test.for(['22.18.0', '22.21.1', '24.0.0', '26.1.0'])('Node %s will do', (version) => {
  expect(() => assertNode(version, '/usr/bin/node', INSTALLED)).not.toThrow()
})

test.for(['20.20.2', '22.17.1', '23.11.0'])(
  'Node %s is refused, with a way to a newer one in any project',
  (version) => {
    expect(() => assertNode(version, '/usr/bin/node', INSTALLED)).toThrow(
      `loadgate needs Node 24 (or 22.18 and later), but this is Node ${version} at /usr/bin/node. Install Node 24, or run \`npm i -D node@24\`: it puts Node 24 into node_modules, where npm run and npx find it.`,
    )
  },
)

test('in its own repository, the advice is to install what is pinned there', () => {
  expect(() => assertNode('20.20.2', '/usr/bin/node', OWN)).toThrow('Run `npm ci` without --ignore-scripts')
})
