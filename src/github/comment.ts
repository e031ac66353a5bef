import { z } from 'zod'
import type { GitHub } from './environment.ts'
import { request } from './request.ts'

/** Begins the one comment that is kept up to date, and shows nothing. */
const MARK = '<!-- loadgate -->'

const PAGE = 100

const comments = z.array(
  z.object({ id: z.int().positive(), body: z.string().nullish(), user: z.object({ type: z.string() }).nullable() }),
)

/** Writes the comment of a pull request: the one that is there, or a new one. Gives which. */
export async function keepComment(github: GitHub, pull: number, text: string): Promise<'updated' | 'created'> {
  const body = { body: `${MARK}\n${text}` }
  const known = await knownComment(github, pull)
  if (known === null) await request(github, 'POST', `issues/${pull}/comments`, body)
  else await request(github, 'PATCH', `issues/comments/${known}`, body)
  return known === null ? 'created' : 'updated'
}

/** Of a bot, so that nobody's own words are ever replaced. */
async function knownComment(github: GitHub, pull: number): Promise<number | null> {
  for (let page = 1; ; page += 1) {
    const some = comments.parse(await request(github, 'GET', `issues/${pull}/comments?per_page=${PAGE}&page=${page}`))
    const own = some.find(({ body, user }) => user?.type === 'Bot' && body?.startsWith(MARK))
    if (own) return own.id
    if (some.length < PAGE) return null
  }
}
