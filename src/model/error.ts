/** An error whose message is meant for the user, so it has no stack: where we noticed is not where to look. */
export class LoadgateError extends Error {
  override readonly name = 'LoadgateError'
  /** Stable, for programs: `no-baseline`, `wrong-option`. The message may change, this does not. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.stack = `${this.name}: ${message}`
  }
}

/** A server runs and answers, but never right: what it is, not how it is defined, keeps it from being measured. */
export class WrongAnswerError extends LoadgateError {}
