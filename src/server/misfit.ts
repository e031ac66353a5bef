import { NO_HTTP2 } from '../host/http2.ts'

/** Why a server cannot be asked in the way that its definition says. Waiting does not help. `code`: what TLS says. */
export type Misfit = { readonly misfit: 'certificate' | 'no-tls' | 'no-http2'; readonly code: string }

/** As Node and OpenSSL name what is wrong with a certificate. */
const CERTIFICATE = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(VERIFY|GET_ISSUER)_|ERR_TLS_CERT_|HOSTNAME_MISMATCH)/

/** What comes in answer to the first bytes of TLS is something else. */
const NO_TLS = /^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_HTTP_REQUEST)$/

/** A server of HTTP/1.1 chooses no protocol over TLS, or answers to the first frame in its own words. */
const WITHOUT_HTTP2 = /^(ERR_HTTP2_(ERROR|SESSION_ERROR)|ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL)$/

/** Null for an error that may go away by waiting. */
export function misfitOf(error: unknown): Misfit | null {
  const { code = '' } = error as { readonly code?: string }
  if (CERTIFICATE.test(code)) return { misfit: 'certificate', code }
  if (code === NO_HTTP2 || WITHOUT_HTTP2.test(code)) return { misfit: 'no-http2', code }
  return NO_TLS.test(code) ? { misfit: 'no-tls', code } : null
}
