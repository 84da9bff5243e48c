/**
 * The frames that the battery management system sends unasked, ten times a second each, as foreign tools know them.
 * Identifiers and meanings: Battery-Emulator's published description of this battery; byte places where it says none
 * are our own. A table, walked by the tick.
 */
import type { CanBus } from '@luban/protocols/can/bus'
import { contactorState } from './dids.ts'
import type { EcuId, Systems } from './systems.ts'

/** Which units still send their normal messages (CommunicationControl). */
export type Communicates = Record<EcuId, boolean>

type Row = { readonly id: number; readonly fill: (data: Uint8Array, systems: Systems) => void }

const TABLE: readonly Row[] = [
  {
    id: 0x444, // Volts, amperes (raw x 0.1 - 500), health, charge.
    fill(data, { bms }) {
      put16(data, 0, bms.readings.packVolts)
      put16(data, 2, 10 * (bms.readings.amps + 500))
      data[4] = Math.round(100 * bms.soh)
      data[5] = Math.round(100 * bms.soc)
    },
  },
  {
    id: 0x438, // Volts x 10.
    fill(data, { bms }) {
      put16(data, 0, 10 * bms.readings.packVolts)
      put16(data, 2, 10 * bms.readings.busVolts)
    },
  },
  {
    id: 0x43a, // Insulation, ohm for each volt.
    fill(data, { bms }) {
      put16(data, 0, bms.readings.insulationOhm / Math.max(1, bms.readings.packVolts))
    },
  },
  {
    id: 0x344, // Contactors: main 0x80, precharge 0x40, high voltage on 0x04.
    fill(data, systems) {
      const state = contactorState(systems)
      data[0] = (state === 2 ? 0x80 : 0) | (state === 1 ? 0x40 : 0) | (systems.signals.isHighVoltageOn ? 0x04 : 0)
    },
  },
  {
    id: 0x345, // Power limits, kW x 10: discharge, charge.
    fill(data, { signals }) {
      put16(data, 0, signals.dischargeWMax / 100)
      put16(data, 2, signals.chargeWMax / 100)
    },
  },
]

/** Low byte first, as this battery sends. */
function put16(data: Uint8Array, at: number, value: number): void {
  const raw = Math.min(0xffff, Math.max(0, Math.round(value)))
  data[at] = raw & 0xff
  data[at + 1] = raw >> 8
}

const STEPS_PER_PERIOD = 10

export function createBroadcast(bus: CanBus, systems: Systems, communicates: Communicates) {
  const port = bus.attach('bms', () => {})
  return {
    step(tick: number, nowMs: number): void {
      const row = TABLE[tick % STEPS_PER_PERIOD]
      if (row === undefined || !systems.bms.isAwake || !communicates.bms) return
      const data = new Uint8Array(8)
      row.fill(data, systems)
      port.send({ id: row.id, isExtended: false, data }, nowMs)
    },
  }
}
