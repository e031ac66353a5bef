/** What this room says to a user. */
export const messages = {
  wrongNode: ({
    version,
    path,
    installed,
  }: {
    readonly version: string
    readonly path: string
    /** Whether loadgate is a package in node_modules, and not its own repository. */
    readonly installed: boolean
  }) =>
    `loadgate needs Node 24 (or 22.18 and later), but this is Node ${version} at ${path}. ${
      installed
        ? 'Install Node 24, or run `npm i -D node@24`: it puts Node 24 into node_modules, where npm run and npx find it.'
        : 'Run `npm ci` without --ignore-scripts: it installs Node 24 into node_modules, where npm run finds it.'
    }`,
  staleLock: ({ file, code }: { readonly file: string; readonly code: string }) =>
    `The gate that held the lock ${file} is gone, and this user may not remove it (${code}). Remove it as the user who ran that gate, and run again.`,
  anotherGate: ({
    pid,
    folder,
    seconds,
  }: {
    readonly pid: number
    readonly folder: string
    readonly seconds: number
  }) =>
    `Another gate is ${seconds === 0 ? 'measuring on this machine' : `still measuring on this machine after ${seconds} s`}: process ${pid} in ${folder}. Two at once would measure each other. Run again when it has ended, or end it with \`kill ${pid}\`.`,
  gitMissing:
    'There is no program git in PATH. Install it; LOADGATE_AGAINST, bisect and the history of baselines need it.',
} as const
