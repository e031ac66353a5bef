import { createHash } from 'node:crypto'

const LONGEST = 80

/**
 * A name for a file or folder, from any text: lower-case ascii letters and digits in words joined by dashes, so that it
 * can name nothing outside its folder. Where the words alone say too little (the text is longer than 80 characters, has
 * no ascii letter, or letters that ascii lacks), eight hex digits of its SHA-256 follow. Never empty.
 */
export function slugOf(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const words = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .replace(/-$/, '')
  if (/[a-z]/.test(words) && words.length <= LONGEST && !losesLetters(plain)) return words
  const start = words.slice(0, LONGEST).replace(/-$/, '')
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8)
  return start === '' ? hash : `${start}-${hash}`
}

function losesLetters(plain: string): boolean {
  return /[\p{L}\p{N}]/u.test(plain.replaceAll(/[a-z0-9]/g, ''))
}
