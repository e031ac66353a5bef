import type { MachineInfo } from '../../host/machine.ts'
import { LEAST, type Tool } from '../../load/external/find-tools.ts'
import { shortHash } from '../../model/commits.ts'
import { formatShare } from '../../model/units.ts'
import type { Screen } from '../../report/screen.ts'
import { visible } from '../../report/safe.ts'
import { sectionsText, type Row, type Section } from './layout.ts'
import { messages } from './messages.ts'
import type { Surroundings } from './surroundings.ts'
import type { RecordedServers, UsedBaseline, UsedBaselines } from './baselines.ts'

/** What doctor finds out without the self-test. */
export type Diagnosis = {
  /** The version of loadgate. */
  readonly version: string
  readonly machine: MachineInfo
  readonly surroundings: Surroundings
  readonly tools: readonly Tool[]
  readonly baselines: UsedBaselines
  /** The folder of the baselines, as the user named it. */
  readonly folder: string
  /** Seconds since 1970. */
  readonly now: number
}

/** The diagnosis for a terminal. */
export function diagnosisText(diagnosis: Diagnosis, screen: Screen): string {
  return sectionsText([machineSection(diagnosis), toolsSection(diagnosis), baselinesSection(diagnosis)], screen)
}

function machineSection({ version, machine, surroundings }: Diagnosis): Section {
  const { kernel, microcode, hugePages, governor, load, stolen, proc } = surroundings
  const rows: readonly Row[] = [
    { label: 'id', text: machine.id },
    { label: 'CPU', text: `${machine.cpu}, microcode ${microcode ?? messages.unknown}` },
    { label: 'cores', text: `${machine.cores}, ${quotaText(surroundings)}` },
    { label: 'system', text: `${machine.os} ${kernel}, ${machine.arch}, ${hypervisorText(surroundings)}` },
    { label: 'Node', text: machine.node },
    { label: 'huge pages', text: hugePages ?? messages.unknown },
    { label: 'governor', text: governor ?? messages.noGovernor },
    { label: 'load', text: load === null ? messages.unknown : messages.load({ load }) },
    {
      label: 'steal',
      text: stolen === null ? messages.unknown : messages.stolenSinceBoot({ share: formatShare(stolen) }),
    },
    proc ? { label: '/proc', text: 'available' } : { label: '/proc', text: messages.noProc, format: 'yellow' },
  ]
  return {
    title: `This machine, as loadgate ${version} sees it`,
    rows: rows.map((row) => ({ ...row, text: visible(row.text) })),
  }
}

function quotaText({ quota }: Surroundings): string {
  if (quota === null) return `CPU quota ${messages.unknown}`
  return quota === Infinity ? 'no CPU quota' : `CPU quota of ${Number(quota.toFixed(2))} cores`
}

function hypervisorText({ hypervisor, product }: Surroundings): string {
  const words = { true: 'virtual machine', false: 'no hypervisor', null: `hypervisor ${messages.unknown}` }
  return words[`${hypervisor}`] + (product === null ? '' : ` (${product})`)
}

function toolsSection({ tools }: Diagnosis): Section {
  return { title: 'Tools', rows: tools.map((tool) => ({ label: tool.name, ...toolText(tool) })) }
}

function toolText({ name, state, version }: Tool): Omit<Row, 'label'> {
  if (state === 'there') return { text: version ?? '' }
  if (state === 'too old')
    return { text: messages.toolTooOld({ version: version ?? '', least: LEAST[name] }), format: 'yellow' }
  return state === 'missing' ? { text: 'not found' } : { text: messages.toolSilent, format: 'yellow' }
}

function baselinesSection({ baselines, folder, now, machine }: Diagnosis): Section {
  const { scenarios, problems } = baselines
  const rows = problems.map((problem): Row => ({ label: '', text: visible(problem), format: 'red' }))
  const none = scenarios.length === 0 && problems.length === 0 ? [{ label: '', text: messages.noBaselinesYet }] : []
  return {
    title: `Baselines in ${visible(folder)}`,
    rows: [...none, ...rows],
    parts: scenarios.map((scenario) => ({
      title: visible(scenario.title),
      rows: scenarioRows(scenario, now, machine.node),
    })),
  }
}

function scenarioRows(scenario: UsedBaseline, now: number, node: string): readonly Row[] {
  if ('problem' in scenario) return [{ label: 'unusable', text: visible(scenario.problem), format: 'red' }]
  if ('elsewhere' in scenario)
    return [
      { label: 'used', text: messages.noneOfThisKind, format: 'yellow' },
      ...scenario.elsewhere.map((id): Row => ({ label: 'not used', text: messages.ofKind({ id: visible(id) }) })),
    ]
  return [
    { label: 'used', text: messages.ofThisKind },
    ...(scenario.node === node
      ? []
      : [{ label: 'Node', text: messages.otherNode({ recorded: visible(scenario.node), own: node }) }]),
    ...scenario.recordings.map((recording) => ({ label: 'recorded', text: visible(recordingText(recording, now)) })),
  ]
}

export function recordingText({ servers, at, commit, dirty }: RecordedServers, now: number): string {
  const from = commit === null ? 'outside git' : `at ${shortHash(commit)}`
  const changes = dirty ? ', with uncommitted changes' : ''
  return `${ageText(now - Date.parse(at) / 1000)} ${from}${changes}: ${servers.join(', ')}`
}

function ageText(seconds: number): string {
  const minutes = Math.max(0, Math.round(seconds / 60))
  if (minutes < 120) return `${minutes} min ago`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`
}
