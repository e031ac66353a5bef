/** A flag that is followed by a port, or by an address with one. */
const FLAG = /^(?:-[pl]|--?(?:[\w-]*-)?(?:port|listen|bind|addr|address))$/i

/** A port, with a host before it or without: `3000`, `:3000`, `0.0.0.0:3000`, `tcp://0.0.0.0:3000`. */
const PORT = /^((?:\w+:\/\/)?(?:[\w.*-]*|\[[\da-f:]*\]):)?\d{2,5}$/i

/** The words of a command, with `{port}` in place of a port that a flag gives it, so that launches do not want the same one. */
export function withPortMark(words: readonly string[]): readonly string[] {
  return words.map((word, index) => {
    const [, flag = '', value = ''] = /^(--?[\w-]+)=(.+)$/.exec(word) ?? []
    if (flag !== '') return FLAG.test(flag) ? `${flag}=${markIn(value)}` : word
    return FLAG.test(words[index - 1] ?? '') ? markIn(word) : word
  })
}

function markIn(value: string): string {
  return value.replace(PORT, (_all, host = '') => `${host}{port}`)
}
