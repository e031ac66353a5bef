import { differenceOf } from '../model/difference.ts'
import type { Server } from '../model/server.ts'
import { messages } from './messages.ts'

/** What one server answered at `ready`. */
type FirstAnswer = { readonly server: Server; readonly bytes: Buffer }

/** The `alike` labels whose servers answer differently, with a sentence about the first two that do. */
export function findDifferences(
  answers: readonly FirstAnswer[],
): readonly { readonly label: string; readonly sentence: string }[] {
  const labelled = Map.groupBy(answers, ({ server }) => server.alike)
  return [...labelled].flatMap(([label, group]) => {
    const [first, ...others] = group
    const other = first && others.find(({ bytes }) => !bytes.equals(first.bytes))
    return label === undefined || !other ? [] : [{ label, sentence: sentenceOn(label, first, other) }]
  })
}

function sentenceOn(label: string, one: FirstAnswer, other: FirstAnswer): string {
  const difference = differenceOf(one.bytes, other.bytes)
  const side = ({ server, bytes }: FirstAnswer, excerpt: string) => ({
    name: server.name,
    length: bytes.length,
    excerpt,
  })
  return messages.notAlike({
    label,
    at: difference.at,
    one: side(one, difference.one),
    other: side(other, difference.other),
  })
}
