const eachLine = (text: string, change: (line: string) => string) => text.split('\n').map(change).join('\n')

/** What happens to an output on its way into an issue, a wiki or a file. */
export const WAYS: readonly [string, (text: string) => string][] = [
  ['indented', (text) => eachLine(text, (line) => `    ${line}`)],
  ['indented by tabs', (text) => eachLine(text, (line) => `\t${line}`)],
  ['without its indentation', (text) => eachLine(text, (line) => line.trimStart())],
  ['in a code fence', (text) => `Before:\n\n\`\`\`text\n${text}\n\`\`\`\n\nIs this good?\n`],
  ['as a quotation', (text) => eachLine(text, (line) => `> ${line}`)],
  ['as a quotation of a quotation', (text) => eachLine(text, (line) => `>> ${line}`)],
  ['as a quotation in a list', (text) => eachLine(text, (line) => `   > ${line}`)],
  ['as a comment', (text) => eachLine(text, (line) => `// ${line}`)],
  ['as a comment of a shell', (text) => eachLine(text, (line) => `# ${line}`)],
  ['in the log of a workflow', (text) => eachLine(text, (line) => `2026-11-26T17:43:05.1234567Z ${line}`)],
  ['in the log of a container', (text) => eachLine(text, (line) => `bench-1  | ${line}`)],
  ['with the spaces of a web page', (text) => text.replaceAll(' ', '\u00A0')],
  ['with its blanks joined', (text) => eachLine(text, (line) => line.trim().replaceAll(/\s+/g, ' '))],
  ['with a blank line after each', (text) => eachLine(text, (line) => `${line}\n`)],
  [
    'escaped for Markdown',
    (text) => (/^\s*[[{]/.test(text) ? text : text.replaceAll(/(?<!\p{Cc})[[\]()#*_<>|-]/gu, '\\$&')),
  ],
  ['with carriage returns', (text) => eachLine(text, (line) => `${line}\r`)],
  ['with a byte order mark', (text) => `\uFEFF${text}`],
  ['in colours', (text) => eachLine(text, (line) => `\u001B[32m${line}\u001B[39m`)],
  ['in colours whose escape character is lost', (text) => eachLine(text, (line) => `[32m${line}[39m`)],
  ['in colours that are written out', (text) => eachLine(text, (line) => `^[[1;32m${line}^[[0m`)],
  ['behind a prompt', (text) => `dev@box:~/shop$ ./measure.sh http://localhost:3000/\n${text}`],
  ['between prompts', (text) => `PS C:\\shop> .\\measure.ps1\n${text}\nPS C:\\shop> `],
  ['behind the echo of npm', (text) => `\n> shop@1.0.0 load\n> ./measure.sh\n\n${text}`],
  ['before a prompt', (text) => `${text}\n[dev@box ~]$ exit\n`],
]
