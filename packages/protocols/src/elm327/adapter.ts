/** What one ELM327 holds beside its client's line: settings, the protocol stored and found, parameters, calibration. ELM327 data sheet. */
import { createParameters, type ProgrammableParameters } from './parameters.ts'
import { defaultSettings, type Settings, type StoredProtocol } from './settings.ts'
import type { ProtocolNumber } from './tables.ts'

export type Adapter = {
  readonly parameters: ProgrammableParameters
  settings: Settings
  /** What a reset begins with. */
  stored: StoredProtocol
  /** The protocol that a search has found. */
  found: ProtocolNumber | undefined
  /** Stored by AT@3. */
  identifier: string | undefined
  /** What CV made of the voltmeter. */
  voltageScale: number
}

/** What the adapter senses of the vehicle at its socket. */
export type Socket = {
  /** The adapter lives on pin 16: is there enough of it? Absent: always. */
  isSupplied?(): boolean
  /** The vehicle's 12 V supply, for RV. */
  readVolts?(): number
  /** For IGN. */
  isIgnitionOn?(): boolean
  /** Does any node acknowledge frames? If not: CAN ERROR. */
  isBusAlive?(): boolean
}

export function createAdapter(): Adapter {
  const parameters = createParameters()
  const stored: StoredProtocol = { protocol: '0', isAutomatic: true }
  return {
    parameters,
    settings: defaultSettings(parameters.heeded, stored),
    stored,
    found: undefined,
    identifier: undefined,
    voltageScale: 1,
  }
}

/** After Z, WS and D: settings are as delivered, what is stored stays. */
export function resetSettings(adapter: Adapter): void {
  adapter.settings = defaultSettings(adapter.parameters.heeded, adapter.stored)
  adapter.found = undefined
}

/** The protocol of the frames now: the found one, or the one chosen. */
export function protocolInUse({ found, settings }: Adapter): ProtocolNumber {
  return found ?? settings.protocol
}

/** The settings as they hold for the protocol that was found. */
export function settingsInUse({ found, settings }: Adapter): Settings {
  return found === undefined || found === settings.protocol ? settings : { ...settings, protocol: found }
}
