/**
 * The three meters of the bench, each a source and a resistance that are put into the same network as the car.
 *
 * Invariant: a reading is what the meter's own circuit would show, so a meter loads what it measures, and an ohmmeter
 * on a live circuit reads wrong, as it does in life.
 */
import type { Instrument, Reading } from './car.ts'
import type { Network, NodeIndex } from './network/network.ts'

const VOLTMETER_OHM = 10e6

type Source = { readonly volts: number; readonly ohm: number; readonly ohmMax: number }

const OHMMETER: Source = { volts: 2, ohm: 1000, ohmMax: 60e6 }
/** 500 V, limited to 1 mA. */
const INSULATION_TESTER: Source = { volts: 500, ohm: 500e3, ohmMax: 2e9 }

export function read(network: Network, instrument: Instrument, red: NodeIndex, black: NodeIndex): Reading {
  switch (instrument) {
    case 'voltmeter':
      return { value: displayedVolts(voltmeterVolts(network, red, black)), unit: 'V' }
    case 'ohmmeter':
      return { value: readOhm(network, OHMMETER, red, black), unit: 'Ω' }
    case 'insulationTester':
      return { value: readOhm(network, INSULATION_TESTER, red, black), unit: 'Ω' }
  }
}

/** Before rounding: what safety is judged by. */
export function voltmeterVolts(network: Network, red: NodeIndex, black: NodeIndex): number {
  const { volts, ohm } = network.thevenin(red, black, 'now')
  return (volts * VOLTMETER_OHM) / (VOLTMETER_OHM + ohm)
}

/** The meter knows its own source: it takes the voltage and the current at its sockets for the resistance between. */
function readOhm(network: Network, source: Source, red: NodeIndex, black: NodeIndex): number | 'OL' {
  const { volts, ohm } = network.thevenin(red, black, 'settled')
  const amps = (source.volts - volts) / (source.ohm + ohm)
  const socketVolts = source.volts - amps * source.ohm
  const shown = socketVolts / amps
  if (!(amps > 0) || shown > source.ohmMax || shown < -0.01) return 'OL'
  return significant(Math.max(0, shown))
}

/** Four and a half digits. */
function displayedVolts(volts: number): number {
  const size = Math.abs(volts)
  const perVolt = size < 6 ? 1000 : size < 60 ? 100 : 10
  return Math.round(volts * perVolt) / perVolt + 0 // No negative zero on a display.
}

function significant(ohm: number): number {
  let perOhm = 100
  for (let full = 60; ohm > full && perOhm > 1e-7; full *= 10) perOhm /= 10
  return perOhm >= 1 ? Math.round(ohm * perOhm) / perOhm : Math.round(ohm * perOhm) * Math.round(1 / perOhm)
}
