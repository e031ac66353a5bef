/** What `loadgate init` says to a user. */
export const messages = {
  // about one file, in the list of what is written
  howStarted: ({ note }: { readonly note: 'compiles-everything' | null }) =>
    note === null
      ? 'how the server is started'
      : 'how the server is started; in JavaScript, because tsconfig.json compiles all TypeScript here',
  loadTest: ({ path }: { readonly path: string }) => `one load test of GET ${path}`,
  gateInConfig: ({ unit }: { readonly unit: boolean }) =>
    unit ? 'the unit tests as they are, and the gate beside them' : 'the gate as a project of Vitest',
  scriptsAdded: ({ apart }: { readonly apart: boolean }) =>
    apart ? 'scripts for the gate; those of the unit tests leave it out' : 'scripts for the gate',
  newPackage: 'private, for the two packages and the scripts of the gate',
  reportsIgnored: 'reports are not committed',
  pullRequests: 'compares every pull request with its base branch',
  isThere: 'is there already, and stays as it is',
  workflowOfOthers: ({ folder }: { readonly folder: string }) =>
    `is there already, and stays as it is: it does not run ${folder}. Copy its job, and change \`working-directory\` and \`path\` there`,
  unclearConfig: ({ isBroken }: { readonly isBroken: boolean }) =>
    isBroken ? 'is no valid program' : 'makes its options in a way that cannot be changed safely',

  // what goes wrong
  needsShell: ({ flag, command }: { readonly flag: string; readonly command: string }) =>
    `${flag} ${JSON.stringify(command)} cannot be started without a shell, which loadgate does not use; give a program and its arguments, such as --command 'node server.js --port {port}', or 'sh -c "…"' for a shell of your own.`,
  wrongPackageJson: ({ file, problem }: { readonly file: string; readonly problem: string }) =>
    `${file} is not valid JSON (${problem}); correct it and run \`npx loadgate init\` again. Nothing was written.`,
  noStart: ({ packages }: { readonly packages: readonly string[] }) =>
    packages.length === 0
      ? `Nothing in this folder tells how your server is started; say it with --command, such as --command 'node server.js'. Nothing was written.`
      : `This is the root of a workspace, and nothing in it tells how a server is started; run \`npx loadgate init\` in the folder of a package (${packages.join(', ')}), or give --command. Nothing was written.`,
  noFolder: ({ folder }: { readonly folder: string }) =>
    `--dir names ${folder}, but there is no such folder; correct the path, or leave the option out to use the current folder.`,
  wrongName: ({ value }: { readonly value: string }) =>
    `--name must be a name for a file and a server, of letters, digits, dots, dashes and underscores, not "${value}".`,
  wrongPath: ({ value }: { readonly value: string }) =>
    `--path must be a path that starts with "/", such as /health, not "${value}".`,
  wrongPort: ({ value }: { readonly value: string }) =>
    `--port must be \`free\`, \`reported\` or a port from 1 to 65535, not "${value}".`,
  notWritable: ({ folder, problem }: { readonly folder: string; readonly problem: string }) =>
    `${folder} cannot be written to (${problem}), so nothing was written; \`npx loadgate init --dry-run\` prints every file, to paste by hand.`,
  notReadable: ({ what, problem }: { readonly what: string; readonly problem: string }) =>
    `${what} cannot be read (${problem}); nothing was written.`,
  configUnreadable: ({ file }: { readonly file: string }) =>
    `${file} is no valid program, so nothing was written; correct it and run \`npx loadgate init\` again, or paste the lines above by hand.`,
  changedMeanwhile: ({ file }: { readonly file: string }) =>
    `${file} was changed while init was asking, so nothing was written; run \`npx loadgate init\` again.`,

  // what was seen
  looked: ({ what, seenIn }: { readonly what: string; readonly seenIn: string | null }) =>
    seenIn === null ? `This looks like ${what}.` : `This looks like ${what}. The command is from ${seenIn}.`,
  starting: ({ command, path }: { readonly command: string; readonly path: string }) =>
    `Starting \`${command}\` once, to see what it answers to GET ${path}.`,
  answered: ({
    status,
    bytes,
    origin,
    seconds,
  }: {
    readonly status: number
    readonly bytes: number
    readonly origin: string
    readonly seconds: number
  }) => `It answered with status ${status} and ${bytes} bytes at ${origin}, ${seconds.toFixed(1)} s after its start.`,
  fixedPort: ({ port }: { readonly port: number }) =>
    `It listens on ${port} in every launch, so it cannot be compared with another git ref, as the workflow does: that takes two launches at once. Let it listen on the variable PORT, or write {port} where its command has ${port}.`,
  sameBodies: ({ times }: { readonly times: number }) =>
    `It gave the same bytes ${times} times, so every answer must have those of the first.`,
  otherBodies: ({ check }: { readonly check: string }) =>
    `Its answers differ from each other, so the load test checks what they have in common: \`${check}\`.`,
  closes: 'It closes its connections. loadgate uses undici for such servers.',
  keeps: 'It keeps its connections open.',
  counts: ({ valgrind }: { readonly valgrind: string }) =>
    `Instructions can be counted here, with valgrind ${valgrind}.`,
  countsNot: ({ reason }: { readonly reason: string }) => `Instructions are not counted here: ${reason}`,
  wrongStatus: ({
    path,
    status,
    location,
  }: {
    readonly path: string
    readonly status: number
    readonly location: string | null
  }) =>
    `GET ${path} was answered with status ${status}${location === null ? '' : `, to ${location}`}, and not with a body to measure; give another --path.`,
  noPython: ({ reason }: { readonly reason: string }) => `Its Python packages could not be installed: ${reason}.`,

  // questions
  plainCommand: 'Give a program and its arguments, without a shell',
  askCommand: 'How is your server started, without a shell? {port} stands for its port',
  askPath: 'Which path should the first load test ask for?',
  askWrite: ({ files }: { readonly files: number }) => `Write ${files === 1 ? 'this file' : `these ${files} files`}?`,
  cancelled: 'Nothing was written.',

  // the end
  willWrite: 'What init will write:',
  wouldWrite: 'What init would write:',
  nothingToDo: 'Everything is there already, and nothing was changed:',
  correctServer: ({ file }: { readonly file: string }) =>
    `The server has not answered yet. Correct ${file} before you go on; docs/adding-a-server.md of loadgate explains every field.`,
  pasteFirst: ({ file }: { readonly file: string }) => `The lines for ${file} above are missing until you paste them.`,
  noRepository:
    'This folder is in no git repository, so there is no workflow, and no other version to compare with. Run `git init`, and then `npx loadgate init` once more.',
  byHand: ({ file }: { readonly file: string }) => `Paste this into ${file} by hand:`,
  written: 'What init wrote:',
  wroteAll: ({ files }: { readonly files: number }) => `Wrote ${files === 1 ? '1 file' : `${files} files`}.`,
  next: 'Now run this. Its first run records a baseline in `baselines/`, which you commit:',
} as const
