import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

type Other = { readonly what: string; readonly instead: string }

/** Forms of text that are recognised and not read. */
const TEXTS: readonly (Other & { readonly is: RegExp })[] = [
  { is: /^\s*<p>[\s\S]*ApacheBench/, what: 'the HTML of ab -w', instead: 'run ab without -w' },
  { is: /^Percentage served,Time in ms$/m, what: 'the table of ab -e', instead: 'save what ab prints' },
  { is: /^starttime\s+seconds\s+ctime/m, what: 'the list of requests of ab -g', instead: 'save what ab prints' },
  {
    is: /^\d+ goroutine\(s\) running concurrently$|^Avg Req Time:\s/m,
    what: 'the report of go-wrk',
    instead: 'use wrk',
  },
  { is: /^Making \d+ requests to /m, what: 'a report of a wrk before version 3', instead: 'use wrk 4' },
  {
    is: /^[│|] Stat\s+[│|]|^Stat\s+(?:Avg\s+Stdev\s+Max$|[\d.]+%\s)|^Running .* (?:test|warmup) @.*\n+\d+ connections|^Req\/Bytes counts sampled|^[\d.]+k? requests in [\d.]+s, [\d.]+ [kMGT]?B read$/m,
    what: 'the table of autocannon, with rounded counts of what was sent and not of what was answered',
    instead: 'run autocannon with --json',
  },
  {
    is: /^(?:non2xx: \d+|latency: \{$)/m,
    what: 'a result of autocannon as console.log prints it',
    instead: 'print JSON.stringify(result)',
  },
  {
    is: /^Success rate:\s|^Size\/sec:\s|^Response time distribution:$/m,
    what: 'the text of oha',
    instead: 'run oha with --output-format json',
  },
  {
    is: /^request-start,DNS,DNS\+dialup,/m,
    what: 'the list of requests of oha',
    instead: 'run oha with --output-format json',
  },
  {
    is: /^response-time,DNS\+dialup,DNS,/m,
    what: 'the list of requests of hey -o csv',
    instead: 'run hey without -o csv',
  },
  {
    is: /^metric_name,timestamp,metric_value,/m,
    what: 'the stream of points of k6 --out csv, not its summary',
    instead: 'use --summary-export',
  },
  {
    is: /^Bucket\s+#\s+%\s+Histogram|^Value\(ms\)\s+Percentile\s+TotalCount/m,
    what: 'a histogram of vegeta',
    instead: 'use vegeta report -type=json',
  },
  {
    is: /^\d{19},\d+,\d+,\d+,\d+,/m,
    what: 'the list of requests of vegeta encode',
    instead: 'pass it to vegeta report -type=json',
  },
  {
    is: /^Benchmark #?\d+: .*\n+Time \(|^[\d.]+ (?:± [\d.]+ )?times (?:faster|slower) than |^command,mean,stddev,|^\| Command \| Mean \[/m,
    what: 'the output of hyperfine, which times commands and not requests',
    instead: 'measure the server with a load generator',
  },
  {
    is: /^Summary:\n+(?:Name:.*\n+)?Count:|^\[[A-Z][A-Za-z]+\]\s+\d+ responses?$|^duration \(ms\),status,error/m,
    what: 'the output of ghz, which calls gRPC and not HTTP',
    instead: 'measure an HTTP server with one of the tools in loadgate read --help',
  },
]

/** Forms of JSON that are recognised and not read. */
const OBJECTS: readonly (Other & { readonly is: (value: Readonly<Record<string, unknown>>) => boolean })[] = [
  {
    is: ({ type, metric, data }) =>
      (type === 'Metric' || type === 'Point') && metric !== undefined && data !== undefined,
    what: 'the stream of points of k6 --out json, not its summary',
    instead: 'use --summary-export',
  },
  {
    is: ({ attack, seq, code }) => attack !== undefined && seq !== undefined && code !== undefined,
    what: 'the list of requests of vegeta encode',
    instead: 'pass it to vegeta report -type=json',
  },
  {
    is: ({ results }) => Array.isArray(results) && results.some((one) => typeof one?.command === 'string'),
    what: 'the output of hyperfine, which times commands and not requests',
    instead: 'measure the server with a load generator',
  },
  {
    is: ({ rps, count, statusCodeDistribution }) =>
      typeof rps === 'number' && count !== undefined && statusCodeDistribution !== undefined,
    what: 'the output of ghz, which calls gRPC and not HTTP',
    instead: 'measure an HTTP server with one of the tools in loadgate read --help',
  },
  {
    is: ({ totalCompletedRequests, latencies }) => totalCompletedRequests !== undefined && latencies !== undefined,
    what: 'the raw histograms of autocannon',
    instead: 'run autocannon with --json',
  },
  {
    is: ({ mode, verdicts }) => typeof mode === 'string' && Array.isArray(verdicts),
    what: 'a report of the gate, and not of a load generator',
    instead: 'pass two of them to npx loadgate compare',
  },
]

/** Throws a LoadgateError that names the form of the text, when it is one that is not read. */
export function refuseOtherText(text: string, where: string): void {
  refuse(
    TEXTS.find(({ is }) => is.test(text)),
    where,
  )
}

/** Throws a LoadgateError that names the form of the first of these objects that is not read. */
export function refuseOtherJson(objects: readonly object[], where: string): void {
  const values = objects as readonly Readonly<Record<string, unknown>>[]
  refuse(values.flatMap((value) => OBJECTS.find(({ is }) => is(value)) ?? [])[0], where)
}

function refuse(other: Other | undefined, where: string): void {
  if (other) throw new LoadgateError('refused-output', messages.refusedOutput({ where, ...other }))
}
