// Plain JavaScript without imports, for it must run on any Node, before anything is built.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (!(major >= 24 || (major === 22 && minor >= 18))) {
  console.error(
    `loadgate needs Node 24 (or 22.18 and later), but this is Node ${process.versions.node} at ${process.execPath}. ` +
      'Run `npm ci` without --ignore-scripts: it installs Node 24 into node_modules, and npm run finds it there.',
  )
  process.exit(2)
}
