import { messages } from './messages.ts'
import { markdownText } from './markdown-escape.ts'
import { markdownReport } from './markdown.ts'
import { redOf } from './red.ts'
import { summaryOf, titleOf } from './remarks.ts'
import type { Report } from '../model/report.ts'

/** GitHub takes no longer comment; the rest is for the mark before it. */
const LONGEST = 65_000

/** The report as a comment of a pull request, with the address of the run that made it; without its tables where those would be too long. */
export function commentText(report: Report, run: string): string {
  const link = messages.runOfComment({ run })
  const whole = `${markdownReport(report)}\n${link}\n`
  return whole.length <= LONGEST ? whole : `${inShort(report)}\n\n${messages.tooLongForComment} ${link}\n`
}

/** What a comment says of a run that came to no report. */
export function withoutReport(run: string): string {
  return `## ${messages.noReport}\n\n${messages.runOfComment({ run })}\n`
}

function inShort(report: Report): string {
  const red = redOf(report, 'report.json', markdownText)
  const lines = [
    ...(red?.cells ?? []).map((line) => `- **Red:** ${line}`),
    ...(red?.next ?? []).map((line) => `- ${line}`),
  ]
  return [`## ${titleOf(report)}`, summaryOf(report), lines.join('\n')]
    .filter((block) => block !== '')
    .join('\n\n')
    .slice(0, LONGEST - 1000)
}
