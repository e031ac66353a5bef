/** In an A/B run, `base` is the other git ref and `head` the working tree. Against a baseline everything is `head`. */
export const SIDES = ['base', 'head'] as const

export type Side = (typeof SIDES)[number]
